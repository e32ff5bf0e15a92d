"""Students, mentors and openings: what is written down, who gets an account, what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from college.models import AuditEntry, User
from config.kit.errors import DomainError
from internships.models import MentorProfile, Opening, Student
from internships.services.mentors import add_mentor, edit_mentor, invite_mentor
from internships.services.openings import edit_opening
from internships.services.students import edit_student, enter_student, invite_student, set_enrolment
from tests import factories as make
from tests.conftest import World


@pytest.fixture
def student(world: World) -> Student:
    """Somebody of the own programme who has an address and no account."""
    made: Student = make.StudentFactory(programme=world.own.programme, email="chen@example.org")
    return made


@pytest.fixture
def mentor(world: World) -> MentorProfile:
    made: MentorProfile = make.MentorFactory(enterprise=world.own.enterprise, email="sun@example.org", phone="1")
    return made


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"birth_date": date(1939, 12, 31)}, "cannot be right"),
        ({"birth_date": timezone.localdate() + timedelta(days=1)}, "cannot be right"),
        ({"enrol_year": 1800}, "cannot be kept"),
    ],
)
def test_a_student_who_cannot_be_is_refused(details: dict[str, Any], sentence: str, world: World) -> None:
    values = {"name": "Chen", "enrol_year": 2025, **details}
    with pytest.raises(DomainError, match=sentence):
        enter_student(actor=world.cast.coordinator, number="20259999", programme=world.own.programme, **values)
    assert not Student.objects.filter(number="20259999").exists()


@pytest.mark.parametrize("born", [date(1940, 1, 1), timezone.localdate()])
def test_the_first_and_the_last_day_of_birth_are_believed(born: date, world: World) -> None:
    values = {"number": "20259999", "programme": world.own.programme, "enrol_year": 2025, "birth_date": born}
    assert enter_student(actor=world.cast.coordinator, **values).birth_date == born


def test_a_number_belongs_to_one_student(student: Student, world: World) -> None:
    with pytest.raises(DomainError, match="Another student has this number"):
        enter_student(actor=world.cast.coordinator, number=student.number, programme=world.own.programme, enrol_year=2025)
    edit_student(student=student, actor=world.cast.coordinator, number=student.number, name="Chen Mei")
    assert Student.objects.get(number=student.number).name == "Chen Mei"


def test_changing_nothing_leaves_no_trace(student: Student, mentor: MentorProfile, world: World) -> None:
    actor = world.cast.coordinator
    edit_student(student=student, actor=actor, name=student.name)
    edit_mentor(mentor=mentor, actor=actor, name=mentor.name)
    set_enrolment(student=student, actor=actor, enrolled=True)
    opening = Opening.objects.get(pk=world.own.opening.pk)
    edit_opening(opening=opening, actor=actor, title=opening.title)
    assert not AuditEntry.objects.filter(target_type__startswith="internships.").exists()


def test_leaving_and_coming_back_are_recorded(student: Student, world: World) -> None:
    for enrolled in (False, True):
        set_enrolment(student=student, actor=world.cast.coordinator, enrolled=enrolled)
        assert Student.objects.get(pk=student.pk).is_active is enrolled
    verbs = AuditEntry.objects.filter(target_id=str(student.pk), target_type="internships.student").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["student.left", "student.enrolled"]


def test_a_mentor_is_added_once(mentor: MentorProfile, world: World) -> None:
    values: dict[str, Any] = {"enterprise": world.own.enterprise, "actor": world.cast.coordinator, "name": mentor.name}
    with pytest.raises(DomainError, match="has this mentor already"):
        add_mentor(**values, phone="1")
    # Somebody of the same name at another telephone is somebody else, and one who has left may come back.
    assert add_mentor(**values, phone="2") != mentor
    MentorProfile.objects.filter(pk=mentor.pk).update(is_active=False)
    assert add_mentor(**values, phone="1") != mentor


Invite = Callable[..., User]


def _invite(person: Student | MentorProfile, world: World) -> User:
    if isinstance(person, Student):
        return invite_student(student=person, actor=world.cast.coordinator)
    return invite_mentor(mentor=person, actor=world.cast.coordinator)


@pytest.mark.parametrize("kind", ["student", "mentor"])
def test_an_invitation_ties_one_account_to_one_person(kind: str, world: World, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(kind)
    stale = type(person).objects.get(pk=person.pk)
    user = _invite(person, world)
    assert type(person).objects.get(pk=person.pk).user == user
    with pytest.raises(DomainError, match=f"This {kind} has an account already"):
        _invite(person, world)
    # Somebody else's page, opened before; the address has been changed meanwhile.
    stale.email = "another@example.org"
    with pytest.raises(DomainError, match=f"This {kind} has an account already"):
        _invite(stale, world)
    assert AuditEntry.objects.filter(verb=f"{kind}.invited").count() == 1


@pytest.mark.parametrize("kind", ["student", "mentor"])
def test_an_account_belongs_to_one_person(kind: str, world: World, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(kind)
    _invite(person, world)
    factory: Any = make.StudentFactory if kind == "student" else make.MentorFactory
    same: Any = {"programme": world.own.programme} if kind == "student" else {"enterprise": world.own.enterprise}
    twin = factory(email=person.email.upper(), **same)
    with pytest.raises(DomainError, match=f"belongs to the account of another {kind}"):
        _invite(twin, world)
    assert type(person).objects.get(pk=twin.pk).user is None


@pytest.mark.parametrize("kind", ["student", "mentor"])
def test_without_an_address_there_is_no_invitation(kind: str, world: World, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(kind)
    person.email = ""
    with pytest.raises(DomainError, match="e-mail address first"):
        _invite(person, world)


def test_who_has_left_is_not_invited(student: Student, world: World) -> None:
    student.is_active = False
    with pytest.raises(DomainError, match="no longer enrolled"):
        _invite(student, world)
    assert not User.objects.filter(email=student.email).exists()
