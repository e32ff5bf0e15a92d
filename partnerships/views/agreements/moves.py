"""The moves of an agreement, as a table; and signing, which has a page of its own."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.pages import form_page, reason_page
from college.requests import Request, posted
from college.transitions import Transition, Transitions
from config.kit.verdicts import require
from partnerships.enums import AgreementState, Side, SignatureMethod
from partnerships.forms.agreements import SignatureForm
from partnerships.models import Agreement
from partnerships.policies import can_approve_agreement, can_draft_agreement, can_run_partnership, can_sign_for
from partnerships.selectors.readiness import (
    agreement_awaits_approval,
    agreement_facts,
    agreement_may_be_activated,
    agreement_may_be_submitted,
    agreement_may_be_terminated,
    agreement_may_go_back,
)
from partnerships.services.agreements import (
    activate_agreement,
    approve_agreement,
    refuse_signature,
    send_back_agreement,
    sign_agreement,
    submit_agreement,
    terminate_agreement,
)
from partnerships.views.agreements.reading import crumbs, seen

AGREEMENT = Transitions[Agreement](
    name="agreement",
    machine=Agreement.machine,
    seen=seen,
    crumbs=crumbs,
    moves=(
        Transition(
            key="submit",
            to=AgreementState.SUBMITTED,
            label=_("Submit"),
            done=_("Submitted. The administrators have been told."),
            verb="agreement.submitted",
            past=_("Submitted"),
            right=can_draft_agreement,
            ready=lambda agreement, on: agreement_may_be_submitted(agreement, agreement_facts(agreement)),
            take=lambda agreement, taken: submit_agreement(agreement=agreement, actor=taken.actor),
        ),
        Transition(
            key="approve",
            to=AgreementState.APPROVED,
            label=_("Approve"),
            done=_("Approved. Both sides can sign now."),
            verb="agreement.approved",
            past=_("Approved"),
            right=lambda user, agreement: can_approve_agreement(user),
            ready=lambda agreement, on: agreement_awaits_approval(agreement),
            take=lambda agreement, taken: approve_agreement(agreement=agreement, actor=taken.actor),
        ),
        Transition(
            key="activate",
            to=AgreementState.ACTIVE,
            label=_("Bring into force"),
            done=_("The agreement is in force."),
            verb="agreement.activated",
            past=_("Brought into force"),
            right=can_draft_agreement,
            ready=lambda agreement, on: agreement_may_be_activated(agreement, on=on),
            take=lambda agreement, taken: activate_agreement(agreement=agreement, actor=taken.actor, on=taken.on),
        ),
        Transition(
            key="send_back",
            to=AgreementState.DRAFT,
            label=_("Send back"),
            title=_("Send the agreement back"),
            lead=_("It becomes a draft again, and signatures already given become void."),
            done=_("Sent back."),
            verb="agreement.sent_back",
            past=_("Sent back"),
            right=lambda user, agreement: can_approve_agreement(user),
            ready=lambda agreement, on: agreement_may_go_back(agreement),
            take=lambda agreement, taken: send_back_agreement(agreement=agreement, reason=taken.reason, actor=taken.actor, on=taken.on),
            style="",
            asks_reason=True,
        ),
        Transition(
            key="terminate",
            to=AgreementState.TERMINATED,
            label=_("Terminate"),
            title=_("Terminate the agreement"),
            lead=_("It ends before its term. Students placed under it keep their placements until these are ended."),
            done=_("Terminated."),
            verb="agreement.terminated",
            past=_("Terminated early"),
            right=can_draft_agreement,
            ready=lambda agreement, on: agreement_may_be_terminated(agreement),
            take=lambda agreement, taken: terminate_agreement(agreement=agreement, reason=taken.reason, actor=taken.actor, on=taken.on),
            style="outline-danger",
            asks_reason=True,
        ),
    ),
)


def agreement_sign(request: Request, pk: int, side: str) -> HttpResponse:
    """The coordinator records a signed paper copy; the enterprise's liaison confirms here."""
    agreement = _to_sign(request, pk, side)
    online = side == Side.ENTERPRISE and not can_run_partnership(request.user, agreement.partnership)
    today = timezone.localdate()
    form = SignatureForm(posted(request), today=today, online=online, initial={"signer_name": request.user.name} if online else None)
    return form_page(
        request,
        form,
        lambda data: sign_agreement(
            agreement=agreement,
            side=side,
            signer_name=data["signer_name"],
            signer_position=data["signer_position"],
            method=SignatureMethod.ONLINE if online else SignatureMethod.PAPER,
            on=today if online else data["signed_on"],
            actor=request.user,
        ),
        title=_("Confirm the agreement") if online else _("Record a signature"),
        lead=_("Side: %(side)s") % {"side": Side(side).label},
        success=_("Signed."),
        to=agreement,
        crumbs=crumbs(agreement),
        submit=_("Confirm") if online else _("Record"),
    )


def agreement_refuse_signature(request: Request, pk: int, side: str) -> HttpResponse:
    agreement = _to_sign(request, pk, side)
    return reason_page(
        request,
        lambda reason: refuse_signature(
            agreement=agreement, side=side, signer_name="", reason=reason, actor=request.user, on=timezone.localdate()
        ),
        title=_("Refuse to sign"),
        lead=_("The agreement becomes a draft again with your reason, and signatures already given become void."),
        success=_("Recorded. The agreement is a draft again."),
        to=agreement,
        submit=_("Refuse to sign"),
        crumbs=crumbs(agreement),
    )


def _to_sign(request: Request, pk: int, side: str) -> Agreement:
    agreement = seen(request, pk)
    if side not in Side.values:
        raise Http404
    require(can_sign_for(request.user, agreement, side))
    return agreement
