"""What the templates of placements share."""

from django import template

from internships.tables import TONES

register = template.Library()


@register.filter
def tone(state: str) -> str:
    """The colour that repeats a state's word."""
    return TONES.get(state, "secondary")
