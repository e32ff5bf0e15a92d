"""The partnership: the thing that is reviewed."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.models import Department
from college.models.base import Stamped
from config.kit.states import Machine
from partnerships.enums import Band, Depth, PartnershipState
from partnerships.models.enterprises import Enterprise


class Partnership(Stamped):
    """One enterprise with one responsible department."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="partnerships", verbose_name=_("enterprise"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="partnerships", verbose_name=_("responsible department")
    )
    owner = models.ForeignKey("college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=8, choices=PartnershipState, default=PartnershipState.ACTIVE)
    depth = models.PositiveSmallIntegerField(_("depth"), choices=Depth, default=Depth.CONTACT)
    college_goal = models.TextField(_("what the college wants"), blank=True)
    enterprise_goal = models.TextField(_("what the enterprise wants"), blank=True)
    started_on = models.DateField(_("since"))
    # The latest review's figures, kept here so that this app shows health without knowing reviews; written by `keep_health` only.
    health_score = models.DecimalField(_("health"), max_digits=5, decimal_places=1, null=True, blank=True, editable=False)
    health_band = models.CharField(_("band"), max_length=8, choices=Band, blank=True, editable=False)
    health_on = models.DateField(_("reviewed as of"), null=True, blank=True, editable=False)

    machine = Machine(
        "state",
        PartnershipState,
        {
            PartnershipState.ACTIVE: frozenset({PartnershipState.PAUSED, PartnershipState.ENDED}),
            PartnershipState.PAUSED: frozenset({PartnershipState.ACTIVE, PartnershipState.ENDED}),
            PartnershipState.ENDED: frozenset({PartnershipState.ACTIVE}),
        },
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        indexes = [models.Index(fields=["department", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "department"],
                name="partnerships_partnership_once",
                violation_error_message=_("This department has a partnership with the enterprise already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.department}"

    def get_absolute_url(self) -> str:
        return reverse("partnership_detail", args=[self.pk])
