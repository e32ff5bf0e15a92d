"""The policies of the college app, as a table."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from college import policies as p
from college.enums import Role
from college.models import RoleGrant, User
from internships.services.mentors import invite_mentor
from partnerships.models import Liaison
from partnerships.services.liaisons import invite_liaison
from tests import factories as make
from tests.conftest import World
from tests.predicates import ADMIN, EVERYBODY, RUNS_ANY, RUNS_FOREIGN, RUNS_OWN, STAFF, WIDE, Case, untold


def _person(name: str) -> Any:
    return lambda w: w.cast[name]


def _closed_colleague(world: World) -> User:
    colleague: User = make.person(Role.INSTRUCTOR)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    return colleague


def _now(world: World, name: str) -> User:
    return User.objects.get(pk=world.cast[name].pk)


def _liaison(name: str) -> Any:
    """A liaison of the own enterprise, invited by one of the cast."""
    return lambda w: invite_liaison(name="New", email="new@example.org", enterprise=w.own.enterprise, actor=_now(w, name)).user


def _mentor(name: str, side: str = "own") -> Any:
    """A mentor of a side's enterprise, invited by one of the cast."""
    return lambda w: invite_mentor(
        mentor=make.MentorFactory(enterprise=getattr(w, side).enterprise, email="new@example.org"), actor=_now(w, name)
    )


def _invited_in_the_mandate(world: World) -> User:
    """A mentor whom a liaison invited on the last day of the mandate."""
    person: User = _mentor("last_day_liaison")(world)
    Liaison.objects.filter(user=world.cast.last_day_liaison).update(until=timezone.localdate() - timedelta(days=1))
    world.cast.last_day_liaison = _now(world, "last_day_liaison")
    return person


def _for(role: Role, what: str, side: str = "own") -> Any:
    """A role, and what it is to be given for."""
    return lambda w: (role, getattr(getattr(w, side), what))


def _promoted(world: World) -> User:
    """Invited as a liaison by the coordinator, and an auditor instead by now."""
    person: User = _liaison("coordinator")(world)
    RoleGrant.objects.filter(user=person).update(role=Role.AUDITOR)
    return person


CASES = [
    Case(p.is_administrator, ADMIN),
    Case(p.is_staff_member, STAFF),
    Case(p.is_person, "student", "the student", lambda w: w.cast.student.pk),
    Case(p.is_person, "", "nobody", lambda w: (None,)),
    Case(p.coordinates, RUNS_OWN, "own department", lambda w: w.own.department.pk),
    Case(p.coordinates, RUNS_FOREIGN, "foreign department", lambda w: w.foreign.department.pk),
    Case(p.coordinates, ADMIN, "no department", lambda w: (None,)),
    Case(p.coordinates_any, RUNS_ANY),
    Case(p.reads_everything, WIDE),
    Case(p.can_run_jobs, ADMIN),
    Case(p.visible_people, STAFF, "a colleague", _person("coordinator")),
    Case(p.visible_people, WIDE, "a colleague who has left", _closed_colleague),
    Case(p.visible_people, f"{WIDE} student", "a student", _person("student")),
    Case(p.visible_people, f"{WIDE} liaison", "a liaison", _person("liaison")),
    Case(p.visible_people, f"{WIDE} stranger", "a stranger", _person("stranger")),
    Case(p.can_administer_people, ADMIN),
    Case(p.can_close_account, ADMIN, "somebody else's", _person("student")),
    Case(p.can_close_account, "", "the own one", _person("administrator")),
    Case(p.can_invite, f"{RUNS_OWN} liaison last_day_liaison", "an own mentor", _for(Role.MENTOR, "mentor")),
    Case(p.can_invite, f"{RUNS_FOREIGN} liaison_student", "a foreign mentor", _for(Role.MENTOR, "mentor", "foreign")),
    Case(p.can_invite, RUNS_ANY, "a liaison", _for(Role.LIAISON, "enterprise")),
    Case(p.can_invite, RUNS_OWN, "an own student", _for(Role.STUDENT, "student")),
    Case(p.can_invite, RUNS_FOREIGN, "a foreign student", _for(Role.STUDENT, "student", "foreign")),
    *(Case(p.can_invite, ADMIN, f"{role} for nothing", lambda _, role=role: role) for role in Role),
    *(
        Case(p.can_invite, ADMIN, f"{role} for a department", _for(role, "department"))
        for role in (Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSTRUCTOR, Role.AUDITOR)
    ),
    Case(p.can_repeat_invitation, RUNS_OWN, "by the own coordinator", _liaison("coordinator")),
    Case(p.can_repeat_invitation, f"{ADMIN} liaison", "by a liaison", _mentor("liaison")),
    Case(p.can_repeat_invitation, f"{ADMIN} last_day_liaison", "by a liaison in the mandate", _mentor("last_day_liaison")),
    Case(p.can_repeat_invitation, ADMIN, "by a liaison whose mandate ended since", _invited_in_the_mandate),
    Case(p.can_repeat_invitation, ADMIN, "in a role that the inviter may not give any more", _promoted),
    Case(p.readable_programmes, STAFF, "own", lambda w: w.own.programme),
    Case(p.readable_programmes, STAFF, "foreign", lambda w: w.foreign.programme),
    Case(p.can_edit_structure, ADMIN),
    Case(p.can_bring_programme, RUNS_OWN, "into the own department", lambda w: w.own.department),
    Case(p.can_bring_programme, RUNS_FOREIGN, "into the foreign department", lambda w: w.foreign.department),
    Case(p.can_bring_programme, ADMIN, "into no department", lambda w: (None,)),
    Case(p.can_manage_team, RUNS_OWN, "own", lambda w: w.own.programme),
    Case(p.can_manage_team, RUNS_FOREIGN, "foreign", lambda w: w.foreign.programme),
    Case(p.must_set_up_mfa, "coordinator coordinator_auditor", "asked of coordinators", lambda _: ["coordinator"]),
    Case(p.must_set_up_mfa, "", "asked of nobody", lambda _: ([],)),
]


def test_every_predicate_is_in_the_table() -> None:
    assert not untold(p, CASES, apart=[p.standing])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_policy(case: Case, crowd: World) -> None:
    assert not case.wrong(crowd)


@pytest.mark.parametrize(
    ("name", "roles", "departments", "programmes"),
    [
        ("administrator", "administrator", "", ""),
        ("coordinator", "coordinator", "own", ""),
        ("instructor", "instructor", "", "own"),
        ("liaison", "liaison", "", ""),
        ("auditor", "auditor", "", ""),
        ("stranger", "", "", ""),
        ("coordinator_auditor", "coordinator auditor", "foreign", ""),
        ("liaison_student", "liaison student", "", ""),
    ],
)
def test_standing(name: str, roles: str, departments: str, programmes: str, crowd: World) -> None:
    who = p.standing(crowd.cast[name])
    sides = {"own": crowd.own, "foreign": crowd.foreign}
    assert who.roles == set(roles.split())
    assert who.departments == {sides[side].department.pk for side in departments.split()}
    assert who.programmes == {sides[side].programme.pk for side in programmes.split()}


def test_a_place_in_a_team_counts_only_for_an_instructor(crowd: World) -> None:
    crowd.own.programme.team.create(user=crowd.cast.stranger)
    assert p.standing(crowd.cast.stranger) == p.NOBODY


def test_standing_is_read_once_in_two_queries(crowd: World, count_queries: Any) -> None:
    person = User.objects.get(pk=crowd.cast.instructor.pk)
    assert [count_queries(lambda: p.standing(person)) for _ in range(2)] == [2, 0]


def test_the_cast_of_the_tables_is_the_whole_cast(crowd: World) -> None:
    assert set(vars(crowd.cast)) | {"anonymous"} == set(EVERYBODY)
