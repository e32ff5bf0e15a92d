"""Whether a row is ready for its next step: the sentence in a button's tooltip is the one of the refusal.

Rights are the business of ``partnerships.policies``; here only the row itself is looked at. Every function reads a
constant number of rows.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from config.kit.verdicts import ALLOW, Verdict, allow_if, deny
from partnerships.completeness import AgreementFacts, ScreeningFacts, agreement_gaps, passing_obstacles, screening_gaps
from partnerships.enums import (
    BINDING,
    HAS_BEEN_IN_FORCE,
    OPEN_SCREENING,
    RUNNING,
    UNDER_DECISION,
    AgreementState,
    PartnershipState,
    ScreeningState,
    Side,
)
from partnerships.models import Agreement, Partnership, Screening, Signature
from partnerships.selectors.screenings import decision_in_force


def _all(sentences: list[object]) -> Verdict:
    return deny(" ".join(str(sentence) for sentence in sentences)) if sentences else ALLOW


# --- screenings -----------------------------------------------------------------------------------------------------


def screening_facts(screening: Screening) -> ScreeningFacts:
    return ScreeningFacts(
        ratings=dict(screening.items.values_list("topic", "rating")),
        inspected_on=screening.inspected_on,
        inspectors=screening.inspectors,
        credit_checked_on=screening.credit_checked_on,
        is_credit_clear=screening.is_credit_clear,
        is_safety_clear=screening.is_safety_clear,
    )


def screening_is_draft(screening: Screening) -> Verdict:
    return allow_if(screening.state == ScreeningState.DRAFT, _("Only a draft can be changed; have it sent back first."))


def screening_may_be_submitted(screening: Screening, facts: ScreeningFacts) -> Verdict:
    if screening.state != ScreeningState.DRAFT:
        return deny(_("This screening is submitted already."))
    return _all(list(screening_gaps(facts)))


def screening_awaits_decision(screening: Screening) -> Verdict:
    if screening.state == ScreeningState.DRAFT:
        return deny(_("The report is not submitted yet."))
    return allow_if(screening.state == ScreeningState.SUBMITTED, _("This screening is decided already; open a new one to decide anew."))


def screening_may_pass(screening: Screening, facts: ScreeningFacts) -> Verdict:
    awaits = screening_awaits_decision(screening)
    return awaits and _all([*screening_gaps(facts), *passing_obstacles(facts)])


# --- partnerships ---------------------------------------------------------------------------------------------------


def partnership_may_end(partnership: Partnership) -> Verdict:
    running = partnership.agreements.filter(state__in=RUNNING).order_by("pk").first()
    if running:
        return deny(_("The agreement %(number)s is still running. End or terminate it first.") % {"number": running.number})
    return ALLOW


# --- agreements -----------------------------------------------------------------------------------------------------


def agreement_facts(agreement: Agreement, *, contacts: int | None = None) -> AgreementFacts:
    """The terms as they stand in the database: three queries, and one for the contacts unless they are counted already."""
    commitments = list(agreement.commitments.values_list("side", "due_on"))
    if contacts is None:
        contacts = agreement.partnership.enterprise.contacts.filter(left_on__isnull=True).count()
    return AgreementFacts(
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        takes_interns=agreement.takes_interns,
        content=agreement.content,
        forms=frozenset(agreement.forms.values_list("form", flat=True)),
        seats=tuple(agreement.programme_lines.values_list("seats", flat=True)),
        commitment_sides=tuple(side for side, _due in commitments),
        commitment_dues=tuple(due for _side, due in commitments),
        contacts=contacts,
    )


def agreement_is_draft(agreement: Agreement) -> Verdict:
    return allow_if(agreement.state == AgreementState.DRAFT, _("Only a draft can be changed; have it sent back first."))


def agreement_may_be_submitted(agreement: Agreement, facts: AgreementFacts) -> Verdict:
    if agreement.state != AgreementState.DRAFT:
        return deny(_("This agreement is submitted already."))
    if agreement.partnership.state == PartnershipState.ENDED:
        return deny(_("The partnership has ended; resume it before making a new agreement."))
    return _all(list(agreement_gaps(facts)))


def agreement_awaits_approval(agreement: Agreement) -> Verdict:
    if agreement.state == AgreementState.DRAFT:
        return deny(_("The draft is not submitted yet."))
    return allow_if(agreement.state == AgreementState.SUBMITTED, _("This agreement is approved already."))


def agreement_may_go_back(agreement: Agreement) -> Verdict:
    return allow_if(
        agreement.state in UNDER_DECISION,
        _("Only a submitted or approved agreement that is not yet signed can be sent back."),
    )


def valid_signatures(agreement: Agreement) -> list[Signature]:
    """The signatures that count, in the order in which they came."""
    return [s for s in agreement.signatures.all() if not s.is_refused and s.voided_on is None]


def agreement_may_be_signed(agreement: Agreement, side: str, signatures: list[Signature]) -> Verdict:
    if agreement.state in (AgreementState.DRAFT, AgreementState.SUBMITTED):
        return deny(_("The agreement must be approved before it is signed."))
    if agreement.state != AgreementState.APPROVED:
        return deny(_("Both sides have signed already."))
    if any(signature.side == side for signature in signatures):
        return deny(_("The college has signed already.") if side == Side.COLLEGE else _("The enterprise has signed already."))
    return ALLOW


def agreement_may_be_activated(agreement: Agreement, *, on: date) -> Verdict:
    """Refuses until both sides signed, outside the term, and without a passed screening valid on that very day."""
    if agreement.state in HAS_BEEN_IN_FORCE:
        return deny(_("This agreement has been in force already."))
    if agreement.state != AgreementState.SIGNED:
        return deny(_("Both sides must sign first."))
    if on < agreement.starts_on:
        return deny(_("The term begins on %(day)s only.") % {"day": agreement.starts_on.isoformat()})
    if on > agreement.ends_on:
        return deny(_("The term ended on %(day)s.") % {"day": agreement.ends_on.isoformat()})
    return enterprise_is_screened(agreement.partnership, on=on)


def enterprise_is_screened(partnership: Partnership, *, on: date) -> Verdict:
    decision = decision_in_force(partnership.enterprise_id, on=on)
    if decision is None:
        return deny(_("The enterprise has no passed screening. Open a screening and have it decided first."))
    if decision.state == ScreeningState.REFUSED:
        return deny(_("The latest screening of the enterprise was refused. A new one must pass first."))
    if decision.valid_until is None or decision.valid_until < on:
        return deny(
            _("The screening of the enterprise was valid until %(day)s only. Renew it first.")
            % {"day": decision.valid_until.isoformat() if decision.valid_until else "—"}
        )
    return ALLOW


def agreement_may_be_terminated(agreement: Agreement) -> Verdict:
    return allow_if(
        agreement.state in BINDING,
        _("Only a signed agreement or one in force can be terminated."),
    )


def agreement_may_end(agreement: Agreement, *, on: date) -> Verdict:
    if agreement.state != AgreementState.ACTIVE:
        return deny(_("Only an agreement in force can end."))
    return allow_if(
        on > agreement.ends_on,
        _("The term runs until %(day)s; to stop earlier, terminate it with a reason.") % {"day": agreement.ends_on.isoformat()},
    )


def delivery_may_be_reported(agreement: Agreement) -> Verdict:
    return allow_if(
        agreement.state in HAS_BEEN_IN_FORCE,
        _("Deliveries are reported once the agreement is in force."),
    )


def documents_may_be_added(owner: Agreement | Screening) -> Verdict:
    if isinstance(owner, Screening):
        return allow_if(owner.state in OPEN_SCREENING, _("This screening is decided; its files stay as they are."))
    return ALLOW
