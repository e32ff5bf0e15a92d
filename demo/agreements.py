"""Partnerships and their agreements, commitments and signatures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from college.models import Department, Programme
from demo.accounts import Cast
from demo.content.college import DEPARTMENTS
from demo.content.phrases import AGREEMENT_CONTENT, AGREEMENT_TITLES, COLLEGE_GOALS, COMMITMENTS, ENTERPRISE_GOALS
from demo.profiles import NEW, WATCH, Profile, profile_of
from demo.register import Register
from demo.scale import WorldSize
from demo.writing import at, write
from partnerships.enums import AgreementState, CooperationForm, Depth, PartnershipState, Side, SignatureMethod
from partnerships.models import Agreement, AgreementProgramme, Commitment, CoveredForm, Partnership, Signature

S = AgreementState
UNSIGNED = (S.DRAFT, S.SUBMITTED)


@dataclass
class Joint:
    """A partnership with what else is known of it while the world is built."""

    partnership: Partnership
    profile: Profile
    enterprise_number: int
    sector: str
    programmes: list[Programme]


@dataclass
class Draft:
    """An agreement to be written, with the rows under it."""

    agreement: Agreement
    joint: Joint
    signed_by: tuple[Side, ...] = ()
    commitments: list[Commitment] = field(default_factory=list)


def build_partnerships(*, scale: WorldSize, cast: Cast, register: Register, today: date) -> list[Joint]:
    """The first enterprises each with the department of their sector; a few with a second department."""
    random = Random(13)
    homes = {facts.sector: cast.departments[facts.code] for facts in DEPARTMENTS}
    taught: dict[int, list[Programme]] = {}
    for programme in cast.programmes.values():
        taught.setdefault(programme.department_id or 0, []).append(programme)
    sectors = list(homes)
    rows, joints = [], []
    for number in range(scale.partnerships):
        # Every tenth has a second department as its partner, on the enterprise before it.
        second = number % 10 == 9
        which = number - 1 if second else number
        sector = register.sectors[which]
        home = homes[sectors[(sectors.index(sector) + 1) % 4] if second else sector]
        profile = profile_of(number)
        rows.append(_partnership(register, which, home, profile, cast, random, today, oldest=1800 + 182 * (scale.waves_past - 3)))
        joints.append((profile, which, sector, taught[home.pk]))
    return [Joint(row, *rest) for row, rest in zip(write(Partnership, rows), joints, strict=True)]


def _partnership(
    register: Register, number: int, home: Department, profile: Profile, cast: Cast, random: Random, today: date, *, oldest: int
) -> Partnership:
    days = random.randint(oldest - 1000, oldest) if profile.is_old else random.randint(20, 75)
    started = today - timedelta(days=days)
    return Partnership(
        enterprise=register.enterprises[number],
        department=home,
        owner=cast.coordinators[home.pk],
        state=PartnershipState(profile.state),
        depth=random.choice([Depth.INTERNSHIPS, Depth.COURSES, Depth.ORDER_CLASS, Depth.BASE]) if profile.is_old else Depth.CONTACT,
        college_goal=random.choice(COLLEGE_GOALS),
        enterprise_goal=random.choice(ENTERPRISE_GOALS),
        started_on=started,
        created_at=at(started),
        updated_at=at(today - timedelta(days=random.randint(1, 60))),
    )


def build_agreements(*, cast: Cast, joints: list[Joint], today: date) -> None:
    random = Random(17)
    drafts: list[Draft] = []
    for number, joint in enumerate(joints):
        drafts += _history(joint, random, today)
        drafts += _unfinished(number, joint, random, today)
    _number(drafts)
    write(Agreement, [draft.agreement for draft in drafts])
    write(CoveredForm, [row for draft in drafts for row in _forms(draft, random)])
    write(AgreementProgramme, [row for draft in drafts for row in _lines(draft, random)])
    write(Commitment, [row for draft in drafts for row in _commitments(draft, random, today)])
    write(Signature, [row for draft in drafts for row in _signatures(draft, cast, today)])


def _number(drafts: list[Draft]) -> None:
    """Numbers as the service suggests them: year, department, and a count in the order of the dates."""
    used: dict[str, int] = {}
    for draft in sorted(drafts, key=lambda one: (one.agreement.starts_on, one.joint.partnership.pk)):
        stem = f"{draft.agreement.starts_on.year}-{draft.joint.partnership.department.code}-"
        used[stem] = used.get(stem, 0) + 1
        draft.agreement.number = f"{stem}{used[stem]:03d}"


# --- which agreements a partnership has -----------------------------------------------------------------------------


def _history(joint: Joint, random: Random, today: date) -> Iterator[Draft]:
    """The agreements behind a partnership and the one that stands today, by its profile."""
    kind = joint.profile.agreement
    if kind == "none":
        return
    if kind == "waiting":
        yield _draft(joint, random, today, S.APPROVED, starts=today + timedelta(days=14), days=730, signed_by=(Side.COLLEGE,))
        return
    starts = joint.partnership.started_on + timedelta(days=random.randint(10, 40))
    match kind:
        case "long":
            ends = today + timedelta(days=random.randint(220, 900))
        case "short":
            ends = today + timedelta(days=random.randint(20, 70))
        case "lapsed":
            ends = today - timedelta(days=random.randint(25, 120))
        case _:
            ends = today + timedelta(days=200)
    renewed = max(starts + timedelta(days=30), min(ends, today) - timedelta(days=random.randint(420, 640)))
    if renewed - starts > timedelta(days=200):
        yield _draft(joint, random, today, S.ENDED, starts=starts, days=(renewed - starts).days - 1, signed_by=tuple(Side))
    standing = {"lapsed": S.ENDED, "terminated": S.TERMINATED}.get(kind, S.ACTIVE)
    yield _draft(joint, random, today, standing, starts=renewed, days=(ends - renewed).days, signed_by=tuple(Side))


def _unfinished(number: int, joint: Joint, random: Random, today: date) -> Iterator[Draft]:
    """Agreements under way: what the administrator, the coordinator and the liaison find on their desks."""
    soon = today + timedelta(days=random.randint(15, 50))
    if joint.profile is NEW:
        yield _draft(joint, random, today, S.SUBMITTED if number % 40 == 23 else S.DRAFT, starts=soon, days=1095)
    elif number == 0:
        yield _draft(joint, random, today, S.APPROVED, starts=soon, days=730, signed_by=(Side.COLLEGE,), title="现场工程师培养合作协议")
    elif number % 40 == 1:
        yield _draft(joint, random, today, S.DRAFT, starts=soon, days=730)
    elif joint.profile is WATCH:
        state = (S.SUBMITTED, S.DRAFT, S.APPROVED, S.SIGNED)[number // 2 % 4]
        yield _draft(joint, random, today, state, starts=soon, days=730, signed_by=tuple(Side) if state == S.SIGNED else ())


def _draft(
    joint: Joint,
    random: Random,
    today: date,
    state: AgreementState,
    *,
    starts: date,
    days: int,
    signed_by: tuple[Side, ...] = (),
    title: str = "",
) -> Draft:
    early = random.randint(25, 40)
    # What is under way was drafted some weeks ago, however far off its beginning is.
    drafted = min(starts - timedelta(days=early), today - timedelta(days=early // 3 + 4))
    ends = starts + timedelta(days=days)
    closed = {S.ENDED: ends, S.TERMINATED: starts + timedelta(days=days // 2)}.get(state)
    agreement = Agreement(
        partnership=joint.partnership,
        title=title or random.choice(AGREEMENT_TITLES),
        state=state,
        starts_on=starts,
        ends_on=ends,
        takes_interns=True,
        content=random.choice(AGREEMENT_CONTENT),
        state_note="企业连续两个学期未提供约定岗位，双方协商终止。" if state == S.TERMINATED else "",
        activated_on=starts if state in (S.ACTIVE, S.ENDED, S.TERMINATED) else None,
        closed_on=closed,
        created_at=at(drafted),
        updated_at=at(closed or starts),
    )
    return Draft(agreement, joint, signed_by)


# --- the rows under an agreement ------------------------------------------------------------------------------------


def _forms(draft: Draft, random: Random) -> list[CoveredForm]:
    others = random.sample([CooperationForm.F1, CooperationForm.F4, CooperationForm.F5, CooperationForm.F6], k=random.randint(0, 2))
    return [CoveredForm(agreement=draft.agreement, form=form) for form in sorted({CooperationForm.F2, *others})]


def _lines(draft: Draft, random: Random) -> list[AgreementProgramme]:
    return [
        AgreementProgramme(agreement=draft.agreement, programme=programme, seats=random.choice([6, 8, 10, 12]))
        for programme in draft.joint.programmes
    ]


def _commitments(draft: Draft, random: Random, today: date) -> Iterator[Commitment]:
    """Due dates spread over the term; kept as the profile says, and only as far as the agreement was ever in force."""
    agreement, profile = draft.agreement, draft.joint.profile
    if agreement.state == S.DRAFT and profile is NEW and random.random() < 0.5:
        return
    chosen = random.sample(COMMITMENTS, k=random.randint(4, 7))
    span = (agreement.ends_on - agreement.starts_on).days
    for position, (side, kind, what, quantity, unit) in enumerate(chosen):
        due = agreement.starts_on + timedelta(days=span * (position + 1) // len(chosen) - random.randint(0, 20))
        row = Commitment(
            agreement=agreement,
            side=side,
            kind=kind,
            description=what,
            quantity=Decimal(quantity),
            unit=unit,
            due_on=due,
            created_at=agreement.created_at,
            updated_at=agreement.updated_at,
        )
        if agreement.activated_on and due <= today:
            _deliver(row, profile, random, today)
        yield row


def _deliver(row: Commitment, profile: Profile, random: Random, today: date) -> None:
    share = profile.delivered
    if profile.is_fading and row.due_on > today - timedelta(days=180):
        share = 0.15
    if random.random() < share:
        row.delivered_quantity = row.quantity
        row.delivered_on = row.due_on - timedelta(days=random.randint(0, 15))
        row.delivery_note = "已按约定完成，材料存档。"
    elif random.random() < 0.4 and row.quantity > 1:
        row.delivered_quantity = (row.quantity / 2).quantize(Decimal(1))
        row.delivery_note = "完成一部分，其余推迟。"


def _signatures(draft: Draft, cast: Cast, today: date) -> Iterator[Signature]:
    signed_on = min(draft.agreement.starts_on - timedelta(days=7), today - timedelta(days=2))
    for side in draft.signed_by:
        is_college = side == Side.COLLEGE
        yield Signature(
            agreement=draft.agreement,
            side=side,
            signer_name=cast.admin.name if is_college else "企业授权代表",
            signer_position="分管副校长" if is_college else "总经理",
            method=SignatureMethod.PAPER,
            signed_on=signed_on,
            recorded_by=draft.joint.partnership.owner,
        )
