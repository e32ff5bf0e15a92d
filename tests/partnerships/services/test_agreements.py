"""Agreements: every move, who may make it, and what refuses it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from college.models import AuditEntry, Notification
from config.kit.errors import DomainError, Forbidden, StaleState
from partnerships.enums import AgreementState, Side
from partnerships.models import Agreement, Commitment, Partnership, Screening, Signature
from partnerships.services.agreements import (
    ProgrammeSeats,
    Terms,
    activate_agreement,
    approve_agreement,
    draft_agreement,
    edit_agreement,
    end_expired_agreements,
    refuse_signature,
    report_delivery,
    send_back_agreement,
    sign_agreement,
    submit_agreement,
    suggest_number,
    terminate_agreement,
)
from partnerships.services.partnerships import end_partnership
from tests.conftest import World
from tests.plugins.enqueued import Enqueued

pytestmark = pytest.mark.django_db


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def test_numbers_are_suggested_in_turn(world: World, terms: Terms, today: date) -> None:
    code = world.own.department.code
    one = draft_agreement(partnership=world.own.partnership, actor=world.cast.coordinator, terms=terms, on=today)
    two = draft_agreement(partnership=world.own.partnership, actor=world.cast.coordinator, terms=terms, on=today)
    assert (one.number, two.number) == (f"{today.year}-{code}-001", f"{today.year}-{code}-002")
    assert suggest_number(world.own.partnership, today).endswith("-003")


def test_a_taken_number_is_refused(world: World, terms: Terms, make_agreement: Any, today: date) -> None:
    number = make_agreement().number
    with pytest.raises(DomainError, match="number"):
        draft_agreement(partnership=world.own.partnership, actor=world.cast.coordinator, terms=replace(terms, number=number), on=today)


def test_editing_keeps_the_commitments_rows(world: World, terms: Terms, make_agreement: Any) -> None:
    agreement = make_agreement()
    kept, gone = agreement.commitments.order_by("pk")
    changed = replace(terms.commitments[0], pk=kept.pk, quantity=Decimal(5))
    edit_agreement(
        agreement=agreement, actor=world.cast.coordinator, terms=replace(terms, forms=("F3",), programmes=(), commitments=(changed,))
    )
    assert [(c.pk, c.quantity) for c in agreement.commitments.all()] == [(kept.pk, Decimal(5))]
    assert list(agreement.forms.values_list("form", flat=True)) == ["F3"]
    entry = AuditEntry.objects.get(verb="agreement.edited")
    assert {"forms", "programmes", "commitments"} <= set(entry.changes)
    assert gone.description in entry.changes["commitments"][0]


def test_a_programme_twice_is_refused_and_nothing_changes(world: World, terms: Terms, make_agreement: Any) -> None:
    agreement = make_agreement()
    twice = replace(terms, title="Other", programmes=(ProgrammeSeats(world.own.programme, 1),) * 2)
    with pytest.raises(DomainError, match="listed twice"):
        edit_agreement(agreement=agreement, actor=world.cast.coordinator, terms=twice)
    assert fresh(agreement).title == terms.title
    assert agreement.programme_lines.get().seats == 12


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"forms": ()}, "at least one of the seven forms"),
        ({"content": " "}, "Describe the content"),
        ({"programmes": ()}, "list the programmes"),
        ({"commitments": ()}, "commitment of the college"),
    ],
)
def test_submitting_names_the_gap(world: World, terms: Terms, today: date, change: dict[str, Any], sentence: str) -> None:
    agreement = draft_agreement(partnership=world.own.partnership, actor=world.cast.coordinator, terms=replace(terms, **change), on=today)
    with pytest.raises(DomainError, match=sentence):
        submit_agreement(agreement=agreement, actor=world.cast.coordinator)
    assert fresh(agreement).state == AgreementState.DRAFT


def test_a_short_term_is_only_a_hint(world: World, terms: Terms, today: date) -> None:
    short = replace(terms, ends_on=today + timedelta(days=200))
    agreement = draft_agreement(partnership=world.own.partnership, actor=world.cast.coordinator, terms=short, on=today)
    assert submit_agreement(agreement=agreement, actor=world.cast.coordinator).state == AgreementState.SUBMITTED


def test_the_whole_way(world: World, make_agreement: Any, today: date) -> None:
    agreement = make_agreement("active")
    row = fresh(agreement)
    assert (row.state, row.activated_on) == (AgreementState.ACTIVE, today)
    verbs = set(AuditEntry.objects.filter(target_type="partnerships.agreement", target_id=str(row.pk)).values_list("verb", flat=True))
    assert {"agreement.drafted", "agreement.submitted", "agreement.approved", "agreement.signed", "agreement.activated"} <= verbs
    assert Notification.objects.filter(recipient=world.cast.liaison, kind="agreement.activated").count() == 1


def test_activation_asks_for_a_review_after_commit(
    world: World, make_agreement: Any, make_screening: Any, today: date, enqueued: Enqueued
) -> None:
    agreement = make_agreement("signed")
    make_screening()
    with enqueued() as sent:
        activate_agreement(agreement=agreement, actor=world.cast.coordinator, on=today)
    review = ("health.review_partnership", {"partnership_id": world.own.partnership.pk, "on": today.isoformat()})
    assert sent.count(review) == 1
    # What else was sent mails those who were told.
    assert {task for task, _ in sent} == {review[0], "college.run_job"}


def test_no_activation_without_a_screening(world: World, make_agreement: Any, make_screening: Any, today: date) -> None:
    agreement = make_agreement("signed")
    with pytest.raises(DomainError, match="no passed screening"):
        activate_agreement(agreement=agreement, actor=world.cast.coordinator, on=today)
    make_screening("passed", until=today + timedelta(days=5))
    with pytest.raises(DomainError, match="valid until"):
        activate_agreement(agreement=agreement, actor=world.cast.coordinator, on=today + timedelta(days=6))
    assert (
        activate_agreement(agreement=agreement, actor=world.cast.coordinator, on=today + timedelta(days=5)).state == AgreementState.ACTIVE
    )


def test_no_activation_outside_the_term(world: World, make_agreement: Any, make_screening: Any, today: date) -> None:
    agreement = make_agreement("signed")
    make_screening()
    for day, sentence in [(agreement.starts_on - timedelta(days=1), "begins on"), (agreement.ends_on + timedelta(days=1), "ended on")]:
        with pytest.raises(DomainError, match=sentence):
            activate_agreement(agreement=agreement, actor=world.cast.coordinator, on=day)


@pytest.mark.parametrize("role", ["coordinator", "instructor", "liaison", "auditor", "stranger"])
def test_only_an_administrator_approves(world: World, make_agreement: Any, role: str) -> None:
    agreement = make_agreement("submitted")
    with pytest.raises(Forbidden):
        approve_agreement(agreement=agreement, actor=world.cast[role])


def test_two_approvals_at_once(world: World, make_agreement: Any) -> None:
    first = make_agreement("submitted")
    second = fresh(first)
    approve_agreement(agreement=first, actor=world.cast.administrator)
    with pytest.raises(StaleState, match="Somebody else"):
        approve_agreement(agreement=second, actor=world.cast.administrator)
    assert AuditEntry.objects.filter(verb="agreement.approved").count() == 1


def test_two_activations_at_once(world: World, make_agreement: Any, make_screening: Any, today: date) -> None:
    first = make_agreement("signed")
    second = fresh(first)
    make_screening()
    activate_agreement(agreement=first, actor=world.cast.coordinator, on=today)
    with pytest.raises(StaleState):
        activate_agreement(agreement=second, actor=world.cast.coordinator, on=today)
    assert AuditEntry.objects.filter(verb="agreement.activated").count() == 1


def test_editing_a_draft_that_was_just_submitted(world: World, terms: Terms, make_agreement: Any) -> None:
    mine = make_agreement()
    submit_agreement(agreement=fresh(mine), actor=world.cast.coordinator)
    with pytest.raises(StaleState):
        edit_agreement(agreement=mine, actor=world.cast.coordinator, terms=replace(terms, title="Late change"))
    assert fresh(mine).title == terms.title


def test_the_liaison_confirms_online_for_the_own_side_only(world: World, make_agreement: Any, today: date) -> None:
    agreement, cast = make_agreement("approved"), world.cast
    with pytest.raises(Forbidden):
        sign_agreement(agreement=agreement, side=Side.COLLEGE, signer_name="x", actor=cast.liaison, on=today, method="online")
    with pytest.raises(Forbidden):
        sign_agreement(agreement=agreement, side=Side.ENTERPRISE, signer_name="x", actor=cast.coordinator, on=today, method="online")
    sign_agreement(agreement=agreement, side=Side.ENTERPRISE, signer_name="x", actor=cast.liaison, on=today, method="online")
    assert fresh(agreement).state == AgreementState.APPROVED
    with pytest.raises(DomainError, match="enterprise has signed already"):
        sign_agreement(agreement=agreement, side=Side.ENTERPRISE, signer_name="y", actor=cast.coordinator, on=today)
    sign_agreement(agreement=agreement, side=Side.COLLEGE, signer_name="z", actor=cast.coordinator, on=today)
    assert fresh(agreement).state == AgreementState.SIGNED


def test_both_sides_from_stale_copies_still_reach_signed(world: World, make_agreement: Any, today: date) -> None:
    one = make_agreement("approved")
    other = fresh(one)
    sign_agreement(agreement=one, side=Side.ENTERPRISE, signer_name="x", actor=world.cast.liaison, on=today, method="online")
    sign_agreement(agreement=other, side=Side.COLLEGE, signer_name="z", actor=world.cast.coordinator, on=today)
    assert fresh(one).state == AgreementState.SIGNED


def test_refusing_to_sign_returns_to_draft_and_voids_the_other_signature(world: World, make_agreement: Any, today: date) -> None:
    agreement, cast = make_agreement("approved"), world.cast
    sign_agreement(agreement=agreement, side=Side.COLLEGE, signer_name="z", actor=cast.coordinator, on=today)
    refuse_signature(agreement=agreement, side=Side.ENTERPRISE, signer_name="", reason="term too long", actor=cast.liaison, on=today)
    row = fresh(agreement)
    assert (row.state, row.state_note) == (AgreementState.DRAFT, "term too long")
    assert row.signatures.get(side=Side.COLLEGE).voided_on == today
    submit_agreement(agreement=row, actor=cast.coordinator)
    approve_agreement(agreement=row, actor=cast.administrator)
    sign_agreement(agreement=row, side=Side.COLLEGE, signer_name="z", actor=cast.coordinator, on=today)
    assert fresh(row).state == AgreementState.APPROVED, "the void signature must not count"


def test_the_database_refuses_a_second_valid_signature(make_agreement: Any, today: date) -> None:
    agreement = make_agreement("signed")
    with pytest.raises(IntegrityError):
        Signature.objects.create(agreement=agreement, side=Side.COLLEGE, signer_name="x", method="paper", signed_on=today)


def test_sent_back_with_a_reason(world: World, make_agreement: Any, today: date) -> None:
    agreement = make_agreement("submitted")
    with pytest.raises(DomainError, match="reason"):
        send_back_agreement(agreement=agreement, reason="", actor=world.cast.administrator, on=today)
    send_back_agreement(agreement=agreement, reason="seats?", actor=world.cast.administrator, on=today)
    assert (fresh(agreement).state, fresh(agreement).state_note) == (AgreementState.DRAFT, "seats?")


def test_terminate_with_a_reason(world: World, make_agreement: Any, today: date) -> None:
    agreement = make_agreement("active")
    with pytest.raises(DomainError, match="reason"):
        terminate_agreement(agreement=agreement, reason=" ", actor=world.cast.coordinator, on=today)
    terminate_agreement(agreement=agreement, reason="moved away", actor=world.cast.coordinator, on=today)
    assert (fresh(agreement).state, fresh(agreement).closed_on) == (AgreementState.TERMINATED, today)


def test_the_daily_job_ends_what_ran_out_once(make_agreement: Any) -> None:
    agreement = make_agreement("active")
    assert end_expired_agreements(on=agreement.ends_on) == 0
    later = agreement.ends_on + timedelta(days=40)
    assert end_expired_agreements(on=later, dry_run=True) == 1
    assert fresh(agreement).state == AgreementState.ACTIVE
    assert end_expired_agreements(on=later) == 1
    assert end_expired_agreements(on=later) == 0
    assert (fresh(agreement).state, fresh(agreement).closed_on) == (AgreementState.ENDED, agreement.ends_on)


def test_a_partnership_with_a_running_agreement_does_not_end(world: World, make_agreement: Any) -> None:
    agreement = make_agreement("active")
    with pytest.raises(DomainError, match=agreement.number):
        end_partnership(partnership=world.own.partnership, reason="done", actor=world.cast.coordinator)


def commitment_of(agreement: Agreement, side: str) -> Commitment:
    return Commitment.objects.select_related("agreement__partnership").get(agreement=agreement, side=side)


def test_deliveries(world: World, make_agreement: Any, today: date) -> None:
    agreement, cast = make_agreement("active"), world.cast
    lathes, training = commitment_of(agreement, Side.ENTERPRISE), commitment_of(agreement, Side.COLLEGE)
    half = report_delivery(commitment=lathes, quantity=Decimal(1), on=today, actor=cast.liaison)
    assert half.delivered_on is None
    assert half.outstanding == 1
    done = report_delivery(commitment=lathes, quantity=Decimal(2), on=today, actor=cast.coordinator)
    assert done.delivered_on == today
    with pytest.raises(DomainError, match="less than was reported"):
        report_delivery(commitment=lathes, quantity=Decimal(1), on=today, actor=cast.coordinator)
    assert report_delivery(commitment=lathes, quantity=Decimal(1), on=today, actor=cast.coordinator, note="typo").delivered_on is None
    with pytest.raises(Forbidden, match="college reports"):
        report_delivery(commitment=training, quantity=Decimal(1), on=today, actor=cast.liaison)
    with pytest.raises(DomainError, match="future"):
        report_delivery(commitment=training, quantity=Decimal(1), on=today + timedelta(days=1), actor=cast.coordinator)


def test_health_follows_a_delivery(world: World, make_agreement: Any, today: date, enqueued: Enqueued) -> None:
    lathes = commitment_of(make_agreement("active"), Side.ENTERPRISE)
    with enqueued() as sent:
        report_delivery(commitment=lathes, quantity=Decimal(1), on=today, actor=world.cast.liaison)
    assert ("health.review_partnership", {"partnership_id": world.own.partnership.pk, "on": today.isoformat()}) in sent


def test_no_delivery_before_it_is_in_force(world: World, make_agreement: Any, today: date) -> None:
    agreement = make_agreement("draft")
    with pytest.raises(DomainError, match="in force"):
        report_delivery(commitment=commitment_of(agreement, Side.ENTERPRISE), quantity=Decimal(1), on=today, actor=world.cast.coordinator)


@pytest.mark.parametrize("name", ["", "  "])
def test_a_signature_has_somebody_who_gave_it(name: str, make_agreement: Any, world: World, today: date) -> None:
    agreement = make_agreement("approved")
    with pytest.raises(DomainError, match="Say who signed"):
        sign_agreement(agreement=agreement, side=Side.COLLEGE, signer_name=name, actor=world.cast.coordinator, on=today)
    with pytest.raises(DomainError, match="Give the reason"):
        refuse_signature(agreement=agreement, side=Side.COLLEGE, signer_name="A", reason=name, actor=world.cast.coordinator, on=today)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(("days", "refused"), [(1, True), (0, False), (-1, False)])
def test_nobody_signs_tomorrow(days: int, refused: bool, make_agreement: Any, world: World, today: date) -> None:
    agreement = make_agreement("approved")
    values: dict[str, Any] = {"agreement": agreement, "side": Side.COLLEGE, "signer_name": "A", "actor": world.cast.coordinator}
    if refused:
        with pytest.raises(DomainError, match="in the future"):
            sign_agreement(**values, on=today + timedelta(days=days))
    else:
        assert sign_agreement(**values, on=today + timedelta(days=days)).signed_on == today + timedelta(days=days)


def test_editing_nothing_leaves_no_trace(make_agreement: Any, terms: Terms, world: World) -> None:
    agreement = make_agreement()
    keys = agreement.commitments.order_by("pk").values_list("pk", flat=True)
    kept = tuple(replace(line, pk=pk) for line, pk in zip(terms.commitments, keys, strict=True))
    edit_agreement(agreement=agreement, actor=world.cast.coordinator, terms=replace(terms, number=agreement.number, commitments=kept))
    assert not AuditEntry.objects.filter(verb="agreement.edited").exists()


def test_less_than_nothing_cannot_have_been_delivered(make_agreement: Any, world: World, today: date) -> None:
    commitment = make_agreement("active").commitments.first()
    with pytest.raises(DomainError, match="less than nothing"):
        report_delivery(commitment=commitment, actor=world.cast.coordinator, quantity=Decimal("-0.01"), on=today)
    assert Commitment.objects.get(pk=commitment.pk).delivered_quantity in (None, 0)


def test_an_agreement_of_an_ended_partnership_is_not_handed_in(make_agreement: Any, world: World) -> None:
    agreement = make_agreement()
    Partnership.objects.filter(pk=world.own.partnership.pk).update(state="ended")
    with pytest.raises(DomainError, match="The partnership has ended; resume it"):
        submit_agreement(agreement=fresh(agreement), actor=world.cast.coordinator)


def test_an_agreement_does_not_begin_after_a_refused_screening(make_agreement: Any, world: World, today: date) -> None:
    agreement = make_agreement("signed")
    Screening.objects.create(enterprise=world.own.enterprise, state="refused", decided_on=today)
    with pytest.raises(DomainError, match="latest screening of the enterprise was refused"):
        activate_agreement(agreement=agreement, actor=world.cast.coordinator, on=today)
    assert fresh(agreement).state == AgreementState.SIGNED


def test_an_agreement_that_somebody_ended_meanwhile_does_not_stop_the_others(
    make_agreement: Any, world: World, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = make_agreement("active")
    Agreement.objects.filter(pk=agreement.pk).update(ends_on=today - timedelta(days=1))

    def too_late(**_: Any) -> None:
        raise StaleState

    monkeypatch.setattr("partnerships.services.agreements.moving.end_agreement", too_late)
    end_expired_agreements(on=today)
    assert fresh(agreement).state == AgreementState.ACTIVE
