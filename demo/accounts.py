"""The people of the college, with one account per role that the README names."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from college.enums import Role
from college.models import Department, Programme, ProgrammeTeam, RoleGrant, User
from college.services.people import trust_email
from demo.content.college import DEPARTMENTS
from demo.content.people import GIVEN, SURNAMES
from demo.sign_ins import DEMO_ACCOUNTS
from demo.writing import at, write


@dataclass
class Cast:
    """Who is who. ``coordinators`` and ``teachers`` are by department and programme."""

    admin: User
    coordinator: User
    instructor: User
    liaison: User
    mentor: User
    student: User
    auditor: User
    departments: dict[str, Department]
    programmes: dict[str, Programme]
    coordinators: dict[int, User] = field(default_factory=dict)
    teachers: dict[int, list[User]] = field(default_factory=dict)


#: Surnames that ``person_name`` does not use, so that nobody is taken for one of these.
DEMO_NAMES = {
    "demo-admin": "宋青黛",
    "demo-coordinator": "谢忍冬",
    "demo-instructor": "许云杉",
    "demo-liaison": "罗月桂",
    "demo-mentor": "韩景天",
    "demo-student": "唐海棠",
    "demo-auditor": "郑雪松",
}


def person_name(number: int) -> str:
    """The ``number``-th name: all combinations come before any repeats."""
    return SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 11 // len(SURNAMES) % len(GIVEN)]


def build_cast(*, today: date) -> Cast:
    departments = _departments()
    programmes = _programmes(departments)
    demo = _demo_users(today)
    cast = Cast(
        admin=demo["admin"],
        coordinator=demo["coordinator"],
        instructor=demo["instructor"],
        liaison=demo["liaison"],
        mentor=demo["mentor"],
        student=demo["student"],
        auditor=demo["auditor"],
        departments=departments,
        programmes=programmes,
    )
    _coordinators(cast, today)
    _teachers(cast, today)
    _grants(cast)
    return cast


def _departments() -> dict[str, Department]:
    rows = [Department(code=facts.code, name=facts.name, name_en=facts.name_en) for facts in DEPARTMENTS]
    return {row.code: row for row in write(Department, rows)}


def _programmes(departments: dict[str, Department]) -> dict[str, Programme]:
    rows = [
        Programme(
            code=facts.code,
            major_code=facts.code,
            name=facts.name,
            name_en=facts.name_en,
            category_name=facts.category,
            class_name=facts.family,
            department=departments[home.code],
        )
        for home in DEPARTMENTS
        for facts in home.programmes
    ]
    return {row.code: row for row in write(Programme, rows)}


def _demo_users(today: date) -> dict[str, User]:
    users = {}
    for position, (username, password) in enumerate(DEMO_ACCOUNTS, start=1):
        role = username.removeprefix("demo-")
        user = User(
            username=username,
            name=DEMO_NAMES.get(username, username),
            number=f"D{position:04d}",
            email=f"{username}@example.com",
            date_joined=at(today - timedelta(days=700)),
        )
        user.set_password(password)
        user.save()
        trust_email(user=user)
        users[role] = user
    return users


def staff_user(*, username: str, name: str, number: str, joined: date, at_college: bool = True) -> User:
    """A person who cannot sign in until an administrator sets a password."""
    return User(
        username=username,
        name=name,
        number=number,
        email=f"{username}@{'college.' if at_college else ''}example.com",
        password=make_password(None),
        date_joined=at(joined),
    )


def _coordinators(cast: Cast, today: date) -> None:
    """The demo coordinator runs the first two departments; the others have coordinators of their own."""
    codes = list(cast.departments)
    for code in codes[:2]:
        cast.coordinators[cast.departments[code].pk] = cast.coordinator
    rows = [
        staff_user(
            username=f"coordinator-{code.lower()}", name=person_name(700 + i), number=f"T10{i:02d}", joined=today - timedelta(days=900)
        )
        for i, code in enumerate(codes[2:])
    ]
    for code, user in zip(codes[2:], write(User, rows), strict=True):
        cast.coordinators[cast.departments[code].pk] = user


def _teachers(cast: Cast, today: date) -> None:
    """Three teachers per programme; the demo instructor leads the first programme."""
    random = Random(7)
    rows, homes = [], []
    for number, programme in enumerate(cast.programmes.values()):
        for seat in range(3):
            homes.append(programme)
            joined = today - timedelta(days=random.randint(800, 3000))
            rows.append(
                staff_user(
                    username=f"teacher-{programme.code}-{seat + 1}",
                    name=person_name(720 + number * 3 + seat),
                    number=f"T2{number}{seat:02d}",
                    joined=joined,
                )
            )
    for programme, user in zip(homes, write(User, rows), strict=True):
        cast.teachers.setdefault(programme.pk, []).append(user)
    cast.teachers[next(iter(cast.programmes.values())).pk].insert(0, cast.instructor)
    write(
        ProgrammeTeam,
        [
            ProgrammeTeam(programme_id=programme, user=user, is_lead=position == 0)
            for programme, users in cast.teachers.items()
            for position, user in enumerate(users)
        ],
    )


def _grants(cast: Cast) -> None:
    rows = [
        RoleGrant(user=cast.admin, role=Role.ADMINISTRATOR),
        RoleGrant(user=cast.auditor, role=Role.AUDITOR),
        RoleGrant(user=cast.liaison, role=Role.LIAISON),
        RoleGrant(user=cast.mentor, role=Role.MENTOR),
        RoleGrant(user=cast.student, role=Role.STUDENT),
    ]
    rows += [RoleGrant(user=user, role=Role.COORDINATOR, department_id=home) for home, user in cast.coordinators.items()]
    rows += [RoleGrant(user=user, role=Role.INSTRUCTOR) for users in cast.teachers.values() for user in users]
    write(RoleGrant, rows)
