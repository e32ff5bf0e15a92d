"""Signatures of both sides, and the refusal to sign."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.models import User
from college.services.audit import record
from config.kit.errors import DomainError
from config.kit.rows import hold, require_ready, save
from config.kit.states import move
from config.kit.verdicts import require
from partnerships.enums import AgreementState, Side, SignatureMethod
from partnerships.models import Agreement, Signature
from partnerships.policies import can_run_partnership, can_sign_for, speaks_for
from partnerships.selectors.people import owner_or_coordinators
from partnerships.selectors.readiness import agreement_may_be_signed, valid_signatures
from partnerships.services.agreements.moving import return_to_draft, tell


@transaction.atomic
def sign_agreement(
    *,
    agreement: Agreement,
    side: str,
    signer_name: str,
    actor: User,
    on: date,
    method: str = SignatureMethod.PAPER,
    signer_position: str = "",
) -> Signature:
    """Record one side's signature; with the second one the agreement becomes signed.

    A coordinator records the paper copy of either side. Only the enterprise's liaison confirms online, and only for the
    enterprise. Refuses a side that has signed, a date in the future and a text that is not approved.
    """
    require(can_sign_for(actor, agreement, side))
    if method == SignatureMethod.ONLINE:
        require(speaks_for(actor, agreement.partnership.enterprise_id))
    else:
        require(can_run_partnership(actor, agreement.partnership))
    # Two sides signing at the same moment must see each other, or neither would move the agreement.
    hold(agreement)
    require_ready(agreement_may_be_signed(agreement, side, _signatures(agreement)))
    if not signer_name.strip():
        raise DomainError(_("Say who signed."))
    if on > timezone.localdate():
        raise DomainError(_("A signature cannot be dated in the future."))
    signature = save(
        Signature(
            agreement=agreement,
            side=side,
            signer_name=signer_name.strip(),
            signer_position=signer_position.strip(),
            method=method,
            signed_on=on,
            recorded_by=actor,
        )
    )
    entry = record(
        actor=actor, verb="agreement.signature", target=agreement, changes={side: ("", f"{signature.signer_name} {on.isoformat()}")}
    )
    if {given.side for given in _signatures(agreement)} == set(Side.values):
        move(agreement, to=AgreementState.SIGNED)
        record(actor=actor, verb="agreement.signed", target=agreement)
        tell(owner_or_coordinators(agreement.partnership), agreement, entry, gettext_lazy("Signed by both sides: {agreement}"))
    return signature


@transaction.atomic
def refuse_signature(*, agreement: Agreement, side: str, signer_name: str, reason: str, actor: User, on: date) -> Signature:
    """Record that a side will not sign this text, with the reason: it goes back to draft and other signatures become void."""
    require(can_sign_for(actor, agreement, side))
    hold(agreement)
    require_ready(agreement_may_be_signed(agreement, side, _signatures(agreement)))
    if not reason.strip():
        raise DomainError(_("Give the reason."))
    is_liaison = side == Side.ENTERPRISE and bool(speaks_for(actor, agreement.partnership.enterprise_id))
    refusal = save(
        Signature(
            agreement=agreement,
            side=side,
            signer_name=signer_name.strip() or actor.name,
            method=SignatureMethod.ONLINE if is_liaison else SignatureMethod.PAPER,
            signed_on=on,
            is_refused=True,
            reason=reason.strip()[:500],
            recorded_by=actor,
        )
    )
    return_to_draft(agreement=agreement, reason=reason, actor=actor, on=on, verb="agreement.signature_refused")
    return refusal


def _signatures(agreement: Agreement) -> list[Signature]:
    """Read anew: the row is held, so what is there now stays."""
    return valid_signatures(Agreement.objects.get(pk=agreement.pk))
