"""Small things that this app's templates need."""

from collections.abc import Mapping
from typing import Any

from django import template

from partnerships import tables

register = template.Library()


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """``{{ tones|lookup:agreement.state }}``."""
    return mapping.get(key, "")


@register.simple_tag
def amount(quantity: Any, unit: str) -> str:
    """``{% amount commitment.quantity commitment.unit %}``: 2.00 pcs reads as 2 pcs."""
    return tables.amount(quantity, unit)
