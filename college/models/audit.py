"""The audit trail and its seals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what to which object, and what changed. Written by ``college.services.audit.record`` only, never edited."""

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey("college.User", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("who"))
    actor_name = models.CharField(max_length=120, blank=True)
    verb = models.CharField(_("what"), max_length=60)
    target_type = models.CharField(max_length=60, help_text="app_label.model")
    target_id = models.CharField(max_length=40)
    target_label = models.CharField(_("object"), max_length=250)
    changes = models.JSONField(_("old → new"), default=dict, help_text="{field: [old, new]}")
    note = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["target_type", "target_id", "-id"]), models.Index(fields=["at"])]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")


class AuditSeal(models.Model):
    """The hash of all entries up to ``last_entry_id`` since the seal before, chained to it. One per day."""

    day = models.DateField(unique=True)
    first_entry_id = models.BigIntegerField()
    last_entry_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["day"]
