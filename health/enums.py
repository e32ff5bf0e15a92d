"""Code lists of health. The bands are `partnerships.enums.Band`: a partnership shows its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReviewTrigger(models.TextChoices):
    MONTHLY = "monthly", _("Monthly review")
    DEMAND = "demand", _("On demand")


class WarningLevel(models.TextChoices):
    BLUE = "blue", _("Notice")
    YELLOW = "yellow", _("Watch")
    ORANGE = "orange", _("Serious")
    RED = "red", _("Critical")


class WarningState(models.TextChoices):
    OPEN = "open", pgettext_lazy("warning state", "Open")
    CLOSED = "closed", pgettext_lazy("state", "Closed")
