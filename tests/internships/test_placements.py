"""What the placement services do and refuse."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from college.models import AuditEntry, Notification
from config.kit.errors import DomainError, Forbidden, StaleState
from internships.enums import Ender, OpeningState, PlacementState
from internships.models import Opening, Placement, Student
from internships.services.placements import (
    cancel_placement,
    complete_placement,
    edit_placement,
    end_placement_early,
    log_placement,
    plan_placement,
    plan_placements,
    sign_placement,
    start_placement,
)
from partnerships.models import Agreement, Liaison, Screening
from tests import factories as make
from tests.conftest import World
from tests.internships.conftest import ENDS, STARTS, sign_all

NewStudent = Callable[..., Student]


def test_a_plan_takes_a_seat_and_keeps_the_day_s_facts(planned: Placement, ready: World) -> None:
    own = ready.own
    opening = Opening.objects.get(pk=own.opening.pk)
    assert opening.taken == 1
    assert (planned.state, planned.partnership, planned.department) == (PlacementState.PLANNED, own.partnership, own.department)
    assert (planned.mentor, planned.starts_on, planned.ends_on) == (own.mentor, STARTS, ENDS)
    assert AuditEntry.objects.filter(verb="placement.planned", target_id=str(planned.pk)).count() == 1
    assert set(Notification.objects.filter(kind="placement.sign").values_list("recipient_id", flat=True)) == {
        ready.cast.liaison.pk,
        planned.student.user_id,
    }


@pytest.mark.parametrize(("days", "told"), [(30, True), (0, True), (-1, False)])
def test_a_liaison_is_asked_to_sign_until_the_mandate_ends(days: int, told: bool, ready: World, new_student: NewStudent) -> None:
    Liaison.objects.update(until=timezone.localdate() + timedelta(days=days))
    plan_placement(opening=ready.own.opening, student=new_student(), actor=ready.cast.coordinator)
    assert Notification.objects.filter(kind="placement.sign", recipient=ready.cast.liaison).exists() is told


def test_a_full_opening_refuses(ready: World, new_student: NewStudent) -> None:
    Opening.objects.filter(pk=ready.own.opening.pk).update(taken=3)
    with pytest.raises(DomainError, match="all 3 seats are taken"):
        plan_placement(opening=ready.own.opening, student=new_student(), actor=ready.cast.coordinator)
    assert Placement.objects.filter(opening=ready.own.opening).count() == 1  # the world's own


def test_a_closed_opening_refuses(ready: World, new_student: NewStudent) -> None:
    Opening.objects.filter(pk=ready.own.opening.pk).update(state=OpeningState.CLOSED)
    with pytest.raises(DomainError, match="not open"):
        plan_placement(opening=ready.own.opening, student=new_student(), actor=ready.cast.coordinator)


def test_an_overlapping_placement_refuses_until_it_is_cancelled(planned: Placement, ready: World) -> None:
    with pytest.raises(DomainError, match="has a placement from"):
        plan_placement(opening=ready.own.opening, student=planned.student, actor=ready.cast.coordinator)
    cancel_placement(placement=planned, actor=ready.cast.coordinator, reason="moved")
    plan_placement(opening=ready.own.opening, student=planned.student, actor=ready.cast.coordinator)


@pytest.mark.parametrize(
    ("spoil", "match"),
    [
        (lambda w, s: Screening.objects.all().delete(), "CN-INT-28"),
        (lambda w, s: Screening.objects.create(enterprise=w.own.enterprise, state="refused", decided_on=date(2026, 8, 1)), "CN-INT-28"),
        (lambda w, s: Screening.objects.update(valid_until=date(2026, 8, 31)), "CN-INT-28"),
        (lambda w, s: Agreement.objects.update(state="terminated"), "CN-INT-02"),
        (lambda w, s: Agreement.objects.update(takes_interns=False), "CN-INT-02"),
        (lambda w, s: Student.objects.filter(pk=s.pk).update(birth_date=date(2012, 1, 1)), "CN-INT-08"),
        (lambda w, s: Student.objects.filter(pk=s.pk).update(enrol_year=2026), "CN-INT-07"),
    ],
)
def test_what_the_rules_block_is_refused_with_the_rule(spoil: Any, match: str, ready: World, new_student: NewStudent) -> None:
    student = new_student()
    spoil(ready, student)
    student.refresh_from_db()
    with pytest.raises(DomainError, match=match):
        plan_placement(opening=ready.own.opening, student=student, actor=ready.cast.coordinator)
    assert Opening.objects.get(pk=ready.own.opening.pk).taken == 0


def test_another_major_category_refuses(ready: World, new_student: NewStudent) -> None:
    other = make.ProgrammeFactory(code="530101", department=ready.own.department)
    with pytest.raises(DomainError, match="CN-INT-21"):
        plan_placement(opening=ready.own.opening, student=new_student(programme=other), actor=ready.cast.coordinator)


def test_a_coordinator_of_another_department_may_not_place(ready: World) -> None:
    stranger = make.StudentFactory(programme=ready.foreign.programme)
    with pytest.raises(Forbidden):
        plan_placement(opening=ready.foreign.opening, student=stranger, actor=ready.cast.coordinator)


def test_a_student_who_left_is_refused(ready: World, new_student: NewStudent) -> None:
    with pytest.raises(DomainError, match="no longer enrolled"):
        plan_placement(opening=ready.own.opening, student=new_student(is_active=False), actor=ready.cast.coordinator)


def test_planning_several_places_those_who_fit(ready: World, new_student: NewStudent) -> None:
    students = [new_student(), new_student(enrol_year=2026), new_student(), new_student(), new_student()]
    done, refused = plan_placements(opening=ready.own.opening, students=students, actor=ready.cast.coordinator)
    assert [placement.student for placement in done] == [students[0], students[2], students[3]]
    assert [refusal.student for refusal in refused] == [students[1], students[4]]
    assert "CN-INT-07" in refused[0].reason
    assert "full" in refused[1].reason


def test_a_liaison_logs_a_placement_by_number_and_name(ready: World, new_student: NewStudent) -> None:
    student = new_student(number="20249999", name="王芳")
    placement = log_placement(opening=ready.own.opening, actor=ready.cast.liaison, number=" 20249999 ", name="王芳")
    assert placement.student == student
    with pytest.raises(DomainError, match="number and this name"):
        log_placement(opening=ready.own.opening, actor=ready.cast.liaison, number="20249999", name="王")
    with pytest.raises(DomainError, match="number and this name"):
        log_placement(opening=ready.own.opening, actor=ready.cast.liaison, number="nobody", name="王芳")
    with pytest.raises(Forbidden):
        log_placement(opening=ready.foreign.opening, actor=ready.cast.liaison, number="20249999", name="王芳")


def test_the_third_signature_makes_it_signed(planned: Placement, ready: World) -> None:
    sign_placement(placement=planned, actor=ready.cast.coordinator, party="college")
    with pytest.raises(DomainError, match="signed already"):
        sign_placement(placement=planned, actor=ready.cast.administrator, party="college")
    with pytest.raises(Forbidden):
        sign_placement(placement=planned, actor=ready.cast.coordinator, party="host")
    with pytest.raises(Forbidden):
        sign_placement(placement=planned, actor=ready.cast.student, party="student")
    sign_placement(placement=planned, actor=ready.cast.liaison, party="host")
    assert Placement.objects.get(pk=planned.pk).state == PlacementState.PLANNED
    assert planned.student.user
    sign_placement(placement=planned, actor=planned.student.user, party="student")
    assert Placement.objects.get(pk=planned.pk).state == PlacementState.SIGNED


def test_it_starts_on_its_first_day_and_not_before(planned: Placement, ready: World) -> None:
    with pytest.raises(DomainError, match="CN-INT-02"):
        start_placement(placement=planned, actor=ready.cast.coordinator, on=STARTS)
    sign_all(planned, ready)
    with pytest.raises(DomainError, match="not before"):
        start_placement(placement=planned, actor=ready.cast.coordinator, on=date(2026, 8, 31))
    start_placement(placement=planned, actor=ready.cast.coordinator, on=STARTS)
    assert Placement.objects.get(pk=planned.pk).state == PlacementState.ACTIVE


def test_it_does_not_start_when_the_screening_lapsed_or_nobody_supervises(planned: Placement, ready: World) -> None:
    sign_all(planned, ready)
    edit_placement(placement=planned, actor=ready.cast.coordinator, teacher=None)
    Screening.objects.all().delete()
    with pytest.raises(DomainError, match=r"CN-INT-28.*CN-INT-30"):
        start_placement(placement=planned, actor=ready.cast.coordinator, on=STARTS)


def test_it_completes_after_its_last_day(active: Placement, ready: World) -> None:
    with pytest.raises(DomainError, match="runs until"):
        complete_placement(placement=active, actor=ready.cast.coordinator, on=date(2027, 1, 30))
    complete_placement(placement=active, actor=ready.cast.coordinator, on=ENDS)
    active.refresh_from_db()
    assert (active.state, active.closed_on) == (PlacementState.COMPLETED, ENDS)


def test_an_early_end_says_who_when_and_why(active: Placement, ready: World) -> None:
    end: Any = {"placement": active, "actor": ready.cast.coordinator, "on": date(2026, 10, 1)}
    for wrong in ({"ended_by": "", "reason": "x"}, {"ended_by": Ender.HOST, "reason": " "}):
        with pytest.raises(DomainError):
            end_placement_early(**end, **wrong)
    with pytest.raises(DomainError, match="within the placement"):
        end_placement_early(**{**end, "on": date(2027, 3, 1)}, ended_by=Ender.HOST, reason="line closed")
    end_placement_early(**end, ended_by=Ender.HOST, reason="line closed")
    active.refresh_from_db()
    assert (active.state, active.ended_by, active.state_note) == (PlacementState.ENDED_EARLY, Ender.HOST, "line closed")
    assert Notification.objects.filter(kind="placement.ended", recipient=ready.cast.mentor).exists()


def test_a_cancelled_placement_frees_its_seat_once(planned: Placement, ready: World) -> None:
    stale = Placement.objects.get(pk=planned.pk)
    cancel_placement(placement=planned, actor=ready.cast.coordinator, reason="student ill")
    assert Opening.objects.get(pk=ready.own.opening.pk).taken == 0
    with pytest.raises(StaleState):
        cancel_placement(placement=stale, actor=ready.cast.coordinator, reason="again")
    assert Opening.objects.get(pk=ready.own.opening.pk).taken == 0


def test_signed_dates_do_not_change(planned: Placement, ready: World) -> None:
    edit_placement(placement=planned, actor=ready.cast.coordinator, ends_on=date(2026, 12, 31))
    sign_placement(placement=planned, actor=ready.cast.coordinator, party="college")
    with pytest.raises(DomainError, match="has signed these dates"):
        edit_placement(placement=planned, actor=ready.cast.coordinator, ends_on=ENDS)


def test_a_mentor_of_another_host_is_refused(planned: Placement, ready: World) -> None:
    with pytest.raises(DomainError, match="another enterprise"):
        edit_placement(placement=planned, actor=ready.cast.coordinator, mentor=ready.foreign.mentor)


def test_dates_outside_the_opening_are_refused(ready: World, new_student: NewStudent) -> None:
    with pytest.raises(DomainError, match="within those of the opening"):
        plan_placement(opening=ready.own.opening, student=new_student(), actor=ready.cast.coordinator, ends_on=date(2027, 6, 1))


def test_a_change_that_changes_nothing_leaves_no_trace(planned: Placement, ready: World) -> None:
    edit_placement(placement=planned, actor=ready.cast.coordinator, mentor=planned.mentor)
    assert not AuditEntry.objects.filter(verb="placement.edited").exists()


def test_a_change_comes_too_late_when_the_placement_has_moved_on(planned: Placement, ready: World) -> None:
    Placement.objects.filter(pk=planned.pk).update(state=PlacementState.CANCELLED)
    with pytest.raises(StaleState):
        edit_placement(placement=planned, actor=ready.cast.coordinator, teacher=None)
    assert Placement.objects.get(pk=planned.pk).teacher == ready.cast.instructor


@pytest.mark.parametrize(
    ("days", "match"),
    [
        ({"starts_on": ENDS + timedelta(days=1)}, "The end lies before the start"),
        ({"starts_on": STARTS - timedelta(days=1)}, "within those of the opening"),
        ({"ends_on": ENDS + timedelta(days=1)}, "within those of the opening"),
    ],
)
def test_days_that_cannot_be_are_refused(days: dict[str, date], match: str, planned: Placement, ready: World) -> None:
    with pytest.raises(DomainError, match=match):
        edit_placement(placement=planned, actor=ready.cast.coordinator, **days)
    kept = Placement.objects.get(pk=planned.pk)
    assert (kept.starts_on, kept.ends_on) == (STARTS, ENDS)


@pytest.mark.parametrize(("starts_on", "refused"), [(date(2026, 10, 31), True), (date(2026, 11, 1), False)])
def test_a_change_does_not_reach_into_another_placement(starts_on: date, refused: bool, planned: Placement, ready: World) -> None:
    Placement.objects.filter(pk=planned.pk).update(starts_on=date(2026, 12, 1))
    planned.refresh_from_db()
    make.PlacementFactory(student=planned.student, enterprise=planned.enterprise, starts_on=STARTS, ends_on=date(2026, 10, 31))
    if refused:
        with pytest.raises(DomainError, match="another placement on these days"):
            edit_placement(placement=planned, actor=ready.cast.coordinator, starts_on=starts_on)
    else:
        edit_placement(placement=planned, actor=ready.cast.coordinator, starts_on=starts_on)
    assert (Placement.objects.get(pk=planned.pk).starts_on == starts_on) is not refused


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_cancellation_has_its_reason(reason: str, planned: Placement, ready: World) -> None:
    with pytest.raises(DomainError, match="Say why"):
        cancel_placement(placement=planned, actor=ready.cast.coordinator, reason=reason)
    assert Placement.objects.get(pk=planned.pk).state == PlacementState.PLANNED


def test_a_placement_without_an_opening_frees_no_seat(planned: Placement, ready: World) -> None:
    Placement.objects.filter(pk=planned.pk).update(opening=None)
    cancel_placement(placement=Placement.objects.get(pk=planned.pk), actor=ready.cast.coordinator, reason="moved")
    assert Placement.objects.get(pk=planned.pk).state == PlacementState.CANCELLED
    assert Opening.objects.get(pk=ready.own.opening.pk).taken == 1
