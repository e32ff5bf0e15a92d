"""The fixed cast, two departments' worlds, and small tools every test may use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from college.enums import Role
from college.models import Department, Programme, ProgrammeTeam, RoleGrant, User
from curricula.models import Capability, Course, CourseMap, Post
from internships.models import MentorProfile, Opening, Placement, Student
from partnerships.models import Agreement, AgreementProgramme, Enterprise, Liaison, Partnership
from tests import factories as make

pytest_plugins = [
    "tests.plugins.enqueued",
    "tests.plugins.undefined",
    "tests.plugins.unordered",
    "tests.plugins.exact_dates",
    "tests.plugins.no_network",
    "tests.plugins.reached",
]


@dataclass
class Side:
    """One department with one of everything."""

    department: Department
    programme: Programme
    enterprise: Enterprise
    partnership: Partnership
    agreement: Agreement
    post: Post
    capability: Capability
    course: Course
    map: CourseMap
    student: Student
    mentor: MentorProfile
    opening: Opening
    placement: Placement


@dataclass
class Cast:
    """One person per role, all belonging to the ``own`` side, and a stranger without any role.

    The rest come with the fixture ``crowd``: people with two roles, who hold on the foreign side what the others hold on
    the own one, and liaisons of the own enterprise whose mandate ends.
    """

    administrator: User
    coordinator: User
    instructor: User
    liaison: User
    mentor: User
    student: User
    auditor: User
    stranger: User
    #: Coordinates the foreign department and reads the whole college.
    coordinator_auditor: User | None = None
    #: Speaks for the foreign enterprise and studies the own programme.
    liaison_student: User | None = None
    #: Speaks for the own enterprise until today, and until yesterday.
    last_day_liaison: User | None = None
    former_liaison: User | None = None

    def __getitem__(self, role: str) -> User:
        user: User = getattr(self, role)
        return user


@dataclass
class World:
    """``own`` is the side of the cast; ``foreign`` is the other department's, which they must not see."""

    own: Side
    foreign: Side
    cast: Cast
    extra: dict[str, Any] = field(default_factory=dict)


def make_side() -> Side:
    department = make.DepartmentFactory()
    programme = make.ProgrammeFactory(department=department)
    enterprise = make.EnterpriseFactory()
    partnership = make.PartnershipFactory(enterprise=enterprise, department=department)
    agreement = make.AgreementFactory(partnership=partnership)
    AgreementProgramme.objects.create(agreement=agreement, programme=programme, seats=5)
    student = make.StudentFactory(programme=programme)
    mentor = make.MentorFactory(enterprise=enterprise)
    opening = make.OpeningFactory(enterprise=enterprise, programme=programme, mentor=mentor)
    return Side(
        department=department,
        programme=programme,
        enterprise=enterprise,
        partnership=partnership,
        agreement=agreement,
        post=make.PostFactory(programme=programme),
        capability=make.CapabilityFactory(programme=programme),
        course=make.CourseFactory(programme=programme),
        map=make.CourseMapFactory(programme=programme),
        student=student,
        mentor=mentor,
        opening=opening,
        placement=make.PlacementFactory(
            student=student, enterprise=enterprise, partnership=partnership, opening=opening, mentor=mentor, programme=programme
        ),
    )


@pytest.fixture
def world(db: None) -> World:
    own, foreign = make_side(), make_side()
    cast = Cast(
        administrator=make.person(Role.ADMINISTRATOR, username="administrator"),
        coordinator=make.person(Role.COORDINATOR, own.department, username="coordinator"),
        instructor=make.person(Role.INSTRUCTOR, username="instructor"),
        liaison=make.person(Role.LIAISON, username="liaison"),
        mentor=make.person(Role.MENTOR, username="mentor"),
        student=make.person(Role.STUDENT, username="student"),
        auditor=make.person(Role.AUDITOR, username="auditor"),
        stranger=make.person(None, username="stranger"),
    )
    ProgrammeTeam.objects.create(programme=own.programme, user=cast.instructor)
    Liaison.objects.create(enterprise=own.enterprise, user=cast.liaison)
    MentorProfile.objects.filter(pk=own.mentor.pk).update(user=cast.mentor)
    Student.objects.filter(pk=own.student.pk).update(user=cast.student)
    for side in (own, foreign):
        side.mentor.refresh_from_db()
        side.student.refresh_from_db()
    return World(own=own, foreign=foreign, cast=cast)


@pytest.fixture
def crowd(world: World) -> World:
    """The world with the whole cast."""
    cast, today = world.cast, timezone.localdate()
    cast.coordinator_auditor = make.person(Role.COORDINATOR, world.foreign.department, username="coordinator-auditor")
    RoleGrant.objects.create(user=cast.coordinator_auditor, role=Role.AUDITOR)
    cast.liaison_student = make.person(Role.LIAISON, username="liaison-student")
    RoleGrant.objects.create(user=cast.liaison_student, role=Role.STUDENT)
    Liaison.objects.create(enterprise=world.foreign.enterprise, user=cast.liaison_student)
    make.StudentFactory(programme=world.own.programme, user=cast.liaison_student)
    cast.last_day_liaison = make.person(Role.LIAISON, username="last-day-liaison")
    Liaison.objects.create(enterprise=world.own.enterprise, user=cast.last_day_liaison, until=today)
    cast.former_liaison = make.person(Role.LIAISON, username="former-liaison")
    Liaison.objects.create(enterprise=world.own.enterprise, user=cast.former_liaison, until=today - timedelta(days=1))
    return world


@pytest.fixture
def cast(world: World) -> Cast:
    return world.cast


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A test client signed in as the given person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def count_queries() -> Callable[[Callable[[], Any]], int]:
    """How many queries a call makes."""

    def count(call: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Any) -> None:
    """Each test has its own files and an empty cache, and needs no collected static files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    cache.clear()
