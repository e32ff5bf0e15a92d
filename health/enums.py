"""Code lists of health. The bands are `partnerships.enums.Band`: a partnership shows its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kit.choices import TonedChoices


class ReviewTrigger(models.TextChoices):
    MONTHLY = "monthly", _("Monthly review")
    DEMAND = "demand", _("On demand")


class WarningLevel(TonedChoices):
    BLUE = "blue", "blue", _("Notice")
    YELLOW = "yellow", "yellow", _("Watch")
    ORANGE = "orange", "orange", _("Serious")
    RED = "red", "red", _("Critical")


class WarningState(TonedChoices):
    OPEN = "open", "blue", pgettext_lazy("warning state", "Open")
    CLOSED = "closed", pgettext_lazy("state", "Closed")
