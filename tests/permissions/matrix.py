"""Gathers the rows of all files beside this one, and the URL names of the product."""

import importlib
import pkgutil
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic import RedirectView

import tests.permissions
from tests.permissions import Row

#: Prefixes of URLs that a library brings; their rows stand in ``college.py`` all the same.
NOT_FILES = {"matrix", "test_matrix"}


def gather() -> dict[str, Row]:
    """All rows by URL name; a name in two files is an error."""
    rows: dict[str, Row] = {}
    for module in pkgutil.iter_modules(tests.permissions.__path__):
        if module.ispkg or module.name in NOT_FILES or module.name.startswith("test_"):
            continue
        for name, row in importlib.import_module(f"tests.permissions.{module.name}").MATRIX.items():
            if name in rows:
                raise ValueError(f"{name} stands in two permission files")
            rows[name] = row
    return rows


def url_names() -> Iterator[str]:
    """The name of every URL of the product, with its namespace."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, space)
        elif getattr(pattern.callback, "view_class", None) is not RedirectView:  # which only leads to a URL with its own row
            yield f"{prefix}{pattern.name}" if pattern.name else f"unnamed:{pattern.pattern}"
