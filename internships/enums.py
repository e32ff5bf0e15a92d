"""Code lists of the internships app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kit.choices import TonedChoices


class OpeningState(TonedChoices):
    DRAFT = "draft", pgettext_lazy("state", "Draft")
    OPEN = "open", "green", pgettext_lazy("opening", "Open")
    CLOSED = "closed", pgettext_lazy("opening", "Closed")


class PlacementState(TonedChoices):
    PLANNED = "planned", "blue", pgettext_lazy("state", "Planned")
    SIGNED = "signed", "azure", pgettext_lazy("state", "Signed")
    ACTIVE = "active", "green", pgettext_lazy("placement", "Under way")
    COMPLETED = "completed", pgettext_lazy("state", "Completed")
    ENDED_EARLY = "ended_early", "orange", pgettext_lazy("state", "Ended early")
    CANCELLED = "cancelled", pgettext_lazy("state", "Cancelled before the start")


#: Not begun yet.
BEFORE_START = frozenset({PlacementState.PLANNED, PlacementState.SIGNED})
#: Planned or under way: somebody still has to do something.
CURRENT = BEFORE_START | {PlacementState.ACTIVE}
#: Over, after it had begun.
OVER = frozenset({PlacementState.COMPLETED, PlacementState.ENDED_EARLY})
#: Begun once, so that its weeks may be logged.
BEGUN = OVER | {PlacementState.ACTIVE}


class PlacementKind(models.TextChoices):
    """The two kinds left by the 2021 rules, Art. 2 (CN-INT-01)."""

    COGNITION = "cognition", _("Cognition visit")
    ON_POST = "on_post", _("On-post internship")


class Party(models.TextChoices):
    """The three who sign a placement (三方协议)."""

    COLLEGE = "college", pgettext_lazy("party", "College")
    HOST = "host", pgettext_lazy("party", "Host enterprise")
    STUDENT = "student", pgettext_lazy("party", "Student")


class LogState(TonedChoices):
    DRAFT = "draft", pgettext_lazy("state", "Draft")
    SUBMITTED = "submitted", "blue", pgettext_lazy("state", "Submitted")
    CONFIRMED = "confirmed", "green", pgettext_lazy("state", "Confirmed")
    RETURNED = "returned", "orange", pgettext_lazy("state", "Returned")


#: With the mentor, or settled: not the student's to write.
HANDED_IN = frozenset({LogState.SUBMITTED, LogState.CONFIRMED})


class Ender(models.TextChoices):
    """Who caused an early end; a placement that ends early always says."""

    STUDENT = "student", pgettext_lazy("ended by", "Student")
    HOST = "host", pgettext_lazy("ended by", "Host enterprise")
    COLLEGE = "college", pgettext_lazy("ended by", "College")
    OUTSIDE = "outside", _("Circumstances")
