"""Dull factories: sequences and required keys. Worlds are built by calling services."""

import datetime

import factory
from factory.django import DjangoModelFactory

from college.enums import Role
from college.models import Department, Programme, RoleGrant, User
from curricula.models import Capability, Course, CourseMap, Post
from internships.models import MentorProfile, Opening, Placement, Student
from partnerships.models import Agreement, Enterprise, Partnership

PASSWORD = "correct-horse-9"
#: Weighted sum of GB 32100-2015, so that factories make codes that the forms accept.
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number: int) -> str:
    """A well-formed 18-character code for a running number."""
    body = f"91330200{number:09d}"[:17]
    total = sum(_CODE_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _CODE_ALPHABET[(31 - total % 31) % 31]


class DepartmentFactory(DjangoModelFactory[Department]):
    class Meta:
        model = Department

    code = factory.Sequence(lambda n: f"D{n:03d}")
    name = factory.Sequence(lambda n: f"系{n}")
    name_en = factory.Sequence(lambda n: f"Department {n}")


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    code = factory.Sequence(lambda n: f"46{n:04d}")
    major_code = factory.LazyAttribute(lambda p: p.code)
    name = factory.Sequence(lambda n: f"专业{n}")
    name_en = factory.Sequence(lambda n: f"Programme {n}")
    department = factory.SubFactory(DepartmentFactory)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"User {n}")
    email = factory.Sequence(lambda n: f"user{n}@example.org")

    @factory.post_generation
    def grants(self, _create: bool, roles: list[tuple[str, Department | None]] | None, **_: object) -> None:
        for role, department in roles or []:
            RoleGrant.objects.create(user=self, role=role, department=department)


class EnterpriseFactory(DjangoModelFactory[Enterprise]):
    class Meta:
        model = Enterprise

    name = factory.Sequence(lambda n: f"企业{n}有限公司")
    name_en = factory.Sequence(lambda n: f"Enterprise {n} Ltd")
    name_key = factory.LazyAttribute(lambda e: e.name.lower())
    credit_code = factory.Sequence(credit_code)


class PartnershipFactory(DjangoModelFactory[Partnership]):
    class Meta:
        model = Partnership

    enterprise = factory.SubFactory(EnterpriseFactory)
    department = factory.SubFactory(DepartmentFactory)
    started_on = datetime.date(2025, 1, 1)


class AgreementFactory(DjangoModelFactory[Agreement]):
    class Meta:
        model = Agreement

    partnership = factory.SubFactory(PartnershipFactory)
    number = factory.Sequence(lambda n: f"A-{n:04d}")
    title = factory.Sequence(lambda n: f"Agreement {n}")
    starts_on = datetime.date(2026, 1, 1)
    ends_on = datetime.date(2028, 12, 31)


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"岗位{n}")


class CapabilityFactory(DjangoModelFactory[Capability]):
    class Meta:
        model = Capability

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"P-{n}")
    name = factory.Sequence(lambda n: f"能力{n}")


class CourseFactory(DjangoModelFactory[Course]):
    class Meta:
        model = Course

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"C{n:03d}")
    name = factory.Sequence(lambda n: f"课程{n}")


class CourseMapFactory(DjangoModelFactory[CourseMap]):
    class Meta:
        model = CourseMap

    programme = factory.SubFactory(ProgrammeFactory)
    version = 1


class StudentFactory(DjangoModelFactory[Student]):
    class Meta:
        model = Student

    number = factory.Sequence(lambda n: f"2025{n:05d}")
    name = factory.Sequence(lambda n: f"Student {n}")
    programme = factory.SubFactory(ProgrammeFactory)
    enrol_year = 2024


class MentorFactory(DjangoModelFactory[MentorProfile]):
    class Meta:
        model = MentorProfile

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence(lambda n: f"Mentor {n}")


class OpeningFactory(DjangoModelFactory[Opening]):
    class Meta:
        model = Opening

    enterprise = factory.SubFactory(EnterpriseFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Opening {n}")
    seats = 3
    starts_on = datetime.date(2026, 9, 1)
    ends_on = datetime.date(2027, 1, 31)


class PlacementFactory(DjangoModelFactory[Placement]):
    class Meta:
        model = Placement

    student = factory.SubFactory(StudentFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    programme = factory.LazyAttribute(lambda p: p.student.programme)
    department = factory.LazyAttribute(lambda p: p.programme.department)
    starts_on = datetime.date(2026, 9, 1)
    ends_on = datetime.date(2027, 1, 31)


def person(role: Role | None, department: Department | None = None, **fields: object) -> User:
    """A user holding one role."""
    return UserFactory(grants=[(role, department if role == Role.COORDINATOR else None)] if role else [], **fields)
