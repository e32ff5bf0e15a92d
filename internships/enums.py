"""Code lists of the internships app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OpeningState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state", "Draft")
    OPEN = "open", pgettext_lazy("opening", "Open")
    CLOSED = "closed", pgettext_lazy("opening", "Closed")


class PlacementState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("state", "Planned")
    SIGNED = "signed", pgettext_lazy("state", "Signed")
    ACTIVE = "active", pgettext_lazy("placement", "Under way")
    COMPLETED = "completed", pgettext_lazy("state", "Completed")
    ENDED_EARLY = "ended_early", pgettext_lazy("state", "Ended early")
    CANCELLED = "cancelled", pgettext_lazy("state", "Cancelled before the start")


class PlacementKind(models.TextChoices):
    """The two kinds left by the 2021 rules, Art. 2 (CN-INT-01)."""

    COGNITION = "cognition", _("Cognition visit")
    ON_POST = "on_post", _("On-post internship")


class Party(models.TextChoices):
    """The three who sign a placement (三方协议)."""

    COLLEGE = "college", pgettext_lazy("party", "College")
    HOST = "host", pgettext_lazy("party", "Host enterprise")
    STUDENT = "student", pgettext_lazy("party", "Student")


class LogState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state", "Submitted")
    CONFIRMED = "confirmed", pgettext_lazy("state", "Confirmed")
    RETURNED = "returned", pgettext_lazy("state", "Returned")


class Ender(models.TextChoices):
    """Who caused an early end; a placement that ends early always says."""

    STUDENT = "student", pgettext_lazy("ended by", "Student")
    HOST = "host", pgettext_lazy("ended by", "Host enterprise")
    COLLEGE = "college", pgettext_lazy("ended by", "College")
    OUTSIDE = "outside", _("Circumstances")
