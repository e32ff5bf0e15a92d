"""Code lists of imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    DRAFT = "draft", _("Columns to be matched")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    CHECKED = "checked", _("Checked, nothing written")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
