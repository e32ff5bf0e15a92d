"""How health pages write numbers, values and evidence."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.kit.choices import badge_of
from health.enums import WarningLevel
from health.indicators import indicator_of
from health.models import Reading
from health.tables import arrow as change_arrow

register = template.Library()
DASH = "–"


@register.filter
def arrow(change: float | Decimal | None) -> str:
    """▲ 3.5, ▼ 7.2 or ＝ 0.0; a dash when there is nothing to compare with."""
    return DASH if change is None else change_arrow(Decimal(str(round(change, 1))))


@register.filter
def points(value: float | None) -> str:
    return DASH if value is None else number_format(round(value, 1), 1)


@register.filter
def percent(share: float | Decimal) -> str:
    return f"{share:.0%}"


@register.filter
def unlocalized(number: float | Decimal) -> str:
    """For attributes that machines read."""
    return str(number)


@register.filter
def value(number: float | None, unit: str = "") -> str:
    """An indicator's value with its unit, or that it is not known."""
    return _("not known") if number is None else f"{number_format(number, 1)} {unit}".strip()


@register.filter
def evidence(reading: Reading) -> str:
    """The counts behind a reading, such as “due 10, delivered 8”, in the indicator's own words."""
    known = indicator_of(reading.indicator)
    # In the order of the words: PostgreSQL keeps the keys of JSON in an order of its own.
    said = [f"{word} {cell(reading.evidence[key])}" for key, word in (known.counts if known else {}).items() if key in reading.evidence]
    return " · ".join(said) or _("rows")


@register.filter
def cell(found: Any) -> str:
    if isinstance(found, date):
        return date_format(found)
    if isinstance(found, Decimal):
        return number_format(found.normalize() if found != found.to_integral() else int(found))
    return "" if found is None else str(found)


@register.filter
def level(stored: str) -> SafeString:
    """``{{ warning.level|level }}``: the badge of a warning's level."""
    return badge_of(WarningLevel(stored))
