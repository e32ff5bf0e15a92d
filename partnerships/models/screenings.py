"""Screening of enterprises before working with them (准入)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.models.base import Stamped
from config.kit.states import Machine
from partnerships.enums import OPEN_SCREENING, InspectionRating, InspectionTopic, ScreeningState
from partnerships.models.enterprises import Enterprise


class Screening(Stamped):
    """One look at an enterprise: credit and safety record, on-site inspection, decision, validity."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="screenings", verbose_name=_("enterprise"))
    state = models.CharField(_("state"), max_length=10, choices=ScreeningState, default=ScreeningState.DRAFT)
    inspected_on = models.DateField(_("inspected on site on"), null=True, blank=True)
    inspectors = models.CharField(_("inspectors"), max_length=250, blank=True)
    credit_checked_on = models.DateField(_("credit record checked on"), null=True, blank=True)
    is_credit_clear = models.BooleanField(_("no breach of trust on record"), default=False)
    is_safety_clear = models.BooleanField(_("no work-safety violation in the last three years"), default=False)
    summary = models.TextField(_("summary of the report"), blank=True)
    opened_by = models.ForeignKey(
        "college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("opened by")
    )
    decided_by = models.ForeignKey(
        "college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    meeting = models.CharField(_("meeting that decided the list of hosts"), max_length=200, blank=True)
    decision_note = models.TextField(_("reason"), blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    machine = Machine(
        "state",
        ScreeningState,
        {
            ScreeningState.DRAFT: frozenset({ScreeningState.SUBMITTED}),
            ScreeningState.SUBMITTED: frozenset({ScreeningState.DRAFT, ScreeningState.PASSED, ScreeningState.REFUSED}),
        },
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        indexes = [models.Index(fields=["state", "valid_until"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ScreeningState.PASSED) | Q(valid_until__isnull=False),
                name="partnerships_screening_dated",
                violation_error_message=_("A passed screening needs a date until which it is valid."),
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(state__in=sorted(OPEN_SCREENING)),
                name="partnerships_one_open_screening",
                violation_error_message=_("A screening of this enterprise is under way already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("screening_detail", args=[self.pk])


class ScreeningItem(models.Model):
    """The finding on one of the eight inspection topics."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="items")
    topic = models.CharField(_("topic"), max_length=12, choices=InspectionTopic)
    rating = models.CharField(_("rating"), max_length=10, choices=InspectionRating, default=InspectionRating.NOT_SEEN)
    finding = models.TextField(_("finding"), blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["screening", "topic"], name="partnerships_topic_once")]
