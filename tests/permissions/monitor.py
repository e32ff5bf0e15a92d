"""Rows of the operators' URLs."""

from tests.permissions import Row

MATRIX = {
    "healthz": Row(public=True),
}
