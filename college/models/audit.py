"""The audit trail and its seals."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what to which object, and what changed. Written by ``college.services.audit.record`` only, never edited."""

    at = models.DateTimeField(_("when"))
    # Who it was stays written down when the account goes, so this key is kept by nobody but ourselves.
    actor = models.ForeignKey(
        "college.User", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("who")
    )
    actor_name = models.CharField(max_length=120, blank=True)
    verb = models.CharField(_("what"), max_length=60)
    target_type = models.CharField(max_length=60, help_text="app_label.model")
    target_id = models.CharField(max_length=40)
    target_label = models.CharField(_("object"), max_length=250)
    changes = models.JSONField(_("old → new"), default=dict, help_text="{field: [old, new]}")
    note = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="the entry's own hash, taken when its day is sealed")
    seal = models.ForeignKey("college.AuditSeal", null=True, blank=True, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "-id"]),
            models.Index(fields=["at"]),
            models.Index(fields=["at"], condition=Q(seal__isnull=True), name="college_audit_unsealed"),
        ]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")


class AuditSeal(models.Model):
    """The hash over the digests of a day's entries, chained to the seal before. One per day.

    Membership is kept on the entries (``seal``): an entry committed late, with a lower id, simply joins the next seal.
    """

    day = models.DateField(unique=True)
    first_entry_id = models.BigIntegerField()
    last_entry_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["day"]
