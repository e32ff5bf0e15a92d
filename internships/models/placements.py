"""Placements: a student on a post of a host for a time."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.models import Department, Programme
from college.models.base import Stamped
from config.kit.states import Machine
from internships.enums import Ender, LogState, Party, PlacementKind, PlacementState
from internships.models.openings import MentorProfile, Opening
from internships.models.students import Student
from partnerships.models import Enterprise, Partnership


class Placement(Stamped):
    """实习. Programme, department and partnership are those of the day it was planned, kept so that lists and reviews
    need no joins and history does not move when a student changes programme."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="placements", verbose_name=_("student"))
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="placements", verbose_name=_("host"))
    opening = models.ForeignKey(
        Opening, null=True, blank=True, on_delete=models.PROTECT, related_name="placements", verbose_name=_("opening")
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="placements", verbose_name=_("programme"))
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="placements", verbose_name=_("department")
    )
    partnership = models.ForeignKey(
        Partnership, null=True, blank=True, on_delete=models.PROTECT, related_name="placements", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PlacementKind, default=PlacementKind.ON_POST)
    post_name = models.CharField(_("post"), max_length=200, blank=True)
    mentor = models.ForeignKey(
        MentorProfile, null=True, blank=True, on_delete=models.SET_NULL, related_name="placements", verbose_name=_("mentor")
    )
    teacher = models.ForeignKey(
        "college.User",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supervised_placements",
        verbose_name=_("college supervisor"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    hours = models.PositiveIntegerField(pgettext_lazy("worked", "hours"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=PlacementState, default=PlacementState.PLANNED)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=8, choices=Ender, blank=True)
    state_note = models.CharField(_("reason"), max_length=500, blank=True)
    source = models.CharField(max_length=40, blank=True, editable=False, help_text="the file kind an imported placement came from")
    source_key = models.CharField(max_length=60, blank=True, editable=False)

    machine = Machine(
        "state",
        PlacementState,
        {
            PlacementState.PLANNED: frozenset({PlacementState.SIGNED, PlacementState.CANCELLED}),
            PlacementState.SIGNED: frozenset({PlacementState.ACTIVE, PlacementState.CANCELLED}),
            PlacementState.ACTIVE: frozenset({PlacementState.COMPLETED, PlacementState.ENDED_EARLY}),
        },
    )

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        indexes = [
            models.Index(fields=["-starts_on", "-id"]),
            models.Index(fields=["department", "-starts_on", "-id"]),
            models.Index(fields=["enterprise", "-starts_on", "-id"]),
            models.Index(fields=["state", "-starts_on", "-id"]),
            models.Index(fields=["programme", "-starts_on", "-id"]),
            models.Index(fields=["department", "state", "ends_on"]),
            models.Index(fields=["partnership", "state", "ends_on"]),
            models.Index(fields=["ends_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="internships_placement_dates",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.ENDED_EARLY) | ~Q(ended_by=""),
                name="internships_early_end_explained",
                violation_error_message=_("Say who ended the placement."),
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="internships_import_once",
                violation_error_message=_("This placement was imported already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} · {self.enterprise}"

    def get_absolute_url(self) -> str:
        return reverse("placement_detail", args=[self.pk])


class PlacementSignature(models.Model):
    """A party's signature under the tri-party agreement of a placement."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="signatures")
    party = models.CharField(_("party"), max_length=8, choices=Party)
    signer = models.ForeignKey("college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    signer_name = models.CharField(_("signed by"), max_length=120)
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "party"],
                name="internships_signature_once",
                violation_error_message=_("This party has signed already."),
            )
        ]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")


class WorkLog(Stamped):
    """What a student did in one week, confirmed by the mentor."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="logs", verbose_name=_("placement"))
    week = models.DateField(_("week from"), help_text=_("The Monday of the week."))
    hours = models.DecimalField(pgettext_lazy("worked", "hours"), max_digits=4, decimal_places=1)
    text = models.TextField(_("what I did and learned"))
    state = models.CharField(_("state"), max_length=10, choices=LogState, default=LogState.SUBMITTED)
    mentor_note = models.CharField(_("the mentor's remark"), max_length=500, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "college.User", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+", verbose_name=_("confirmed by")
    )

    machine = Machine(
        "state",
        LogState,
        {
            LogState.DRAFT: frozenset({LogState.SUBMITTED}),
            LogState.SUBMITTED: frozenset({LogState.CONFIRMED, LogState.RETURNED}),
            LogState.RETURNED: frozenset({LogState.SUBMITTED}),
        },
    )

    class Meta:
        ordering = ["-week", "-id"]
        verbose_name = _("weekly log")
        verbose_name_plural = _("weekly logs")
        indexes = [models.Index(fields=["-week", "-id"]), models.Index(fields=["state", "-week", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "week"], name="internships_log_once", violation_error_message=_("This week has a log already.")
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0) & Q(hours__lte=84),
                name="internships_log_hours",
                violation_error_message=_("Hours lie between 0 and 84 a week."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} · {self.week}"

    def get_absolute_url(self) -> str:
        return reverse("log_detail", args=[self.pk])
