"""Students, by programme and year of enrolment."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from college.enums import Role
from college.models import Programme, RoleGrant, User
from demo.accounts import Cast, person_name
from demo.scale import WorldSize
from demo.writing import at, stream, write
from internships.models import Student

COHORTS = 5
CHUNK = 1_000


def school_year(day: date) -> int:
    """The year in whose September the school year of that day began."""
    return day.year if day.month >= 9 else day.year - 1


@dataclass
class Classes:
    """Keys and names of students by (programme, year of enrolment); ``demo`` is the demo student."""

    keys: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, str] = field(default_factory=dict)
    demo: int = 0

    def eligible(self, programme: Programme, day: date) -> list[int]:
        """Those in their second or third year on that day, without the demo student, whose placements are chosen."""
        year = school_year(day + timedelta(days=31))
        held = (self.keys.get((programme.pk, enrolled), []) for enrolled in (year - 2, year - 1))
        return [key for keys in held for key in keys if key != self.demo]


def build_students(*, scale: WorldSize, cast: Cast, today: date) -> Classes:
    """Equal classes over programmes and years; a measuring world reaches back as far as its placements do."""
    years = COHORTS + max(0, scale.waves_past - 3) // 2
    classes = Classes()
    pending: list[Student] = []
    for student in _students(scale, cast, today, years):
        pending.append(student)
        if len(pending) == CHUNK:
            _write(pending, classes, cast, today)
            pending = []
    _write(pending, classes, cast, today)
    return classes


def _students(scale: WorldSize, cast: Cast, today: date, years: int) -> Iterator[Student]:
    random = Random(19)
    programmes = list(cast.programmes.values())
    per_class = max(1, scale.students // (len(programmes) * years))
    number = 0
    for back in range(years):
        enrolled = school_year(today) - back
        for programme in programmes:
            for seat in range(1, per_class + 1):
                number += 1
                yield Student(
                    number=f"{enrolled}{programme.code}{seat:04d}",
                    name=person_name(number + number // 800),
                    programme=programme,
                    enrol_year=enrolled,
                    class_name=f"{programme.name} {enrolled % 100:02d}{(seat - 1) // 40 + 1:02d} 班",
                    birth_date=date(enrolled - 19, random.randint(1, 12), random.randint(1, 28)),
                    phone=f"000-{7000000 + number}",
                    email=f"s{enrolled}{programme.code}{seat:04d}@student.example.com",
                    is_active=back < 3,
                    created_at=at(date(enrolled, 9, 1)),
                    updated_at=at(date(enrolled, 9, 1)),
                )


def _write(students: list[Student], classes: Classes, cast: Cast, today: date) -> None:
    """The enrolled ones have accounts; the demo student is the first of the first programme's third year."""
    home = next(iter(cast.programmes.values()))
    third_year = school_year(today) - 2
    for student in students:
        if student.programme == home and student.enrol_year == third_year and student.number.endswith("0001"):
            student.user, student.name = cast.student, cast.student.name
            User.objects.filter(pk=cast.student.pk).update(number=student.number)
    users = write(User, [_account(student) for student in students if student.is_active and not student.user])
    by_name = {user.username: user for user in users}
    for student in students:
        student.user = by_name.get(f"s{student.number}", student.user)
    stream(RoleGrant, (RoleGrant(user=user, role=Role.STUDENT) for user in users))
    for student in write(Student, students):
        classes.keys[student.programme_id, student.enrol_year or 0].append(student.pk)
        classes.names[student.pk] = student.name
        if student.user_id == cast.student.pk:
            classes.demo = student.pk


def _account(student: Student) -> User:
    return User(
        username=f"s{student.number}",
        name=student.name,
        number=student.number,
        email=student.email,
        password=make_password(None),
        date_joined=student.created_at,
    )
