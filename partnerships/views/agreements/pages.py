"""The list of agreements, one agreement, its editor and its printable page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.lists import Empty, ListPage
from college.pages import Button, Crumbs, Text, form_page
from college.policies import is_staff_member
from college.requests import Request, posted
from config.kit.verdicts import Verdict, require
from partnerships.completeness import agreement_gaps, agreement_hints
from partnerships.enums import BEFORE_FORCE, AgreementState, Side
from partnerships.filters import AgreementFilter
from partnerships.forms.agreements import TermsForms
from partnerships.forms.common import DocumentUploadForm
from partnerships.models import Agreement, Commitment, Signature
from partnerships.policies import (
    can_add_document,
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
    agreement_may_be_signed,
    delivery_may_be_reported,
    enterprise_is_screened,
    valid_signatures,
)
from partnerships.services.agreements import draft_agreement, edit_agreement, suggest_number
from partnerships.tables import AgreementTable
from partnerships.views.agreements.moves import AGREEMENT
from partnerships.views.agreements.reading import crumbs, seen, way_to

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
class WayStep:
    label: str
    is_current: bool
    is_done: bool


def steps(state: str) -> list[WayStep]:
    way = [AgreementState.TERMINATED if s == AgreementState.ENDED and state == AgreementState.TERMINATED else s for s in WAY]
    at = way.index(AgreementState(state))
    return [WayStep(str(s.label), place == at, place < at) for place, s in enumerate(way)]


def agreement_detail(request: Request, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    user, today = request.user, timezone.localdate()
    facts = agreement_facts(agreement)
    signatures = valid_signatures(agreement)
    is_draft = agreement.state == AgreementState.DRAFT
    before_force = agreement.state in BEFORE_FORCE
    screened = enterprise_is_screened(agreement.partnership, on=today) if before_force else None
    may_add = can_add_document(user, agreement)
    return render(
        request,
        "partnerships/agreement_detail.html",
        {
            "agreement": agreement,
            "crumbs": way_to(agreement),
            "steps": steps(agreement.state),
            "buttons": _buttons(request, agreement, today),
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


def _buttons(request: Request, agreement: Agreement, today: date) -> list[Button]:
    """What comes next, then the rest."""
    steps = AGREEMENT.buttons(agreement, request.user, today)
    edit = Button(_("Edit"), reverse("agreement_edit", args=[agreement.pk]), can_draft_agreement(request.user, agreement))
    if agreement.state == AgreementState.DRAFT:
        # An incomplete draft is filled in before anything else.
        steps.append(edit if steps[0].verdict else replace(edit, style="primary"))
    return [*steps, Button(_("Print"), reverse("agreement_print", args=[agreement.pk]), icon="printer")]


def _commitments(request: Request, agreement: Agreement) -> list[tuple[Commitment, bool, bool]]:
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


def _signing(request: Request, agreement: Agreement, signatures: list[Signature]) -> list[SideLine]:
    given = {signature.side: signature for signature in signatures}
    return [
        SideLine(
            label=str(side.label),
            signature=given.get(side),
            verdict=agreement_may_be_signed(agreement, side, signatures) & can_sign_for(request.user, agreement, side),
            sign_url=reverse("agreement_sign", args=[agreement.pk, side]),
            refuse_url=reverse("agreement_refuse_signature", args=[agreement.pk, side]),
        )
        for side in Side
    ]


def agreement_create(request: Request, pk: int) -> HttpResponse:
    """Draft an agreement of the partnership ``pk``."""
    partnership = get_object_or_404(visible_partnerships(request.user).select_related("enterprise", "department"), pk=pk)
    require(can_run_partnership(request.user, partnership))
    today = timezone.localdate()
    forms = TermsForms(posted(request), partnership=partnership, number=suggest_number(partnership, today))
    return _edit_page(
        request,
        forms,
        lambda: draft_agreement(partnership=partnership, actor=request.user, terms=forms.as_terms(), on=today),
        title=_("New agreement"),
        cancel=partnership.get_absolute_url(),
        crumbs=[(_("Partnerships"), reverse("partnership_list")), (partnership, partnership.get_absolute_url())],
    )


def agreement_edit(request: Request, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    require(can_draft_agreement(request.user, agreement))
    if not (verdict := agreement_is_draft(agreement)):
        messages.error(request, str(verdict.reason))
        return redirect(agreement)
    forms = TermsForms(posted(request), partnership=agreement.partnership, agreement=agreement)
    return _edit_page(
        request,
        forms,
        lambda: edit_agreement(agreement=agreement, actor=request.user, terms=forms.as_terms()),
        title=_("Edit the agreement"),
        cancel=agreement.get_absolute_url(),
        crumbs=crumbs(agreement),
    )


def _edit_page(
    request: Request, parts: TermsForms, do: Callable[[], Agreement], *, title: Text, cancel: str, crumbs: Crumbs
) -> HttpResponse:
    return form_page(
        request,
        parts,
        lambda _data: do(),
        title=title,
        success=_("Saved."),
        cancel=cancel,
        crumbs=crumbs,
        template="partnerships/agreement_form.html",
        extra={"parts": parts},
    )


def agreement_print(request: Request, pk: int) -> HttpResponse:
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
