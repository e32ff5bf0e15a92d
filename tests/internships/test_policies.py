"""The policies of internships, as a table."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from college.enums import Role
from college.models import RoleGrant
from internships import policies as p
from internships.enums import LogState, Party, PlacementState
from internships.models import MentorProfile, Placement, Student, WorkLog
from partnerships.models import Enterprise, Partnership
from tests.conftest import World
from tests.predicates import (
    ADMIN,
    LIAISONS,
    ROLE_HOLDERS,
    RUNS_ANY,
    RUNS_FOREIGN,
    RUNS_OWN,
    SPEAKS_FOREIGN,
    SPEAKS_OWN,
    STAFF,
    WIDE,
    Case,
    many_roles,
    untold,
)

TAKES_PART = f"{WIDE} coordinator instructor {SPEAKS_OWN} mentor student"
LOOKS_ON = f"{WIDE} {SPEAKS_FOREIGN}"


def _of(whose: str, name: str) -> Any:
    return lambda w: getattr(getattr(w, whose), name)


def _supervised(name: str) -> Any:
    """The foreign side's, when the instructor supervises the placement there."""

    def given(world: World) -> Any:
        Placement.objects.filter(pk=world.foreign.placement.pk).update(teacher=world.cast.instructor)
        return getattr(world.foreign, name)

    return given


def _of_two_departments(name: str) -> Any:
    """The foreign side's, when the coordinator has both departments."""

    def given(world: World) -> Any:
        RoleGrant.objects.create(user=world.cast.coordinator, role=Role.COORDINATOR, department=world.foreign.department)
        return getattr(world.foreign, name)

    return given


def _log(whose: str, state: str = LogState.SUBMITTED, *, mentor: str = "kept") -> Any:
    """A log; its placement's mentor is the side's, the side's without an account, or none at all."""

    def given(world: World) -> WorkLog:
        placement = getattr(world, whose).placement
        if mentor == "none":
            Placement.objects.filter(pk=placement.pk).update(mentor=None)
        elif mentor == "without account":
            MentorProfile.objects.filter(pk=placement.mentor_id).update(user=None)
        log = WorkLog.objects.create(placement=placement, week=date(2026, 9, 7), hours=38, text="x", state=state)
        return WorkLog.objects.get(pk=log.pk)

    return given


def _two_departments_log(world: World) -> WorkLog:
    _of_two_departments("placement")(world)
    return _log("foreign")(world)


def _archived(world: World) -> Enterprise:
    Enterprise.objects.filter(pk=world.own.enterprise.pk).update(archived_at=timezone.now(), archive_reason="Closed down.")
    return Enterprise.objects.get(pk=world.own.enterprise.pk)


def _without_partnership(world: World) -> Enterprise:
    Partnership.objects.filter(pk=world.own.partnership.pk).update(state="ended")
    return world.own.enterprise


def _placement(whose: str, state: str, *more: Any) -> Any:
    def given(world: World) -> tuple[Any, ...]:
        Placement.objects.filter(pk=getattr(world, whose).placement.pk).update(state=state)
        return Placement.objects.get(pk=getattr(world, whose).placement.pk), *more

    return given


def _students_own(world: World) -> Student:
    return Student.objects.get(user=world.cast.liaison_student)


CASES = [
    Case(p.visible_placements, TAKES_PART, "own", _of("own", "placement")),
    Case(p.visible_placements, LOOKS_ON, "foreign", _of("foreign", "placement")),
    Case(p.visible_placements, f"{LOOKS_ON} instructor", "foreign, supervised", _supervised("placement")),
    Case(p.visible_placements, f"{LOOKS_ON} coordinator", "of a second department", _of_two_departments("placement")),
    Case(p.visible_students, f"{WIDE} coordinator instructor student", "own", _of("own", "student")),
    Case(p.visible_students, WIDE, "foreign", _of("foreign", "student")),
    Case(p.visible_students, f"{WIDE} instructor", "foreign, supervised", _supervised("student")),
    Case(p.visible_students, f"{WIDE} coordinator", "of a second department", _of_two_departments("student")),
    Case(p.visible_students, f"{WIDE} coordinator instructor liaison_student", "who is a liaison too", _students_own),
    Case(p.visible_mentors, f"{STAFF} {SPEAKS_OWN} mentor", "own", _of("own", "mentor")),
    Case(p.visible_mentors, f"{STAFF} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "mentor")),
    Case(p.visible_openings, f"{WIDE} coordinator instructor {SPEAKS_OWN}", "own", _of("own", "opening")),
    Case(p.visible_openings, LOOKS_ON, "foreign", _of("foreign", "opening")),
    Case(p.visible_logs, TAKES_PART, "own", _log("own")),
    Case(p.visible_logs, LOOKS_ON, "foreign", _log("foreign")),
    Case(p.visible_logs, f"{LOOKS_ON} coordinator", "of a second department", _two_departments_log),
    Case(p.offering_enterprises, f"{RUNS_OWN} {SPEAKS_OWN}", "own", _of("own", "enterprise")),
    Case(p.offering_enterprises, f"{RUNS_FOREIGN} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "enterprise")),
    Case(p.offering_enterprises, SPEAKS_OWN, "own, without an active partnership", _without_partnership),
    Case(p.offering_enterprises, "", "own, archived", _archived),
    Case(p.reads_placements, ROLE_HOLDERS),
    Case(p.reads_students, STAFF),
    Case(p.reads_openings, f"{STAFF} {LIAISONS}"),
    Case(p.is_liaison, LIAISONS),
    Case(p.can_keep_students, RUNS_OWN, "own department", lambda w: w.own.department.pk),
    Case(p.can_keep_students, RUNS_FOREIGN, "foreign department", lambda w: w.foreign.department.pk),
    Case(p.can_keep_students, ADMIN, "no department", lambda w: (None,)),
    Case(p.reads_private_data, f"{RUNS_OWN} student", "own", _of("own", "student")),
    Case(p.reads_private_data, RUNS_FOREIGN, "foreign, who has no account", _of("foreign", "student")),
    Case(p.reads_private_data, f"{RUNS_OWN} liaison_student", "who is a liaison too", _students_own),
    Case(p.can_offer, f"{RUNS_OWN} {SPEAKS_OWN}", "own", _of("own", "enterprise")),
    Case(p.can_offer, f"{RUNS_FOREIGN} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "enterprise")),
    Case(p.can_offer, SPEAKS_OWN, "own, without an active partnership", _without_partnership),
    # The liaison goes on closing what is still open there; a new opening finds no agreement in force.
    Case(p.can_offer, SPEAKS_OWN, "own, archived", _archived),
    Case(p.can_offer_to, f"{RUNS_OWN} {SPEAKS_OWN}", "own", lambda w: (w.own.enterprise, w.own.programme)),
    Case(p.can_offer_to, f"{ADMIN} {SPEAKS_OWN}", "own, to the foreign programme", lambda w: (w.own.enterprise, w.foreign.programme)),
    Case(p.can_offer_to, f"{ADMIN} {SPEAKS_FOREIGN}", "foreign, to the own programme", lambda w: (w.foreign.enterprise, w.own.programme)),
    Case(p.can_offer_any, f"{RUNS_ANY} {LIAISONS}"),
    Case(p.can_place, RUNS_OWN, "own department", lambda w: w.own.department),
    Case(p.can_place, RUNS_FOREIGN, "foreign department, by its id", lambda w: w.foreign.department.pk),
    Case(p.can_place, ADMIN, "no department", lambda w: (None,)),
    Case(p.can_log_placement, SPEAKS_OWN, "own", _of("own", "opening")),
    Case(p.can_log_placement, SPEAKS_FOREIGN, "foreign", _of("foreign", "opening")),
    Case(p.can_sign, RUNS_OWN, "the college, own", _placement("own", PlacementState.PLANNED, Party.COLLEGE)),
    Case(p.can_sign, RUNS_FOREIGN, "the college, foreign", _placement("foreign", PlacementState.PLANNED, Party.COLLEGE)),
    Case(p.can_sign, SPEAKS_OWN, "the host, own", _placement("own", PlacementState.PLANNED, Party.HOST)),
    Case(p.can_sign, SPEAKS_FOREIGN, "the host, foreign", _placement("foreign", PlacementState.PLANNED, Party.HOST)),
    Case(p.can_sign, "student", "the student, own", _placement("own", PlacementState.PLANNED, Party.STUDENT)),
    Case(p.can_sign, "", "the student, foreign, who has no account", _placement("foreign", PlacementState.PLANNED, Party.STUDENT)),
    Case(p.can_sign, "", "a party that there is not", _placement("own", PlacementState.PLANNED, "parent")),
    Case(p.can_confirm_log, "mentor", "own", _log("own")),
    Case(p.can_confirm_log, SPEAKS_OWN, "own, of a mentor without an account", _log("own", mentor="without account")),
    Case(p.can_confirm_log, SPEAKS_OWN, "own, without a mentor", _log("own", mentor="none")),
    Case(p.can_confirm_log, SPEAKS_FOREIGN, "foreign, of a mentor without an account", _log("foreign")),
    Case(p.can_write_logs, "student", "own, under way", _placement("own", PlacementState.ACTIVE)),
    Case(p.can_write_logs, "", "foreign, of a student without an account", _placement("foreign", PlacementState.ACTIVE)),
    Case(p.confirms_logs, f"mentor {LIAISONS}"),
]


def test_every_predicate_is_in_the_table() -> None:
    assert not untold(p, CASES, apart=[p.offered_programmes])


@pytest.mark.parametrize(
    ("name", "sides"), [("administrator", 2), ("liaison", 2), ("coordinator", 1), ("former_liaison", 0), ("auditor", 0), ("instructor", 0)]
)
def test_offered_programmes(name: str, sides: int, crowd: World) -> None:
    """At the own enterprise: every programme for its liaison, those of the own department for a coordinator."""
    offered = p.offered_programmes(crowd.cast[name], crowd.own.enterprise)
    assert set(offered) == set([crowd.own.programme, crowd.foreign.programme][:sides])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_policy(case: Case, crowd: World) -> None:
    assert not case.wrong(crowd)


def test_offering_costs_a_liaison_nothing_and_a_coordinator_one_query(crowd: World, count_queries: Any) -> None:
    for name, queries in (("liaison", 0), ("coordinator", 1), ("instructor", 0)):
        person = type(crowd.cast.liaison).objects.get(pk=crowd.cast[name].pk)
        p.can_offer_any(person), p.speaks_for(person, 0)
        assert count_queries(lambda person=person: p.can_offer(person, crowd.own.enterprise)) == queries


@pytest.mark.parametrize(
    ("predicate", "name"),
    [(p.visible_placements, "placement"), (p.visible_students, "student"), (p.visible_openings, "opening")],
)
def test_many_roles_see_what_each_of_them_sees(predicate: Any, name: str, world: World) -> None:
    assert set(predicate(many_roles(world))) == {getattr(world.own, name), getattr(world.foreign, name)}
