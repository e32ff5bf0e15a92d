"""Periodic jobs and the workers that run them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from college.enums import JobState


class JobRun(models.Model):
    """One run of a periodic job."""

    name = models.CharField(_("job"), max_length=60)
    on = models.DateField(_("for date"))
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.RUNNING)
    is_dry_run = models.BooleanField(_("dry run"), default=False)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    error = models.TextField(_("failure"), blank=True)
    started_by = models.ForeignKey(
        "college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("started by")
    )
    holder = models.CharField(max_length=160, blank=True, help_text="host, process and its start: tells a dead run from a slow one")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["name", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state=JobState.RUNNING),
                name="college_job_one_at_a_time",
                violation_error_message=_("This job is running already."),
            )
        ]
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")

    def __str__(self) -> str:
        return f"{self.name} · {self.on}"


class Heartbeat(models.Model):
    """The last sign of life of a worker."""

    worker = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
