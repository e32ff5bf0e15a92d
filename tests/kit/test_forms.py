"""A day that cannot be meant is asked about; a believable one passes."""

import pytest
from django.core.exceptions import ValidationError

from config.kit.forms import DayField


@pytest.mark.parametrize("text", ["0001-01-01", "0206-03-01", "5015-09-01", "9999-12-31"])
def test_a_year_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="Check the year"):
        DayField().clean(text)


@pytest.mark.parametrize("text", ["1938-05-01", "2026-11-23", "2040-01-31"])
def test_a_believable_day_passes(text: str) -> None:
    assert DayField().clean(text).isoformat() == text
