"""Enterprises, the people who answer for them, and their screenings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from college.enums import Role
from college.models import RoleGrant, User
from demo.accounts import Cast, person_name, staff_user
from demo.codes import credit_code
from demo.content.enterprises import BY_SECTOR, FIRST_WORDS, REGIONS, SECOND_WORDS, THIRD_WORDS, EnterpriseFacts
from demo.content.people import MENTOR_POSITIONS, POSITIONS
from demo.content.phrases import DOUBTS, FINDINGS
from demo.profiles import Profile, profile_of
from demo.scale import WorldSize
from demo.writing import at, write
from internships.models import MentorProfile
from partnerships.enums import InspectionRating, ScreeningState
from partnerships.models import Contact, Enterprise, Liaison, Screening, ScreeningItem
from partnerships.names import name_key

SECTORS = tuple(BY_SECTOR)


@dataclass
class Register:
    """The enterprises in order; ``sectors`` and ``mentors`` are parallel to them."""

    enterprises: list[Enterprise]
    sectors: list[str]
    mentors: list[list[MentorProfile]]


def all_facts(count: int) -> Iterator[tuple[str, EnterpriseFacts]]:
    """(sector, facts) of ``count`` enterprises: the written ones first, sectors taking turns, then composed ones."""
    written = [(sector, BY_SECTOR[sector][i]) for i in range(len(BY_SECTOR[SECTORS[0]])) for sector in SECTORS]
    yield from written[:count]
    for number in range(count - len(written)):
        sector = SECTORS[number % len(SECTORS)]
        first = FIRST_WORDS[number // len(SECTORS) % len(FIRST_WORDS)]
        second = SECOND_WORDS[number // (len(SECTORS) * len(FIRST_WORDS)) % len(SECOND_WORDS)]
        thirds = THIRD_WORDS[sector]
        third = thirds[number // (len(SECTORS) * len(FIRST_WORDS) * len(SECOND_WORDS)) % len(thirds)]
        yield (
            sector,
            EnterpriseFacts(
                f"{first[0]}{second[0]}{third[0]}有限公司",
                f"{first[1]} {second[1]} {third[1]} Co., Ltd.",
                third[2],
                "private",
                40 + number % 900,
            ),
        )


def build_register(*, scale: WorldSize, cast: Cast, today: date) -> Register:
    random = Random(11)
    sectors, rows = [], []
    for number, (sector, facts) in enumerate(all_facts(scale.enterprises)):
        sectors.append(sector)
        rows.append(_enterprise(number, facts, random, today))
    enterprises = write(Enterprise, rows)
    register = Register(enterprises, sectors, [])
    _contacts(register, random, today)
    _liaisons(register, cast, today, accounts=min(len(enterprises), 60))
    _mentors(register, cast)
    _screenings(register, scale, cast, random, today)
    return register


def _enterprise(number: int, facts: EnterpriseFacts, random: Random, today: date) -> Enterprise:
    region_code, region_name = REGIONS[random.randrange(len(REGIONS))]
    is_foreign = facts.country != "CN"
    moment = at(today - timedelta(days=random.randint(400, 1500)))
    return Enterprise(
        name=facts.name,
        name_en=facts.name_en,
        name_key=name_key(facts.name),
        credit_code="" if is_foreign else credit_code(number),
        register=facts.register,
        register_number=f"DEMO-{number:05d}" if is_foreign else "",
        country=facts.country,
        region_code="" if is_foreign else region_code,
        region_name="" if is_foreign else region_name,
        industry_code=facts.industry,
        nature=facts.nature,
        staff_on_duty=facts.staff,
        staff_counted_on=today - timedelta(days=random.randint(30, 300)),
        address="" if is_foreign else f"{region_name}示范产业园 {number % 60 + 1} 号",
        website=f"https://enterprise-{number + 1}.example.com/",
        introduction=f"{facts.name}为演示而设，与任何真实单位无关。",
        created_at=moment,
        updated_at=moment,
    )


def _contacts(register: Register, random: Random, today: date) -> None:
    rows = []
    for number, enterprise in enumerate(register.enterprises):
        for seat in range(1 if number % 3 == 0 else 2):
            rows.append(_contact(enterprise, number, seat, random))
        if number % 9 == 4:
            gone = _contact(enterprise, number, 2, random)
            gone.left_on = today - timedelta(days=random.randint(20, 500))
            rows.append(gone)
    write(Contact, rows)


def _contact(enterprise: Enterprise, number: int, seat: int, random: Random) -> Contact:
    return Contact(
        enterprise=enterprise,
        name=person_name(100 + number * 3 + seat),
        position=random.choice(POSITIONS),
        phone=f"000-{5550000 + number * 3 + seat}",
        email=f"contact-{number + 1}-{seat + 1}@example.com",
        is_main=seat == 0,
    )


def _liaisons(register: Register, cast: Cast, today: date, accounts: int) -> None:
    """The demo liaison speaks for the first enterprise; further ones cannot sign in until invited."""
    rows = [
        staff_user(username=f"liaison-{n + 1}", name=person_name(300 + n), number="", joined=today - timedelta(days=500), at_college=False)
        for n in range(1, accounts)
    ]
    others = write(User, rows)
    write(RoleGrant, [RoleGrant(user=user, role=Role.LIAISON) for user in others])
    speakers = [cast.liaison, *others]
    write(Liaison, [Liaison(enterprise=register.enterprises[n], user=user) for n, user in enumerate(speakers)])


def _mentors(register: Register, cast: Cast) -> None:
    rows = []
    for number, enterprise in enumerate(register.enterprises):
        for seat in range(2):
            is_demo = number == seat == 0
            rows.append(
                MentorProfile(
                    enterprise=enterprise,
                    user=cast.mentor if is_demo else None,
                    name=cast.mentor.name if is_demo else person_name(400 + number * 2 + seat),
                    position=MENTOR_POSITIONS[(number + seat) % len(MENTOR_POSITIONS)],
                    phone=f"000-{5600000 + number * 2 + seat}",
                    email=f"mentor-{number + 1}-{seat + 1}@example.com",
                )
            )
    written = write(MentorProfile, rows)
    register.mentors = [written[n : n + 2] for n in range(0, len(written), 2)]


# --- screenings -----------------------------------------------------------------------------------------------------


def _screenings(register: Register, scale: WorldSize, cast: Cast, random: Random, today: date) -> None:
    rows: list[Screening] = []
    for number, enterprise in enumerate(register.enterprises):
        has_partnership = number < scale.partnerships
        profile = profile_of(number) if has_partnership else None
        rows += _screenings_of(enterprise, number, profile, cast, random, today)
    written = write(Screening, rows)
    write(ScreeningItem, [item for screening in written for item in _items(screening, random)])


def _screenings_of(
    enterprise: Enterprise, number: int, profile: Profile | None, cast: Cast, random: Random, today: date
) -> Iterator[Screening]:
    """A history that fits the partnership's health; without a partnership the states take turns."""
    if profile is None:
        kind = ("none", "draft", "submitted", "passed", "refused", "submitted", "expired", "passed")[number % 8]
    else:
        kind = profile.screening
    if profile is not None and profile.is_old:
        yield _decided(enterprise, cast, random, decided=today - timedelta(days=random.randint(900, 1100)), days=730)
    if kind == "passed":
        yield _decided(enterprise, cast, random, decided=today - timedelta(days=random.randint(60, 330)), days=730)
    elif kind == "expiring":
        yield _decided(enterprise, cast, random, decided=today - timedelta(days=700), days=700 + random.randint(8, 40))
    elif kind == "expired":
        yield _decided(enterprise, cast, random, decided=today - timedelta(days=760), days=730 - random.randint(0, 60))
    elif kind == "refused":
        yield _decided(enterprise, cast, random, decided=today - timedelta(days=random.randint(20, 200)), days=0)
    if kind in ("draft", "submitted") or (kind in ("expired", "expiring") and number % 2):
        yield _open(enterprise, cast, random, today, submitted=kind != "draft")


def _decided(enterprise: Enterprise, cast: Cast, random: Random, *, decided: date, days: int) -> Screening:
    """A decided screening; ``days`` of validity, or refused with 0."""
    inspected = decided - timedelta(days=random.randint(5, 20))
    passed = days > 0
    return Screening(
        enterprise=enterprise,
        state=ScreeningState.PASSED if passed else ScreeningState.REFUSED,
        inspected_on=inspected,
        inspectors=f"{cast.coordinator.name}、{cast.instructor.name}",
        credit_checked_on=inspected - timedelta(days=1),
        is_credit_clear=True,
        is_safety_clear=passed,
        summary="企业证照齐全，岗位与专业对口，具备接收实习学生的条件。"
        if passed
        else "安全生产记录存在问题，暂不具备接收实习学生的条件。",
        opened_by=random.choice(list(cast.coordinators.values())),
        decided_by=cast.admin,
        decided_on=decided,
        meeting=f"{decided.year} 年校企合作工作例会（{decided.month} 月）",
        decision_note="" if passed else "请企业完成整改并提交证明后重新申请。",
        valid_until=decided + timedelta(days=days) if passed else None,
        created_at=at(inspected - timedelta(days=3)),
        updated_at=at(decided),
    )


def _open(enterprise: Enterprise, cast: Cast, random: Random, today: date, *, submitted: bool) -> Screening:
    inspected = today - timedelta(days=random.randint(3, 25))
    return Screening(
        enterprise=enterprise,
        state=ScreeningState.SUBMITTED if submitted else ScreeningState.DRAFT,
        inspected_on=inspected if submitted else None,
        inspectors=f"{cast.coordinator.name}、{cast.instructor.name}" if submitted else "",
        credit_checked_on=inspected if submitted else None,
        is_credit_clear=submitted,
        is_safety_clear=submitted,
        summary="已完成实地考察，建议纳入实习单位名录。" if submitted else "",
        opened_by=cast.coordinator,
        created_at=at(inspected - timedelta(days=2)),
        updated_at=at(inspected),
    )


def _items(screening: Screening, random: Random) -> Iterator[ScreeningItem]:
    """The eight topics; a draft has seen the first three only, a refused one fails at safety."""
    for position, (topic, sentences) in enumerate(FINDINGS.items()):
        rating, finding = InspectionRating.MEETS, random.choice(sentences)
        if screening.state == ScreeningState.DRAFT and position > 2:
            rating, finding = InspectionRating.NOT_SEEN, ""
        elif screening.state == ScreeningState.REFUSED and topic == "safety":
            rating, finding = InspectionRating.FAILS, DOUBTS[topic]
        elif random.random() < 0.08:
            rating, finding = InspectionRating.PARTLY, DOUBTS[topic]
        yield ScreeningItem(screening=screening, topic=topic, rating=rating, finding=finding)
