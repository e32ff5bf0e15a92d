"""The gate of the agreement's state machine: one function per move."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.events import announce
from college.models import AuditEntry, User
from college.services.audit import record
from college.services.notifications import notify
from config.kit.errors import DomainError, StaleState
from config.kit.rows import hold, require_ready
from config.kit.states import move
from config.kit.verdicts import require
from partnerships.enums import AgreementState
from partnerships.events import AGREEMENT_IN_FORCE
from partnerships.models import Agreement
from partnerships.policies import can_approve_agreement, can_draft_agreement
from partnerships.selectors.people import administrators, liaisons_of, owner_or_coordinators
from partnerships.selectors.readiness import (
    agreement_awaits_approval,
    agreement_facts,
    agreement_may_be_activated,
    agreement_may_be_submitted,
    agreement_may_be_terminated,
    agreement_may_end,
    agreement_may_go_back,
)


@transaction.atomic
def submit_agreement(*, agreement: Agreement, actor: User) -> Agreement:
    """Hand a draft in for approval. Refuses with everything that the terms lack."""
    require(can_draft_agreement(actor, agreement))
    hold(agreement)
    require_ready(agreement_may_be_submitted(agreement, agreement_facts(agreement)))
    move(agreement, to=AgreementState.SUBMITTED, state_note="")
    entry = record(actor=actor, verb="agreement.submitted", target=agreement)
    tell(administrators(), agreement, entry, gettext_lazy("Agreement to approve: {agreement}"))
    return agreement


@transaction.atomic
def approve_agreement(*, agreement: Agreement, actor: User) -> Agreement:
    """Release the text for signing. Safe against a second mover (StaleState)."""
    require(can_approve_agreement(actor))
    require_ready(agreement_awaits_approval(agreement))
    move(agreement, to=AgreementState.APPROVED, state_note="")
    entry = record(actor=actor, verb="agreement.approved", target=agreement)
    subject = gettext_lazy("Agreement to sign: {agreement}")
    tell(owner_or_coordinators(agreement.partnership), agreement, entry, subject)
    tell(liaisons_of(agreement.partnership.enterprise_id), agreement, entry, subject)
    return agreement


@transaction.atomic
def send_back_agreement(*, agreement: Agreement, reason: str, actor: User, on: date) -> Agreement:
    """Return a submitted or approved agreement to its draft, with the reason. A signature already given becomes void."""
    require(can_approve_agreement(actor))
    hold(agreement)
    return_to_draft(agreement=agreement, reason=reason, actor=actor, on=on, verb="agreement.sent_back")
    return agreement


def return_to_draft(*, agreement: Agreement, reason: str, actor: User, on: date, verb: str) -> None:
    """The move shared by sending back and refusing to sign. The caller holds the row and has asked its policy."""
    require_ready(agreement_may_go_back(agreement))
    _need(reason)
    move(agreement, to=AgreementState.DRAFT, state_note=reason.strip()[:500])
    agreement.signatures.filter(is_refused=False, voided_on__isnull=True).update(voided_on=on)
    entry = record(actor=actor, verb=verb, target=agreement, note=reason)
    tell(owner_or_coordinators(agreement.partnership), agreement, entry, gettext_lazy("Agreement back in draft: {agreement}"), reason)


@transaction.atomic
def activate_agreement(*, agreement: Agreement, actor: User, on: date) -> Agreement:
    """Bring a fully signed agreement into force.

    Refuses (DomainError) before both sides signed, outside the term, and without a passed screening valid on ``on``.
    Announces it, so that the partnership's health is reviewed. Safe against a second mover (StaleState).
    """
    require(can_draft_agreement(actor, agreement))
    hold(agreement)
    require_ready(agreement_may_be_activated(agreement, on=on))
    move(agreement, to=AgreementState.ACTIVE, activated_on=on)
    entry = record(actor=actor, verb="agreement.activated", target=agreement)
    tell(liaisons_of(agreement.partnership.enterprise_id), agreement, entry, gettext_lazy("Agreement in force: {agreement}"))
    announce(AGREEMENT_IN_FORCE, partnership_id=agreement.partnership_id, on=on.isoformat())
    return agreement


@transaction.atomic
def terminate_agreement(*, agreement: Agreement, reason: str, actor: User, on: date) -> Agreement:
    """End a signed or running agreement before its term, with the reason."""
    require(can_draft_agreement(actor, agreement))
    require_ready(agreement_may_be_terminated(agreement))
    _need(reason)
    move(agreement, to=AgreementState.TERMINATED, state_note=reason.strip()[:500], closed_on=on)
    entry = record(actor=actor, verb="agreement.terminated", target=agreement, note=reason)
    tell(liaisons_of(agreement.partnership.enterprise_id), agreement, entry, gettext_lazy("Agreement terminated: {agreement}"), reason)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement, on: date, actor: User | None = None) -> Agreement:
    """Close an agreement whose term has run out by ``on``. The daily job does it without an actor."""
    if actor is not None:
        require(can_draft_agreement(actor, agreement))
    require_ready(agreement_may_end(agreement, on=on))
    move(agreement, to=AgreementState.ENDED, closed_on=agreement.ends_on)
    entry = record(actor=actor, verb="agreement.ended", target=agreement)
    tell(owner_or_coordinators(agreement.partnership), agreement, entry, gettext_lazy("Agreement ended: {agreement}"))
    return agreement


def end_expired_agreements(*, on: date, dry_run: bool = False) -> int:
    """Close every agreement in force whose term lies before ``on``; returns how many. Safe to repeat and to miss."""
    due = Agreement.objects.filter(state=AgreementState.ACTIVE, ends_on__lt=on).select_related(
        "partnership__enterprise", "partnership__department"
    )
    if dry_run:
        return due.count()
    closed = 0
    for agreement in due.iterator(chunk_size=200):
        try:
            end_agreement(agreement=agreement, on=on)
        except StaleState:
            continue  # somebody ended or terminated it meanwhile
        closed += 1
    return closed


def tell(people: Iterable[User], agreement: Agreement, entry: AuditEntry, subject: Any, body: str = "") -> None:
    """Tell each of ``people`` once of this audit entry."""
    for person in people:
        if person.pk != entry.actor_id:
            notify(
                recipient=person,
                dedupe_key=f"{entry.verb}:{entry.pk}:{person.pk}",
                kind=entry.verb,
                subject=format_lazy(subject, agreement=agreement),
                body=body,
                url=agreement.get_absolute_url(),
            )


def _need(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_("Give the reason."))
