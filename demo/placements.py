"""Openings, placements, signatures and weekly logs, half-year by half-year."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from college.models import Programme
from config.kit.days import monday_of
from curricula.models import Post
from demo.accounts import Cast
from demo.agreements import Joint
from demo.content.phrases import EARLY_ENDS, LOGS, MENTOR_NOTES, RETURN_NOTE
from demo.profiles import profile_of
from demo.register import Register
from demo.scale import WorldSize
from demo.students import Classes
from demo.writing import at, stream, write
from internships.enums import LogState, OpeningState, Party, PlacementState
from internships.models import Opening, Placement, PlacementSignature, WorkLog

P = PlacementState
WEEKS = 20
HALF_YEAR = timedelta(days=182)
OPENINGS_AT_ONCE = 200


@dataclass(frozen=True)
class Wave:
    """The placements of one half-year: ``age`` 0 is under way, positive is past, -1 is to come."""

    age: int
    starts: date
    ends: date
    quota: int


@dataclass
class Pool:
    """Students not yet placed at a time. Waves that overlap share a pool, so that nobody is in two places.
    ``first`` names who is placed before all others of a programme."""

    classes: Classes
    first: dict[int, int] = field(default_factory=dict)
    waiting: dict[int, Iterator[int]] = field(default_factory=dict)

    def next_for(self, programme: Programme, day: date) -> int | None:
        if programme.pk not in self.waiting:
            first = [self.first[programme.pk]] if programme.pk in self.first else []
            self.waiting[programme.pk] = iter([*first, *self.classes.eligible(programme, day)])
        return next(self.waiting[programme.pk], None)


@dataclass
class Seats:
    """An opening with the placements that fill it."""

    opening: Opening
    joint: Joint
    placements: list[Placement] = field(default_factory=list)


@dataclass(frozen=True)
class Scene:
    """What all steps below read."""

    scale: WorldSize
    cast: Cast
    register: Register
    joints: list[Joint]
    posts: dict[int, list[Post]]
    classes: Classes
    today: date


def waves(scale: WorldSize, today: date) -> list[Wave]:
    """From the oldest to the one to come, which is smaller."""
    begin = monday_of(today - timedelta(days=84))
    share = scale.placements / (scale.waves_past + 1.3)
    past = [
        Wave(age, begin - HALF_YEAR * age, begin - HALF_YEAR * age + timedelta(weeks=WEEKS, days=-3), round(share))
        for age in range(scale.waves_past, 0, -1)
    ]
    now = Wave(0, begin, begin + timedelta(weeks=WEEKS, days=-3), round(share))
    to_come = monday_of(today + timedelta(days=21))
    rest = scale.placements - sum(wave.quota for wave in [*past, now])
    return [*past, now, Wave(-1, to_come, to_come + timedelta(weeks=WEEKS, days=-3), rest)]


def build_placements(scene: Scene) -> int:
    """Write every wave; returns the number of placements."""
    random = Random(23)
    written = 0
    pool = Pool(scene.classes)
    for wave in waves(scene.scale, scene.today):
        if wave.age > 0:
            pool = Pool(scene.classes)
        elif wave.age == 0:
            pool = Pool(scene.classes, first={scene.joints[0].programmes[0].pk: scene.classes.demo})
        pending: list[Seats] = []
        for seats in _seats(scene, wave, pool, random):
            pending.append(seats)
            if len(pending) == OPENINGS_AT_ONCE:
                written += _write(scene, wave, pending, random)
                pending = []
        written += _write(scene, wave, pending, random)
    return written


def _takes_interns(joint: Joint, wave: Wave) -> bool:
    profile = joint.profile
    if not profile.is_old or joint.partnership.started_on > wave.starts - timedelta(days=60):
        return False
    if wave.age > 0:
        return True
    # Nobody is sent to a host whose screening has run out; it is the enterprise's, whatever partnership it serves.
    return profile.agreement in ("long", "short") and profile_of(joint.enterprise_number).screening != "expired"


def _seats(scene: Scene, wave: Wave, pool: Pool, random: Random) -> Iterator[Seats]:
    """Openings, partnership after partnership, until the wave has its number or nobody is left to place."""
    first, *others = [joint for joint in scene.joints if _takes_interns(joint, wave)]
    # The first partnership, the demo liaison's, always takes part; of the others each half-year begins elsewhere.
    turn = 11 * wave.age % max(1, len(others))
    joints = [first, *others[turn:], *others[:turn]]
    left, number, empty_in_a_row = wave.quota, 0, 0
    while left > 0 and empty_in_a_row < 2 * len(joints) + 1:
        joint = joints[number % len(joints)]
        programme = joint.programmes[(joint.enterprise_number // 4 + number // len(joints)) % len(joint.programmes)]
        number += 1
        opening = _opening(scene, wave, joint, programme, random)
        seats = Seats(opening, joint)
        wanted = min(left, max(2, opening.seats - random.randint(0, 1 if wave.age > 0 else 2)))
        for _ in range(wanted):
            student = pool.next_for(programme, wave.starts)
            if student is None:
                break
            seats.placements.append(_placement(scene, wave, seats, student, random))
        left -= len(seats.placements)
        empty_in_a_row = 0 if seats.placements else empty_in_a_row + 1
        if seats.placements:
            opening.taken = sum(one.state != P.CANCELLED for one in seats.placements)
            yield seats


def _opening(scene: Scene, wave: Wave, joint: Joint, programme: Programme, random: Random) -> Opening:
    post = random.choice(scene.posts[programme.pk])
    published = at(wave.starts - timedelta(days=random.randint(25, 45)))
    return Opening(
        enterprise=joint.partnership.enterprise,
        programme=programme,
        post=post,
        title=post.name,
        description=post.description,
        seats=random.randint(2, 4) if scene.scale.is_normal else random.randint(4, 10),
        starts_on=wave.starts,
        ends_on=wave.ends,
        monthly_pay=random.choice([2200, 2600, 2800, 3000, 3400]),
        mentor=scene.register.mentors[joint.enterprise_number][0],
        state=OpeningState.CLOSED if wave.age > 0 else OpeningState.OPEN,
        created_at=published,
        updated_at=published,
    )


# --- placements -----------------------------------------------------------------------------------------------------


def _placement(scene: Scene, wave: Wave, seats: Seats, student: int, random: Random) -> Placement:
    joint, opening = seats.joint, seats.opening
    teachers = scene.cast.teachers[opening.programme_id]
    mentors = scene.register.mentors[joint.enterprise_number]
    planned = at(min(wave.starts - timedelta(days=random.randint(12, 22)), scene.today - timedelta(days=3)))
    row = Placement(
        student_id=student,
        enterprise=joint.partnership.enterprise,
        opening=opening,
        programme=opening.programme,
        department_id=opening.programme.department_id,
        partnership=joint.partnership,
        post_name=opening.title,
        mentor=mentors[len(seats.placements) % 2],
        teacher=teachers[len(seats.placements) % len(teachers)],
        starts_on=wave.starts,
        ends_on=wave.ends,
        created_at=planned,
        updated_at=planned,
    )
    _settle(row, wave, joint, random, scene.today)
    return row


def _settle(row: Placement, wave: Wave, joint: Joint, random: Random, today: date) -> None:
    """The state in which the placement is today."""
    chance = random.random()
    if wave.age < 0:
        row.state = P.PLANNED if chance < 0.6 else P.SIGNED if chance < 0.94 else P.CANCELLED
    elif chance < 0.02:
        row.state = P.CANCELLED
    elif chance < 0.02 + joint.profile.early * (1 if wave.age else 0.4):
        _end_early(row, random, today)
    elif wave.age > 0:
        row.state, row.closed_on, row.hours = P.COMPLETED, row.ends_on, WEEKS * 40
    else:
        row.state = P.ACTIVE
    if row.state == P.CANCELLED:
        row.closed_on = row.starts_on - timedelta(days=random.randint(1, 6))
        row.state_note = "学生改选其他岗位，开始前取消。"
    if row.closed_on:
        row.updated_at = at(row.closed_on)


def _end_early(row: Placement, random: Random, today: date) -> None:
    weeks = random.randint(3, 11)
    row.state = P.ENDED_EARLY
    row.ended_by, row.state_note = random.choice(EARLY_ENDS)
    row.closed_on = min(row.starts_on + timedelta(weeks=weeks, days=2), today - timedelta(days=1))
    row.hours = weeks * 40


# --- writing --------------------------------------------------------------------------------------------------------


def _write(scene: Scene, wave: Wave, seats: list[Seats], random: Random) -> int:
    write(Opening, [one.opening for one in seats])
    placements = write(Placement, [row for one in seats for row in one.placements])
    stream(PlacementSignature, _signatures(scene, wave, placements, random))
    joints = [one.joint for one in seats for _ in one.placements]
    stream(WorkLog, _logs(scene, placements, joints, random))
    return len(placements)


def _signatures(scene: Scene, wave: Wave, placements: list[Placement], random: Random) -> Iterator[PlacementSignature]:
    for row in placements:
        parties = list(Party)
        if row.state in (P.PLANNED, P.CANCELLED):
            parties = parties[: random.choice([0, 1, 1, 2])]
        coordinator = scene.cast.coordinators[row.department_id or 0]
        names = {
            Party.COLLEGE: coordinator.name,
            Party.HOST: row.mentor.name if row.mentor else "",
            Party.STUDENT: scene.classes.names[row.student_id],
        }
        first = min(row.starts_on - timedelta(days=10), scene.today - timedelta(days=2))
        for position, party in enumerate(parties):
            yield PlacementSignature(
                placement=row,
                party=party,
                signer=coordinator if party == Party.COLLEGE else None,
                signer_name=names[party],
                signed_at=at(first + timedelta(days=position // 2), 9 + position),
            )


def _logs(scene: Scene, placements: list[Placement], joints: list[Joint], random: Random) -> Iterator[WorkLog]:
    this_week = monday_of(scene.today)
    for row, joint in zip(placements, joints, strict=True):
        if row.state not in (P.ACTIVE, P.COMPLETED, P.ENDED_EARLY):
            continue
        last = min(row.closed_on or row.ends_on, this_week - timedelta(days=1))
        weeks = [row.starts_on + timedelta(weeks=n) for n in range(WEEKS) if row.starts_on + timedelta(weeks=n) <= last]
        for week in weeks[-scene.scale.logs_per_placement :]:
            share = joint.profile.logged
            if joint.profile.is_fading and week > scene.today - timedelta(days=150):
                share = 0.4
            if random.random() < share or _is_on_show(row, scene.cast):
                yield _log(row, week, joint, this_week, random, on_show=_is_on_show(row, scene.cast))


def _is_on_show(row: Placement, cast: Cast) -> bool:
    return row.mentor is not None and row.mentor.user_id == cast.mentor.pk


def _log(row: Placement, week: date, joint: Joint, this_week: date, random: Random, *, on_show: bool) -> WorkLog:
    """The latest ones wait for the mentor; a few went back to the student."""
    written = at(week + timedelta(days=5), 20)
    log = WorkLog(
        placement=row,
        week=week,
        hours=random.choice([32, 36, 38, 40, 40, 40]),
        text=random.choice(LOGS[joint.sector]),
        state=LogState.CONFIRMED,
        created_at=written,
        updated_at=written,
    )
    age = (this_week - week).days // 7
    forgotten = random.random() > joint.profile.logged + 0.02 and not (on_show or joint.enterprise_number == 0)
    if age <= 1 or forgotten:
        log.state = LogState.RETURNED if age == 1 and random.random() < 0.1 else LogState.SUBMITTED
        log.mentor_note = RETURN_NOTE if log.state == LogState.RETURNED else ""
    else:
        log.confirmed_at = written + timedelta(days=random.randint(1, 5))
        log.mentor_note = random.choice(MENTOR_NOTES)
    return log
