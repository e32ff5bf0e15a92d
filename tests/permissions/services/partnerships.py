"""Rows of the services of partnerships: enterprises, screenings, partnerships, agreements."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from partnerships.enums import AgreementState, InspectionRating, InspectionTopic, PartnershipState, ScreeningState, Side, SignatureMethod
from partnerships.models import Agreement, Commitment, Contact, CoveredForm, Liaison, Screening, ScreeningItem
from partnerships.services import contacts, documents, enterprises, health, liaisons, partnerships, screenings
from partnerships.services.agreements import delivering, drafting, moving, signing
from tests import factories as make
from tests.permissions.services import Here, Row

ADMIN = "administrator"
RUNS = "administrator coordinator"
TODAY = timezone.localdate
#: Within the term of the world's agreements (2026-2028).
DAY = date(2026, 3, 1)

REASON: dict[str, Any] = {"reason": "Because."}


def _enterprise(**arguments: Any) -> Any:
    return lambda here: {"enterprise": here.enterprise, **arguments}


def _registered(here: Here) -> dict[str, Any]:
    fields: enterprises.EnterpriseFields = {"name": "New"}
    return {"rows": [enterprises.EnterpriseRow(1, here.enterprise.credit_code, "", "", fields)]}


def _contact(here: Here) -> dict[str, Any]:
    return {"contact": Contact.objects.create(enterprise=here.enterprise, name="Zhou"), "name": "Zhou Min", "phone": "13900000008"}


def _mandate(here: Here) -> dict[str, Any]:
    return {"liaison": Liaison.objects.create(enterprise=here.enterprise, user=make.person(None))}


def _without_partners(here: Here) -> dict[str, Any]:
    here.put("partnership", state=PartnershipState.ENDED)
    return {"enterprise": here.enterprise, **REASON}


def _screening(state: str = ScreeningState.DRAFT, **arguments: Any) -> Any:
    """A screening of the side's enterprise with a complete report."""

    def given(here: Here) -> dict[str, Any]:
        screening = Screening.objects.create(
            enterprise=here.enterprise,
            state=state,
            opened_by=here.coordinator,
            inspected_on=TODAY(),
            inspectors="A and B",
            credit_checked_on=TODAY(),
            is_credit_clear=True,
            is_safety_clear=True,
        )
        ScreeningItem.objects.bulk_create(
            ScreeningItem(screening=screening, topic=topic, rating=InspectionRating.MEETS) for topic in InspectionTopic
        )
        return {"screening": screening, **arguments}

    return given


def _partnership(state: str = PartnershipState.ACTIVE, **arguments: Any) -> Any:
    return lambda here: {"partnership": here.put("partnership", state=state), **arguments}


def _terms(here: Here) -> drafting.Terms:
    return drafting.Terms(title="Joint training", starts_on=DAY, ends_on=date(2028, 12, 31))


def _agreement(state: str = AgreementState.DRAFT, **arguments: Any) -> Any:
    """The side's agreement in ``state``, with complete terms."""

    def given(here: Here) -> dict[str, Any]:
        agreement: Agreement = here.put("agreement", state=state, content="What we do together.")
        CoveredForm.objects.create(agreement=agreement, form="F1")
        for side in Side.values:
            Commitment.objects.create(agreement=agreement, side=side, description="Help", due_on=DAY)
        return {"agreement": agreement, **arguments}

    return given


def _screened(here: Here) -> dict[str, Any]:
    Screening.objects.create(enterprise=here.enterprise, state=ScreeningState.PASSED, decided_on=DAY, valid_until=date(2028, 12, 31))
    return _agreement(AgreementState.SIGNED, on=DAY)(here)


def _delivery(side: str) -> Any:
    def given(here: Here) -> dict[str, Any]:
        agreement = _agreement(AgreementState.ACTIVE)(here)["agreement"]
        return {"commitment": agreement.commitments.get(side=side), "quantity": Decimal(1), "on": TODAY()}

    return given


def _signing(side: str, method: str) -> Any:
    return _agreement(AgreementState.APPROVED, side=side, signer_name="Zhou", on=DAY, method=method)


def _refusal(side: str) -> Any:
    return _agreement(AgreementState.APPROVED, side=side, signer_name="Zhou", on=DAY, **REASON)


def _paper() -> Any:
    return ContentFile(b"%PDF-1.7", name="paper.pdf")


ROWS = [
    Row(enterprises.keep_enterprises, _registered, RUNS, RUNS),
    Row(
        contacts.keep_contacts,
        lambda h: {"rows": [contacts.ContactOf(1, h.enterprise, contacts.ContactRow("New", phone="13900000006"))]},
        f"{RUNS} liaison",
        RUNS,
    ),
    Row(enterprises.register_enterprise, lambda _: {"name": "New Works Ltd", "credit_code": make.credit_code(999_000)}, RUNS, RUNS),
    Row(enterprises.edit_enterprise, _enterprise(website="https://example.org"), f"{RUNS} liaison", RUNS),
    Row(enterprises.edit_enterprise, _enterprise(name="Another Name Ltd"), RUNS, RUNS, "what makes it this one"),
    Row(enterprises.archive_enterprise, _without_partners, RUNS, RUNS),
    Row(
        enterprises.restore_enterprise,
        lambda h: {"enterprise": h.put("enterprise", archived_at=timezone.now(), archive_reason="Closed down.")},
        RUNS,
        RUNS,
    ),
    Row(contacts.add_contact, _enterprise(name="Zhou", phone="13900000007"), f"{RUNS} liaison", RUNS),
    Row(contacts.edit_contact, _contact, f"{RUNS} liaison", RUNS),
    Row(liaisons.invite_liaison, _enterprise(name="Zhou", email="zhou@example.org"), RUNS, RUNS),
    Row(liaisons.end_liaison, _mandate, RUNS, RUNS),
    Row(screenings.open_screening, _enterprise(), RUNS, RUNS),
    Row(screenings.edit_screening, _screening(report=screenings.ScreeningReport(inspectors="C"), findings={}), RUNS, RUNS),
    Row(screenings.submit_screening, _screening(), RUNS, RUNS),
    Row(screenings.send_back_screening, _screening(ScreeningState.SUBMITTED, **REASON), ADMIN, ADMIN),
    Row(
        screenings.pass_screening,
        _screening(ScreeningState.SUBMITTED, valid_until=DAY + timedelta(days=365), meeting="Meeting 3", on=DAY),
        ADMIN,
        ADMIN,
    ),
    Row(screenings.refuse_screening, _screening(ScreeningState.SUBMITTED, on=DAY, **REASON), ADMIN, ADMIN),
    Row(
        partnerships.create_partnership,
        lambda h: {"enterprise": make.EnterpriseFactory(), "department": h.department, "started_on": DAY},
        RUNS,
        ADMIN,
    ),
    Row(partnerships.edit_partnership, _partnership(started_on=DAY, owner=None, depth=2), RUNS, ADMIN),
    Row(partnerships.pause_partnership, _partnership(**REASON), RUNS, ADMIN),
    Row(partnerships.resume_partnership, _partnership(PartnershipState.PAUSED), RUNS, ADMIN),
    Row(partnerships.end_partnership, _partnership(**REASON), RUNS, ADMIN),
    Row(drafting.draft_agreement, lambda h: {"partnership": h.partnership, "terms": _terms(h), "on": DAY}, RUNS, ADMIN),
    Row(drafting.edit_agreement, lambda h: {"agreement": h.agreement, "terms": _terms(h)}, RUNS, ADMIN),
    Row(moving.submit_agreement, _agreement(), RUNS, ADMIN),
    Row(moving.approve_agreement, _agreement(AgreementState.SUBMITTED), ADMIN, ADMIN),
    Row(moving.send_back_agreement, _agreement(AgreementState.SUBMITTED, on=DAY, **REASON), ADMIN, ADMIN),
    Row(moving.activate_agreement, _screened, RUNS, ADMIN),
    Row(moving.terminate_agreement, _agreement(AgreementState.ACTIVE, on=DAY, **REASON), RUNS, ADMIN),
    Row(moving.end_agreement, _agreement(AgreementState.ACTIVE, on=date(2029, 1, 1)), RUNS, ADMIN),
    Row(signing.sign_agreement, _signing(Side.COLLEGE, SignatureMethod.PAPER), RUNS, ADMIN, "the college, on paper"),
    Row(signing.sign_agreement, _signing(Side.COLLEGE, SignatureMethod.ONLINE), "", "", "the college, online"),
    Row(signing.sign_agreement, _signing(Side.ENTERPRISE, SignatureMethod.PAPER), RUNS, ADMIN, "the enterprise, on paper"),
    Row(signing.sign_agreement, _signing(Side.ENTERPRISE, SignatureMethod.ONLINE), "liaison", "", "the enterprise, online"),
    Row(signing.refuse_signature, _refusal(Side.COLLEGE), RUNS, ADMIN, "the college"),
    Row(signing.refuse_signature, _refusal(Side.ENTERPRISE), f"{RUNS} liaison", ADMIN, "the enterprise"),
    Row(delivering.report_delivery, _delivery(Side.COLLEGE), RUNS, ADMIN, "by the college"),
    Row(delivering.report_delivery, _delivery(Side.ENTERPRISE), f"{RUNS} liaison", ADMIN, "by the enterprise"),
    Row(documents.attach_document, lambda h: {"owner": h.agreement, "file": _paper()}, f"{RUNS} liaison", ADMIN, "to an agreement"),
    Row(documents.attach_document, lambda h: {"owner": _screening()(h)["screening"], "file": _paper()}, RUNS, RUNS, "to a screening"),
]

UNGUARDED = {
    moving.return_to_draft: "a step of services that have asked their own policy",
    moving.end_expired_agreements: "periodic; by hand it runs through run_job",
    health.keep_health: "a step of a review, in its transaction",
}
