"""Screening: from the open report to the decision."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from college.enums import Role
from college.models import AuditEntry, Notification
from config.kit.errors import DomainError, Forbidden, StaleState
from partnerships.completeness import years_after
from partnerships.models import Enterprise, Screening
from partnerships.selectors.screenings import decision_in_force, expiring, with_standing
from partnerships.services.screenings import (
    ScreeningReport,
    TopicFinding,
    edit_screening,
    open_screening,
    pass_screening,
    refuse_screening,
    send_back_screening,
    submit_screening,
)
from tests import factories as make
from tests.conftest import World

pytestmark = pytest.mark.django_db


def fresh(screening: Screening) -> Screening:
    return Screening.objects.get(pk=screening.pk)


def test_opens_with_the_eight_topics_once(world: World) -> None:
    screening = open_screening(enterprise=world.own.enterprise, actor=world.cast.coordinator)
    assert screening.items.count() == 8
    with pytest.raises(DomainError, match="under way already"):
        open_screening(enterprise=world.own.enterprise, actor=world.cast.coordinator)


@pytest.mark.parametrize("role", ["instructor", "liaison", "mentor", "student", "auditor", "stranger"])
def test_others_may_not_open(world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        open_screening(enterprise=world.own.enterprise, actor=world.cast[role])


def test_submitting_says_everything_that_is_missing(world: World) -> None:
    screening = open_screening(enterprise=world.own.enterprise, actor=world.cast.coordinator)
    with pytest.raises(DomainError) as refusal:
        submit_screening(screening=screening, actor=world.cast.coordinator)
    text = str(refusal.value)
    assert "8 of the eight topics" in text
    assert "on-site inspection" in text
    assert "credit record" in text
    assert fresh(screening).state == "draft"


def test_submit_tells_the_administrators(world: World, make_screening: Any) -> None:
    make_screening("submitted")
    assert Notification.objects.filter(recipient=world.cast.administrator, kind="screening.submitted").count() == 1


def test_a_failed_topic_forbids_passing(world: World, make_screening: Any, report: Any, today: Any) -> None:
    screening = make_screening("draft")
    edit_screening(
        screening=screening,
        actor=world.cast.coordinator,
        report=replace(report, is_safety_clear=False),
        findings={"safety": TopicFinding("fails", "no guards")},
    )
    screening = fresh(screening)
    submit_screening(screening=screening, actor=world.cast.coordinator)
    with pytest.raises(DomainError, match=r"fail: Health protection and safety.*work-safety violation"):
        pass_screening(screening=screening, valid_until=years_after(today, 1), meeting="M", actor=world.cast.administrator, on=today)
    refuse_screening(screening=screening, reason="unsafe", actor=world.cast.administrator, on=today)
    assert fresh(screening).state == "refused"


@pytest.mark.parametrize("days", [0, -1, 3 * 365 + 2])
def test_validity_is_bounded(world: World, make_screening: Any, today: Any, days: int) -> None:
    with pytest.raises(DomainError, match="at most 3 years"):
        pass_screening(
            screening=make_screening("submitted"),
            valid_until=today + timedelta(days=days),
            meeting="M",
            actor=world.cast.administrator,
            on=today,
        )


def test_only_an_administrator_decides(world: World, make_screening: Any, today: Any) -> None:
    screening = make_screening("submitted")
    with pytest.raises(Forbidden):
        pass_screening(screening=screening, valid_until=years_after(today, 1), meeting="M", actor=world.cast.coordinator, on=today)
    with pytest.raises(Forbidden):
        refuse_screening(screening=screening, reason="no", actor=world.cast.coordinator, on=today)


def test_sent_back_with_a_reason(world: World, make_screening: Any, report: Any) -> None:
    screening = make_screening("submitted")
    with pytest.raises(DomainError, match="what has to be done"):
        send_back_screening(screening=screening, reason=" ", actor=world.cast.administrator)
    send_back_screening(screening=screening, reason="see the dormitory", actor=world.cast.administrator)
    assert fresh(screening).state == "draft"
    assert AuditEntry.objects.filter(verb="screening.sent_back", note="see the dormitory").exists()


def test_a_submitted_report_is_not_edited(world: World, make_screening: Any, report: Any) -> None:
    screening = make_screening("submitted")
    with pytest.raises(DomainError, match="Only a draft"):
        edit_screening(screening=screening, actor=world.cast.coordinator, report=report, findings={})


def test_two_decisions_at_once(world: World, make_screening: Any, today: Any) -> None:
    """The second administrator holds a stale copy."""
    first = make_screening("submitted")
    second = fresh(first)
    pass_screening(screening=first, valid_until=years_after(today, 1), meeting="M", actor=world.cast.administrator, on=today)
    with pytest.raises(StaleState):
        refuse_screening(screening=second, reason="no", actor=world.cast.administrator, on=today)
    with pytest.raises(StaleState):
        pass_screening(
            screening=fresh_as(second, "submitted"),
            valid_until=years_after(today, 1),
            meeting="M",
            actor=world.cast.administrator,
            on=today,
        )
    assert AuditEntry.objects.filter(verb="screening.passed").count() == 1


def fresh_as(screening: Screening, state: str) -> Screening:
    """A copy as somebody read it before the other's move."""
    copy = fresh(screening)
    copy.state = state
    return copy


def test_the_latest_decision_holds(world: World, make_screening: Any, today: Any) -> None:
    make_screening("passed", on=today - timedelta(days=30))
    assert decision_in_force(world.own.enterprise.pk, on=today).state == "passed"  # type: ignore[union-attr]
    refuse_screening(screening=make_screening("submitted"), reason="accident", actor=world.cast.administrator, on=today)
    assert decision_in_force(world.own.enterprise.pk, on=today).state == "refused"  # type: ignore[union-attr]
    assert decision_in_force(world.own.enterprise.pk, on=today - timedelta(days=1)).state == "passed"  # type: ignore[union-attr]
    assert standing_of(world, today) == "refused"


def standing_of(world: World, on: Any) -> str:
    return str(with_standing(Enterprise.objects.all(), on=on).get(pk=world.own.enterprise.pk).screening_standing)  # type: ignore[attr-defined]


def test_standing_and_expiry(world: World, make_screening: Any, today: Any) -> None:
    assert standing_of(world, today) == "none"
    until = today + timedelta(days=20)
    passed = make_screening("passed", until=until)
    assert standing_of(world, until) == "valid"
    assert standing_of(world, until + timedelta(days=1)) == "expired"
    assert list(expiring(Screening.objects.all(), on=today, until=until)) == [passed]
    make_screening("draft")
    assert standing_of(world, today) == "valid"
    assert standing_of(world, until + timedelta(days=1)) == "under_way"
    assert not expiring(Screening.objects.all(), on=today, until=until).exists()


@pytest.mark.parametrize("field", ["inspected_on", "credit_checked_on"])
def test_what_was_looked_at_was_looked_at_by_today(field: str, world: World, report: Any, today: Any) -> None:
    screening = open_screening(enterprise=world.own.enterprise, actor=world.cast.coordinator)
    late = replace(report, **{field: today + timedelta(days=1)})
    with pytest.raises(DomainError, match="cannot lie in the future"):
        edit_screening(screening=screening, actor=world.cast.coordinator, report=late, findings={})
    assert getattr(fresh(screening), field) is None
    edit_screening(screening=screening, actor=world.cast.coordinator, report=report, findings={})
    assert getattr(fresh(screening), field) == today


def test_writing_the_same_report_again_leaves_no_trace(world: World, report: Any) -> None:
    screening = open_screening(enterprise=world.own.enterprise, actor=world.cast.coordinator)
    for _ in range(2):
        edit_screening(screening=screening, actor=world.cast.coordinator, report=report, findings={})
    assert AuditEntry.objects.filter(verb="screening.edited").count() == 1


def test_a_screening_that_nobody_opened_tells_nobody(world: World, make_screening: Any) -> None:
    screening = make_screening("submitted")
    Screening.objects.filter(pk=screening.pk).update(opened_by=None)
    refuse_screening(
        screening=fresh(screening), reason="Not safe.", meeting="Meeting 3", actor=world.cast.administrator, on=timezone.localdate()
    )
    assert fresh(screening).state == "refused"
    assert not Notification.objects.filter(recipient=world.cast.coordinator).exists()


def test_a_screening_outlives_the_account_of_whoever_opened_it(world: World) -> None:
    opener = make.person(Role.COORDINATOR, world.own.department)
    screening = open_screening(enterprise=world.own.enterprise, actor=opener)
    Screening.objects.filter(pk=screening.pk).update(opened_by=None)
    screening.refresh_from_db()
    edit_screening(screening=screening, actor=world.cast.coordinator, report=ScreeningReport(summary="Seen."), findings={})
    assert Screening.objects.get(pk=screening.pk).summary == "Seen."
