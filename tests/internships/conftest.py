"""A world in which students can be placed: agreements in force, hosts screened, openings open."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from internships.enums import OpeningState
from internships.models import Opening, Placement, Student
from internships.services.placements import plan_placement, sign_placement, start_placement
from partnerships.enums import AgreementState, ScreeningState
from partnerships.models import Agreement, Enterprise, Screening
from tests import factories as make
from tests.conftest import World

STARTS, ENDS = date(2026, 9, 1), date(2027, 1, 31)


def screen(enterprise: Enterprise, *, valid_until: date = date(2028, 12, 31)) -> Screening:
    return Screening.objects.create(
        enterprise=enterprise, state=ScreeningState.PASSED, decided_on=date(2026, 1, 5), valid_until=valid_until
    )


@pytest.fixture
def ready(world: World) -> World:
    """Both sides can place students; their openings are open."""
    for side in (world.own, world.foreign):
        Agreement.objects.filter(pk=side.agreement.pk).update(state=AgreementState.ACTIVE)
        screen(side.enterprise)
        Opening.objects.filter(pk=side.opening.pk).update(state=OpeningState.OPEN)
        side.opening.refresh_from_db()
    return world


@pytest.fixture
def new_student(ready: World) -> Callable[..., Student]:
    def build(**fields: Any) -> Student:
        student: Student = make.StudentFactory(**{"programme": ready.own.programme, **fields})
        return student

    return build


@pytest.fixture
def planned(ready: World, new_student: Callable[..., Student]) -> Placement:
    """A planned placement of a student with an account."""
    user = make.person("student", username="second-student")  # type: ignore[arg-type]
    return plan_placement(
        opening=ready.own.opening, student=new_student(user=user), actor=ready.cast.coordinator, teacher=ready.cast.instructor
    )


def sign_all(placement: Placement, world: World) -> Placement:
    student = placement.student.user
    assert student
    sign_placement(placement=placement, actor=world.cast.coordinator, party="college")
    sign_placement(placement=placement, actor=world.cast.liaison, party="host")
    return sign_placement(placement=placement, actor=student, party="student")


@pytest.fixture
def active(planned: Placement, ready: World) -> Placement:
    return start_placement(placement=sign_all(planned, ready), actor=ready.cast.coordinator, on=STARTS)
