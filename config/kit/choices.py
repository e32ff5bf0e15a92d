"""Code lists whose members know how they are coloured, and the one badge that shows a member."""

from typing import Any, Self

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString


class TonedChoices(models.TextChoices):
    """Text choices with a tone: ``ACTIVE = "active", "green", _("In force")``.

    A tone is one of green, yellow, orange, red, blue, azure and secondary. The word says it, the colour only repeats it.
    """

    tone: str

    def __new__(cls, value: str, tone: str = "secondary") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = tone
        return member


def badge(label: Any, tone: str = "secondary") -> SafeString:
    """A word in a coloured pill, as every page draws it, without a template for each row of a list."""
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone, label)


def badge_of(member: TonedChoices) -> SafeString:
    """The badge of a member of a code list."""
    return badge(member.label, member.tone)
