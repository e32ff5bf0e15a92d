"""Small things that this app's templates need."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from config.kit.choices import badge_of
from partnerships import tables
from partnerships.enums import Band

register = template.Library()


@register.filter
def band(stored: str) -> SafeString:
    """``{{ partnership.health_band|band }}``: the badge of a band of health."""
    return badge_of(Band(stored))


@register.simple_tag
def amount(quantity: Any, unit: str) -> str:
    """``{% amount commitment.quantity commitment.unit %}``: 2.00 pcs reads as 2 pcs."""
    return tables.amount(quantity, unit)
