"""File imports: the run, the rows it refused, and what it changed so that it can be undone."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kit.states import Machine
from importing.enums import BUSY, ImportState


class ImportRun(models.Model):
    """One file read into the system, or only checked.

    The run is worked off in batches. A worker holds it by ``claim`` and signs with ``beat_at``; rows, refusals and
    ``done`` of a batch are written in one transaction, so that a killed worker's successor goes on where it stopped.
    """

    kind = models.CharField(_("kind"), max_length=40)
    file = models.FileField(upload_to="imports/%Y/%m/")
    filename = models.CharField(_("file"), max_length=200)
    companions = models.JSONField(default=dict, help_text="{kind of sibling: path in the storage}")
    mapping = models.JSONField(default=dict, help_text="{our column: column in the file}")
    preset = models.CharField(max_length=40, blank=True)
    options = models.JSONField(default=dict)
    is_dry_run = models.BooleanField(_("dry run"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    claim = models.CharField(max_length=32, blank=True, editable=False)
    beat_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    skipped = models.PositiveIntegerField(_("left out"), default=0)
    brought = models.JSONField(default=dict, help_text="{app_label.model: how many the rows brought along}")
    header = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    error = models.TextField(blank=True)
    undo_report = models.JSONField(default=dict)
    started_by = models.ForeignKey("college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by"))
    undone_by = models.ForeignKey(
        "college.User",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="who asked for it",
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True, help_text="when the file, refused rows and undo data were deleted")

    machine = Machine(
        "state",
        ImportState,
        {
            ImportState.DRAFT: frozenset({ImportState.WAITING}),
            ImportState.WAITING: frozenset({ImportState.RUNNING, ImportState.FAILED}),
            ImportState.RUNNING: frozenset({ImportState.CHECKED, ImportState.DONE, ImportState.FAILED}),
            ImportState.DONE: frozenset({ImportState.UNDOING}),
            ImportState.FAILED: frozenset({ImportState.UNDOING}),
            ImportState.UNDOING: frozenset({ImportState.UNDONE, ImportState.FAILED}),
            ImportState.UNDONE: frozenset({ImportState.UNDOING}),
        },
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["state", "beat_at"])]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.pk])

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def counts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("created", "updated", "unchanged", "refused", "skipped")}


class ImportRefusal(models.Model):
    """A row that was not taken, with its cells as they stood in the file and the sentence that says why."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refusals")
    row = models.PositiveIntegerField(_("row"))
    reason = models.TextField(_("reason"))
    cells = models.JSONField(default=list)

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["run", "row"])]


class ImportChange(models.Model):
    """One object written by an import. ``before`` is null for a created one, whose ``after`` is a digest of its values;
    otherwise both hold the changed fields. Deleted once undone, so that undoing can be repeated and resumed."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "target_type", "target_id"])]
