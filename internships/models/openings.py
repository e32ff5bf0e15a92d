"""Openings that enterprises offer, and the mentors who look after interns."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.models import Programme
from college.models.base import Stamped
from config.kit.states import Machine
from curricula.models import Post
from internships.enums import OpeningState
from partnerships.models import Enterprise


class MentorProfile(Stamped):
    """企业导师: a person at the host who guides interns."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="mentors", verbose_name=_("enterprise"))
    user = models.OneToOneField(
        "college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="mentor_profile", verbose_name=_("account")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    #: Changes of these are audited by name only.
    private_fields = frozenset({"phone", "email"})

    class Meta:
        ordering = ["name"]
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("mentor_detail", args=[self.pk])


class Opening(Stamped):
    """Seats on a post that an enterprise offers for a period. ``taken`` is moved only by conditional update."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="openings", verbose_name=_("enterprise"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="openings", verbose_name=_("programme"))
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="openings", verbose_name=_("post"))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("tasks and what is learned"), blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    hours_per_day = models.DecimalField(_("hours a day"), max_digits=3, decimal_places=1, default=8)
    monthly_pay = models.DecimalField(_("monthly pay"), max_digits=9, decimal_places=2, null=True, blank=True)
    mentor = models.ForeignKey(
        MentorProfile, null=True, blank=True, on_delete=models.SET_NULL, related_name="openings", verbose_name=_("mentor")
    )
    state = models.CharField(_("state"), max_length=8, choices=OpeningState, default=OpeningState.DRAFT)

    machine = Machine(
        "state",
        OpeningState,
        {
            OpeningState.DRAFT: frozenset({OpeningState.OPEN, OpeningState.CLOSED}),
            OpeningState.OPEN: frozenset({OpeningState.CLOSED}),
            OpeningState.CLOSED: frozenset({OpeningState.OPEN}),
        },
    )

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        indexes = [models.Index(fields=["enterprise", "state"]), models.Index(fields=["programme", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("seats")),
                name="internships_seats_not_exceeded",
                violation_error_message=_("This opening is full."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="internships_opening_dates",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="internships_opening_seats",
                violation_error_message=_("An opening needs at least one seat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.enterprise}"

    @property
    def free(self) -> int:
        """Seats not taken yet."""
        return self.seats - self.taken

    def get_absolute_url(self) -> str:
        return reverse("opening_detail", args=[self.pk])
