"""Which placements of a student share a day with a period: both ends count."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from config.kit.errors import DomainError
from internships.enums import Ender, PlacementState
from internships.models import Opening, Placement, Student
from internships.selectors.facts import overlapping
from internships.services.placements import plan_placement
from tests.conftest import World

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DAY = timedelta(days=1)


def found(student: Student, starts_on: date, ends_on: date) -> bool:
    return student.pk in overlapping(student_ids=[student.pk], starts_on=starts_on, ends_on=ends_on)


@pytest.fixture
def placed(world: World) -> Student:
    """A student who is placed from FIRST to LAST."""
    Placement.objects.filter(pk=world.own.placement.pk).update(starts_on=FIRST, ends_on=LAST)
    return world.own.student


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "shared"),
    [
        (LAST, LAST + 30 * DAY, True),
        (LAST + DAY, LAST + 30 * DAY, False),
        (FIRST - 30 * DAY, FIRST, True),
        (FIRST - 30 * DAY, FIRST - DAY, False),
        (FIRST, FIRST, True),
        (LAST, LAST, True),
        (FIRST + DAY, LAST - DAY, True),
        (FIRST - DAY, LAST + DAY, True),
    ],
)
def test_one_day_is_enough(placed: Student, starts_on: date, ends_on: date, shared: bool) -> None:
    assert found(placed, starts_on, ends_on) is shared


@pytest.mark.parametrize(("closed_on", "shared"), [(FIRST + 9 * DAY, False), (FIRST + 10 * DAY, True), (FIRST + 11 * DAY, True)])
def test_one_that_ended_early_counts_to_the_day_it_ended(placed: Student, closed_on: date, shared: bool) -> None:
    Placement.objects.filter(student=placed).update(
        state=PlacementState.ENDED_EARLY, closed_on=closed_on, ended_by=Ender.HOST, state_note="line closed"
    )
    assert found(placed, FIRST + 10 * DAY, LAST) is shared


def test_a_cancelled_one_does_not_count(placed: Student) -> None:
    Placement.objects.filter(student=placed).update(state=PlacementState.CANCELLED)
    assert not found(placed, FIRST, LAST)


@pytest.mark.parametrize(("later", "refused"), [(0, True), (1, False)])
def test_the_next_placement_begins_on_the_day_after_the_last(
    ready: World, new_student: Callable[..., Student], later: int, refused: bool
) -> None:
    student, opening = new_student(), ready.own.opening
    Opening.objects.filter(pk=opening.pk).update(seats=9)
    plan_placement(opening=opening, student=student, actor=ready.cast.coordinator, starts_on=FIRST, ends_on=LAST)
    opening.refresh_from_db()

    def plan() -> Placement:
        return plan_placement(opening=opening, student=student, actor=ready.cast.coordinator, starts_on=LAST + later * DAY)

    if refused:
        with pytest.raises(DomainError, match="has a placement from"):
            plan()
    else:
        assert plan().starts_on == LAST + DAY
