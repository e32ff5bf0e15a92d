"""The list of agreements, one agreement, its editor and its printable page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.lists import Empty, ListPage
from college.policies import is_staff_member
from config.kit.verdicts import Verdict, all_of, require
from partnerships.completeness import agreement_gaps, agreement_hints
from partnerships.enums import AgreementState, Side
from partnerships.filters import AgreementFilter
from partnerships.forms.agreements import TermsForms
from partnerships.forms.common import DocumentUploadForm
from partnerships.models import Agreement, Commitment, Signature
from partnerships.policies import (
    can_add_document,
    can_approve_agreement,
    can_draft_agreement,
    can_report_delivery,
    can_run_partnership,
    can_sign_for,
    can_write_screening,
    visible_agreements,
    visible_partnerships,
)
from partnerships.selectors.readiness import (
    agreement_facts,
    agreement_is_draft,
    agreement_may_be_activated,
    agreement_may_be_signed,
    agreement_may_be_submitted,
    agreement_may_be_terminated,
    delivery_may_be_reported,
    enterprise_is_screened,
    valid_signatures,
)
from partnerships.services.agreements import draft_agreement, edit_agreement, suggest_number
from partnerships.tables import AGREEMENT_TONES, AgreementTable
from partnerships.views.pages import Button, Crumbs, actor, fill

#: The way of an agreement, as the stepper draws it; the last step is ended or terminated.
WAY = (
    AgreementState.DRAFT,
    AgreementState.SUBMITTED,
    AgreementState.APPROVED,
    AgreementState.SIGNED,
    AgreementState.ACTIVE,
    AgreementState.ENDED,
)


class AgreementList(ListPage):
    key = "agreements"
    title = _("Agreements")
    table_class = AgreementTable
    filterset_class = AgreementFilter
    empty = Empty(
        title=_("No agreement yet"),
        text=_("Open a partnership and draft its first agreement."),
        url="/partnerships/",
        action=_("To the partnerships"),
    )

    def visible(self) -> QuerySet[Agreement]:
        return visible_agreements(self.request.user).select_related("partnership__enterprise", "partnership__department")


@dataclass(frozen=True)
class Step:
    label: str
    is_current: bool
    is_done: bool


def steps(state: str) -> list[Step]:
    way = [AgreementState.TERMINATED if s == AgreementState.ENDED and state == AgreementState.TERMINATED else s for s in WAY]
    at = way.index(AgreementState(state))
    return [Step(str(s.label), place == at, place < at) for place, s in enumerate(way)]


def seen(request: HttpRequest, pk: int) -> Agreement:
    rows = visible_agreements(request.user).select_related("partnership__enterprise", "partnership__department", "partnership__owner")
    return get_object_or_404(rows, pk=pk)


def crumbs(agreement: Agreement, *, inside: bool = True) -> Crumbs:
    partnership = agreement.partnership
    trail: list[tuple[Any, str]] = [
        (_("Partnerships"), reverse("partnership_list")),
        (partnership, partnership.get_absolute_url()),
    ]
    return [*trail, (agreement.number, agreement.get_absolute_url())] if inside else trail


@login_required
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    user, today = request.user, timezone.localdate()
    facts = agreement_facts(agreement)
    signatures = valid_signatures(agreement)
    is_draft = agreement.state == AgreementState.DRAFT
    before_force = agreement.state in (AgreementState.DRAFT, AgreementState.SUBMITTED, AgreementState.APPROVED, AgreementState.SIGNED)
    screened = enterprise_is_screened(agreement.partnership, on=today) if before_force else None
    may_add = can_add_document(user, agreement)
    return render(
        request,
        "partnerships/agreement_detail.html",
        {
            "agreement": agreement,
            "crumbs": crumbs(agreement, inside=False),
            "tone": AGREEMENT_TONES[agreement.state],
            "steps": steps(agreement.state),
            "buttons": _buttons(request, agreement, facts, today),
            "gaps": list(agreement_gaps(facts)) if is_draft else [],
            "hints": list(agreement_hints(facts)) if before_force else [],
            "screened": screened,
            "may_screen": bool(can_write_screening(user)),
            "forms": agreement.forms.all(),
            "programme_lines": agreement.programme_lines.select_related("programme").order_by("programme__code"),
            "commitments": _commitments(request, agreement),
            "signing": _signing(request, agreement, signatures),
            "past_signatures": [s for s in agreement.signatures.all() if s not in signatures],
            "documents": agreement.documents.select_related("uploaded_by"),
            "upload": DocumentUploadForm() if may_add else None,
            "upload_url": reverse("agreement_document_add", args=[pk]),
            "is_college": is_staff_member(user),
            "today": today,
        },
    )


def _buttons(request: HttpRequest, agreement: Agreement, facts: Any, today: date) -> list[Button]:
    """The steps that this state allows; the first is what comes next."""
    user, pk = request.user, agreement.pk
    drafts, approves = can_draft_agreement(user, agreement), can_approve_agreement(user)
    terminate = Button(
        _("Terminate"), reverse("agreement_terminate", args=[pk]), all_of(drafts, agreement_may_be_terminated(agreement)), "outline-danger"
    )
    send_back = Button(_("Send back"), reverse("agreement_send_back", args=[pk]), approves)
    printed = Button(_("Print"), reverse("agreement_print", args=[pk]), icon="printer")
    match agreement.state:
        case AgreementState.DRAFT:
            ready = all_of(drafts, agreement_may_be_submitted(agreement, facts))
            edit = Button(_("Edit"), reverse("agreement_edit", args=[pk]), drafts, "" if ready else "primary")
            return [Button(_("Submit"), reverse("agreement_submit", args=[pk]), ready, "primary", post=True), edit, printed]
        case AgreementState.SUBMITTED:
            return [Button(_("Approve"), reverse("agreement_approve", args=[pk]), approves, "primary", post=True), send_back, printed]
        case AgreementState.APPROVED:
            return [send_back, printed]
        case AgreementState.SIGNED:
            ready = all_of(drafts, agreement_may_be_activated(agreement, on=today))
            return [
                Button(_("Bring into force"), reverse("agreement_activate", args=[pk]), ready, "primary", post=True),
                terminate,
                printed,
            ]
        case AgreementState.ACTIVE:
            return [terminate, printed]
    return [printed]


def _commitments(request: HttpRequest, agreement: Agreement) -> list[tuple[Commitment, bool, bool]]:
    """(commitment, is late, may be reported on by this person)."""
    today = timezone.localdate()
    open_for_reports = bool(delivery_may_be_reported(agreement))
    found = []
    for commitment in agreement.commitments.all():
        commitment.agreement = agreement  # saves a query per row
        late = open_for_reports and commitment.delivered_on is None and commitment.due_on < today
        found.append((commitment, late, open_for_reports and bool(can_report_delivery(request.user, commitment))))
    return found


@dataclass(frozen=True)
class SideLine:
    """One side's line under the text."""

    label: str
    signature: Signature | None
    verdict: Verdict
    sign_url: str
    refuse_url: str


def _signing(request: HttpRequest, agreement: Agreement, signatures: list[Signature]) -> list[SideLine]:
    given = {signature.side: signature for signature in signatures}
    return [
        SideLine(
            label=str(side.label),
            signature=given.get(side),
            verdict=all_of(agreement_may_be_signed(agreement, side, signatures), can_sign_for(request.user, agreement, side)),
            sign_url=reverse("agreement_sign", args=[agreement.pk, side]),
            refuse_url=reverse("agreement_refuse_signature", args=[agreement.pk, side]),
        )
        for side in Side
    ]


@login_required
def agreement_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft an agreement of the partnership ``pk``."""
    partnership = get_object_or_404(visible_partnerships(request.user).select_related("enterprise", "department"), pk=pk)
    require(can_run_partnership(request.user, partnership))
    today = timezone.localdate()
    forms = TermsForms(request.POST or None, partnership=partnership, number=suggest_number(partnership, today))
    return _edit_page(
        request,
        forms,
        heading=_("New agreement"),
        do=lambda: draft_agreement(partnership=partnership, actor=actor(request), terms=forms.as_terms(), on=today),
        cancel=partnership.get_absolute_url(),
        trail=[(_("Partnerships"), reverse("partnership_list")), (partnership, partnership.get_absolute_url())],
    )


@login_required
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    require(can_draft_agreement(request.user, agreement))
    if not (verdict := agreement_is_draft(agreement)):
        messages.error(request, str(verdict.reason))
        return redirect(agreement)
    forms = TermsForms(request.POST or None, partnership=agreement.partnership, agreement=agreement)
    return _edit_page(
        request,
        forms,
        heading=_("Edit the agreement"),
        do=lambda: edit_agreement(agreement=agreement, actor=actor(request), terms=forms.as_terms()),
        cancel=agreement.get_absolute_url(),
        trail=crumbs(agreement),
    )


def _edit_page(request: HttpRequest, forms: TermsForms, *, heading: Any, do: Any, cancel: str, trail: Crumbs) -> HttpResponse:
    return fill(
        request,
        _Whole(forms),
        heading=heading,
        do=do,
        success=_("Saved."),
        to=lambda saved: saved,
        cancel=cancel,
        crumbs=trail,
        template="partnerships/agreement_form.html",
        extra={"parts": forms},
    )


class _Whole:
    """The three parts of the editor as the one form that ``fill`` knows."""

    def __init__(self, parts: TermsForms) -> None:
        self.parts = parts

    def is_valid(self) -> bool:
        return self.parts.is_valid()

    def add_error(self, field: None, message: str) -> None:
        self.parts.terms.add_error(field, message)


@login_required
def agreement_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it goes on paper."""
    agreement = seen(request, pk)
    commitments = list(agreement.commitments.all())
    return render(
        request,
        "partnerships/agreement_print.html",
        {
            "agreement": agreement,
            "crumbs": crumbs(agreement),
            "forms": agreement.forms.all(),
            "programme_lines": agreement.programme_lines.select_related("programme").order_by("programme__code"),
            "sides": [
                (
                    side.label,
                    [c for c in commitments if c.side == side],
                    next((s for s in valid_signatures(agreement) if s.side == side), None),
                )
                for side in Side
            ],
            "contacts": agreement.partnership.enterprise.contacts.filter(left_on__isnull=True)[:2],
        },
    )
