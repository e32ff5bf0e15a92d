"""Agreements: who owes what, by when, and who signed."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.models import Programme
from college.models.base import Stamped
from config.kit.states import Machine
from partnerships.enums import AgreementState, CommitmentKind, CooperationForm, Side, SignatureMethod
from partnerships.models.partnerships import Partnership


class Agreement(Stamped):
    """合作协议. Its columns always hold the terms in force."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("partnership"))
    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=AgreementState, default=AgreementState.DRAFT)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    takes_interns = models.BooleanField(_("takes interns"), default=True)
    content = models.TextField(_("content and form of the cooperation"), blank=True)
    state_note = models.CharField(_("reason"), max_length=500, blank=True, help_text=_("Why it was sent back or terminated."))
    activated_on = models.DateField(_("in force since"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    programmes = models.ManyToManyField(Programme, through="AgreementProgramme", related_name="agreements", verbose_name=_("programmes"))

    machine = Machine(
        "state",
        AgreementState,
        {
            AgreementState.DRAFT: frozenset({AgreementState.SUBMITTED}),
            AgreementState.SUBMITTED: frozenset({AgreementState.APPROVED, AgreementState.DRAFT}),
            AgreementState.APPROVED: frozenset({AgreementState.SIGNED, AgreementState.DRAFT}),
            AgreementState.SIGNED: frozenset({AgreementState.ACTIVE, AgreementState.TERMINATED}),
            AgreementState.ACTIVE: frozenset({AgreementState.ENDED, AgreementState.TERMINATED}),
        },
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        indexes = [models.Index(fields=["state", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="partnerships_agreement_dates",
                violation_error_message=_("The end lies before the start."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("agreement_detail", args=[self.pk])


class CoveredForm(models.Model):
    """One of the seven forms of cooperation that an agreement covers."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="forms")
    form = models.CharField(_("form of cooperation"), max_length=2, choices=CooperationForm)

    class Meta:
        ordering = ["form"]
        constraints = [models.UniqueConstraint(fields=["agreement", "form"], name="partnerships_form_once")]


class AgreementProgramme(models.Model):
    """A programme covered by an agreement, with the seats promised for it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="programme_lines")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="agreement_lines", verbose_name=_("programme"))
    seats = models.PositiveIntegerField(_("internship seats a year"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "programme"],
                name="partnerships_programme_once",
                violation_error_message=_("This programme is listed already."),
            )
        ]


class Commitment(Stamped):
    """Something one side owes: how much, by when, and what was delivered."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="commitments", verbose_name=_("agreement"))
    side = models.CharField(_("owed by"), max_length=10, choices=Side)
    kind = models.CharField(_("kind"), max_length=10, choices=CommitmentKind, default=CommitmentKind.OTHER)
    description = models.CharField(_("what"), max_length=250)
    quantity = models.DecimalField(_("how much"), max_digits=12, decimal_places=2, default=1)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    due_on = models.DateField(_("due"))
    delivered_quantity = models.DecimalField(_("delivered"), max_digits=12, decimal_places=2, default=0)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivery_note = models.CharField(_("note on the delivery"), max_length=250, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [models.Index(fields=["due_on", "delivered_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="partnerships_commitment_positive",
                violation_error_message=_("A commitment needs an amount above zero."),
            )
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def outstanding(self) -> Decimal:
        return max(self.quantity - self.delivered_quantity, Decimal(0))


class Signature(models.Model):
    """A side's signature under an agreement, or its refusal with the reason."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    signer_name = models.CharField(_("signed by"), max_length=120)
    signer_position = models.CharField(_("position"), max_length=120, blank=True)
    method = models.CharField(_("how"), max_length=8, choices=SignatureMethod)
    signed_on = models.DateField(_("signed on"))
    is_refused = models.BooleanField(_("refused"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    voided_on = models.DateField(
        _("void since"), null=True, blank=True, help_text=_("The text was changed after this signature, so it no longer counts.")
    )
    recorded_by = models.ForeignKey("college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "side"],
                condition=Q(is_refused=False, voided_on__isnull=True),
                name="partnerships_signature_once",
                violation_error_message=_("This side has signed already."),
            )
        ]


class Document(models.Model):
    """A file kept with an agreement or a screening."""

    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.CASCADE, related_name="documents")
    screening = models.ForeignKey("partnerships.Screening", null=True, blank=True, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="documents/%Y/%m/")
    size = models.PositiveIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False, screening__isnull=True) | Q(agreement__isnull=True, screening__isnull=False),
                name="partnerships_document_belongs",
            )
        ]
