"""The moves of an agreement: each view asks the policy (403) and lets the service refuse the rest with a sentence."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.views.actions import act
from config.kit.verdicts import require
from partnerships.enums import Side, SignatureMethod
from partnerships.forms.agreements import SignatureForm
from partnerships.policies import can_approve_agreement, can_draft_agreement, can_run_partnership, can_sign_for
from partnerships.services.agreements import (
    activate_agreement,
    approve_agreement,
    refuse_signature,
    send_back_agreement,
    sign_agreement,
    submit_agreement,
    terminate_agreement,
)
from partnerships.views.agreements.pages import crumbs, seen
from partnerships.views.pages import actor, ask_reason, fill


@login_required
@require_POST
def agreement_submit(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    require(can_draft_agreement(request.user, agreement))
    return act(
        request,
        lambda: submit_agreement(agreement=agreement, actor=actor(request)),
        success=_("Submitted. The administrators have been told."),
        to=agreement,
    )


@login_required
@require_POST
def agreement_approve(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    require(can_approve_agreement(request.user))
    return act(
        request,
        lambda: approve_agreement(agreement=agreement, actor=actor(request)),
        success=_("Approved. Both sides can sign now."),
        to=agreement,
    )


@login_required
def agreement_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    require(can_approve_agreement(request.user))
    return ask_reason(
        request,
        heading=_("Send the agreement back"),
        lead=_("It becomes a draft again, and signatures already given become void."),
        do=lambda reason: send_back_agreement(agreement=agreement, reason=reason, actor=actor(request), on=timezone.localdate()),
        success=_("Sent back."),
        to=agreement,
        submit=_("Send back"),
        crumbs=crumbs(agreement),
    )


@login_required
def agreement_sign(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """The coordinator records a signed paper copy; the enterprise's liaison confirms here."""
    agreement = seen(request, pk)
    if side not in Side.values:
        raise Http404
    require(can_sign_for(request.user, agreement, side))
    online = side == Side.ENTERPRISE and not can_run_partnership(request.user, agreement.partnership)
    today = timezone.localdate()
    form = SignatureForm(request.POST or None, today=today, online=online, initial={"signer_name": actor(request).name} if online else None)
    return fill(
        request,
        form,
        heading=_("Confirm the agreement") if online else _("Record a signature"),
        lead=_("Side: %(side)s") % {"side": Side(side).label},
        do=lambda: sign_agreement(
            agreement=agreement,
            side=side,
            signer_name=form.cleaned_data["signer_name"],
            signer_position=form.cleaned_data["signer_position"],
            method=SignatureMethod.ONLINE if online else SignatureMethod.PAPER,
            on=today if online else form.cleaned_data["signed_on"],
            actor=actor(request),
        ),
        success=_("Signed."),
        to=lambda _result: agreement,
        cancel=agreement.get_absolute_url(),
        crumbs=crumbs(agreement),
        submit=_("Confirm") if online else _("Record"),
    )


@login_required
def agreement_refuse_signature(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    agreement = seen(request, pk)
    if side not in Side.values:
        raise Http404
    require(can_sign_for(request.user, agreement, side))
    return ask_reason(
        request,
        heading=_("Refuse to sign"),
        lead=_("The agreement becomes a draft again with your reason, and signatures already given become void."),
        do=lambda reason: refuse_signature(
            agreement=agreement, side=side, signer_name="", reason=reason, actor=actor(request), on=timezone.localdate()
        ),
        success=_("Recorded. The agreement is a draft again."),
        to=agreement,
        submit=_("Refuse to sign"),
        crumbs=crumbs(agreement),
    )


@login_required
@require_POST
def agreement_activate(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    require(can_draft_agreement(request.user, agreement))
    return act(
        request,
        lambda: activate_agreement(agreement=agreement, actor=actor(request), on=timezone.localdate()),
        success=_("The agreement is in force."),
        to=agreement,
    )


@login_required
def agreement_terminate(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    require(can_draft_agreement(request.user, agreement))
    return ask_reason(
        request,
        heading=_("Terminate the agreement"),
        lead=_("It ends before its term. Students placed under it keep their placements until these are ended."),
        do=lambda reason: terminate_agreement(agreement=agreement, reason=reason, actor=actor(request), on=timezone.localdate()),
        success=_("Terminated."),
        to=agreement,
        submit=_("Terminate"),
        crumbs=crumbs(agreement),
    )
