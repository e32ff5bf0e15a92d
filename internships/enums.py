"""Code lists of the internships app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OpeningState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", pgettext_lazy("opening", "Open")
    CLOSED = "closed", pgettext_lazy("opening", "Closed")


class PlacementState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    SIGNED = "signed", _("Signed")
    ACTIVE = "active", pgettext_lazy("placement", "Under way")
    COMPLETED = "completed", _("Completed")
    ENDED_EARLY = "ended_early", _("Ended early")
    CANCELLED = "cancelled", _("Cancelled before the start")


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
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CONFIRMED = "confirmed", _("Confirmed")
    RETURNED = "returned", _("Returned")


class Ender(models.TextChoices):
    """Who caused an early end; a placement that ends early always says."""

    STUDENT = "student", pgettext_lazy("ended by", "Student")
    HOST = "host", pgettext_lazy("ended by", "Host enterprise")
    COLLEGE = "college", pgettext_lazy("ended by", "College")
    OUTSIDE = "outside", _("Circumstances")
