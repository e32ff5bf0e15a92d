"""The outbox."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """One thing told to one person, once. The unique key makes asking twice harmless; the mail columns make the
    sweep that sends e-mail safe to repeat and to miss."""

    recipient = models.ForeignKey("college.User", on_delete=models.CASCADE, related_name="notifications")
    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=250)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    is_secret = models.BooleanField(default=False, help_text="carries a link: kept out of the bell, its body emptied once mailed")
    address = models.EmailField(blank=True, help_text="where the recipient's own address is not meant: one about to be confirmed")
    wants_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_error = models.CharField(max_length=250, blank=True)
    mail_next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "read_at", "-id"]),
            models.Index(fields=["mail_next_at"], condition=Q(wants_mail=True, mailed_at__isnull=True), name="college_mail_due"),
        ]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
