"""File imports: the run, and what it changed so that it can be undone."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.enums import ImportState


class ImportRun(models.Model):
    """One file read into the system."""

    kind = models.CharField(_("kind"), max_length=40)
    file = models.FileField(upload_to="imports/%Y/%m/")
    filename = models.CharField(_("file"), max_length=200)
    mapping = models.JSONField(default=dict, help_text="{our column: column in the file}")
    options = models.JSONField(default=dict)
    is_dry_run = models.BooleanField(_("dry run"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    error = models.TextField(blank=True)
    first_errors = models.JSONField(default=list, help_text="the first refused rows: [[row number, sentence], …]")
    bad_rows = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    unknown_columns = models.JSONField(default=list)
    started_by = models.ForeignKey("college.User", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.pk])


class ImportChange(models.Model):
    """One row written by an import; ``before`` is empty for a created row."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "target_type", "target_id"])]
