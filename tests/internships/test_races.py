"""Two at once: real threads, real connections, real transactions."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from config.kit.errors import DomainError
from internships.enums import Party, PlacementState
from internships.models import Opening, Placement
from internships.services.placements import edit_placement, plan_placement, sign_placement
from tests import factories as make
from tests.conftest import World

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start at the same moment; returns each result or exception."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            results[place] = call()
        except BaseException as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def in_file() -> None:
    """Threads share the database only when it is a server or a file; the settings name a test file."""
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()
    assert not in_memory, "SQLite in memory would serialise the threads by itself"


def test_the_last_seat_goes_to_one_of_two(in_file: None, ready: World) -> None:
    opening = ready.own.opening
    Opening.objects.filter(pk=opening.pk).update(seats=1)
    students = [make.StudentFactory(programme=ready.own.programme) for _ in range(2)]
    before = Placement.objects.count()

    def plan(student: Any) -> Callable[[], Placement]:
        mine = Opening.objects.select_related("programme", "enterprise", "post", "mentor").get(pk=opening.pk)
        return lambda: plan_placement(opening=mine, student=student, actor=ready.cast.coordinator)

    results = together(*[plan(student) for student in students])
    refused = [result for result in results if isinstance(result, DomainError)]
    assert [type(result) for result in results if not isinstance(result, DomainError)] == [Placement], results
    assert "full" in str(refused[0])
    opening.refresh_from_db()
    assert opening.taken == 1
    assert Placement.objects.count() == before + 1


def test_one_student_gets_one_of_two_overlapping_placements(in_file: None, ready: World) -> None:
    student = make.StudentFactory(programme=ready.own.programme)
    second = make.OpeningFactory(enterprise=ready.own.enterprise, programme=ready.own.programme, state="open")

    def plan(opening: Opening) -> Callable[[], Placement]:
        return lambda: plan_placement(opening=opening, student=student, actor=ready.cast.coordinator)

    results = together(plan(ready.own.opening), plan(second))
    assert sorted(type(result).__name__ for result in results) == ["DomainError", "Placement"], results
    assert Placement.objects.filter(student=student).count() == 1
    assert sum(Opening.objects.values_list("taken", flat=True)) == 1


def test_the_last_two_signatures_at_once_make_it_signed(in_file: None, ready: World) -> None:
    user = make.person("student", username="racer")  # type: ignore[arg-type]
    student = make.StudentFactory(programme=ready.own.programme, user=user)
    placement = plan_placement(opening=ready.own.opening, student=student, actor=ready.cast.coordinator)
    sign_placement(placement=placement, actor=ready.cast.coordinator, party="college")
    copies = [Placement.objects.select_related("student", "enterprise").get(pk=placement.pk) for _ in range(2)]
    results = together(
        lambda: sign_placement(placement=copies[0], actor=ready.cast.liaison, party="host"),
        lambda: sign_placement(placement=copies[1], actor=user, party="student"),
    )
    assert not [result for result in results if isinstance(result, BaseException)], results
    assert Placement.objects.get(pk=placement.pk).state == PlacementState.SIGNED


def test_dates_do_not_change_under_a_signature_given_at_the_same_moment(in_file: None, ready: World) -> None:
    placement = plan_placement(
        opening=ready.own.opening, student=make.StudentFactory(programme=ready.own.programme), actor=ready.cast.coordinator
    )
    later = placement.starts_on + timedelta(days=7)
    is_signing = threading.Event()

    def sign() -> None:
        with transaction.atomic():
            mine = Placement.objects.select_related("student", "enterprise").get(pk=placement.pk)
            sign_placement(placement=mine, actor=ready.cast.coordinator, party=Party.COLLEGE)
            is_signing.set()
            time.sleep(0.5)

    def change() -> Placement:
        mine = Placement.objects.select_related("opening", "student", "enterprise", "mentor").get(pk=placement.pk)
        assert is_signing.wait(timeout=10)
        return edit_placement(placement=mine, actor=ready.cast.coordinator, starts_on=later)

    signed, changed = together(sign, change)
    assert signed is None
    assert isinstance(changed, DomainError)
    placement.refresh_from_db()
    assert placement.starts_on < later
