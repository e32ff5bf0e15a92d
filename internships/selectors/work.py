"""What needs a person now, in placements: rows for the home page."""

from datetime import date, timedelta
from typing import cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.enums import Role
from college.models import User
from college.policies import Person, standing
from college.work import WorkItem
from config.kit.days import monday_of
from internships.enums import BEFORE_START, CURRENT, LogState, Party, PlacementState
from internships.models import MentorProfile, Placement, PlacementSignature, Student, WorkLog
from partnerships.policies import own_enterprises

#: A supervisor hears of an intern without a log for this long.
SILENT_WEEKS = 2
#: Logs are asked for this far back.
ASK_WEEKS = 4


def _own_student(user: Person) -> QuerySet[Student]:
    return Student.objects.filter(user=cast(User, user))


# --- signatures -----------------------------------------------------------------------------------------------------


def unsigned(user: Person) -> QuerySet[Placement]:
    """Planned placements that wait for a signature this person can give."""

    def without(party: Party) -> Q:
        return ~Q(Exists(PlacementSignature.objects.filter(placement=OuterRef("pk"), party=party)))

    who = standing(user)
    mine = Q(pk__in=[])
    if who.departments:
        mine |= Q(department_id__in=who.departments) & without(Party.COLLEGE)
    if own := own_enterprises(user):
        mine |= Q(enterprise_id__in=own) & without(Party.HOST)
    if who.has(Role.STUDENT):
        mine |= Q(student_id__in=_own_student(user).values("pk")) & without(Party.STUDENT)
    return Placement.objects.filter(mine, state=PlacementState.PLANNED)


def to_sign(user: Person, on: date, limit: int) -> list[WorkItem]:
    rows = unsigned(user).select_related("student", "enterprise").order_by("starts_on", "pk")[:limit]
    return [
        WorkItem(
            title=gettext_lazy("Sign the placement"),
            subject=str(placement),
            url=f"{placement.get_absolute_url()}#signatures",
            action=gettext_lazy("Sign"),
            due=placement.starts_on,
            level="danger" if placement.starts_on <= on else "warning" if placement.starts_on <= on + timedelta(days=7) else "info",
        )
        for placement in rows
    ]


def count_to_sign(user: Person, on: date) -> int:
    return unsigned(user).count()


# --- dates that have come -------------------------------------------------------------------------------------------


def overdue(user: Person, on: date) -> QuerySet[Placement]:
    """Placements of a coordinator's departments that should have begun, or should have been completed."""
    late = Q(state__in=BEFORE_START, starts_on__lte=on) | Q(state=PlacementState.ACTIVE, ends_on__lt=on)
    # The states, said once more by themselves, lead both databases to the index on the state: few placements are open, most are history.
    is_open = Q(state__in=CURRENT)
    return Placement.objects.filter(is_open, late, department_id__in=standing(user).departments)


def to_move_on(user: Person, on: date, limit: int) -> list[WorkItem]:
    items = []
    for placement in overdue(user, on).select_related("student", "enterprise").order_by("starts_on", "pk")[:limit]:
        is_over = placement.state == PlacementState.ACTIVE
        is_signed = placement.state == PlacementState.SIGNED
        title: str | Promise = gettext_lazy("Should have ended") if is_over else gettext_lazy("Should have started")
        items.append(
            WorkItem(
                title=title,
                subject=str(placement),
                url=placement.get_absolute_url(),
                action=gettext_lazy("Complete") if is_over else gettext_lazy("Start") if is_signed else gettext_lazy("See what is missing"),
                due=placement.ends_on if is_over else placement.starts_on,
                level="warning" if is_over else "danger",
            )
        )
    return items


def count_to_move_on(user: Person, on: date) -> int:
    return overdue(user, on).count()


# --- weekly logs ----------------------------------------------------------------------------------------------------


def logs_to_confirm(user: Person) -> QuerySet[WorkLog]:
    """Submitted logs of own interns; for a liaison those whose mentor has no account."""
    mine = Q(pk__in=[])
    if standing(user).has(Role.MENTOR):
        mine |= Q(mentor_id__in=MentorProfile.objects.filter(user=cast(User, user)).values("pk"))
    if own := own_enterprises(user):
        mine |= Q(enterprise_id__in=own) & (Q(mentor__isnull=True) | Q(mentor__user__isnull=True))
    return WorkLog.objects.filter(placement_id__in=Placement.objects.filter(mine).values("pk"), state=LogState.SUBMITTED)


def to_confirm(user: Person, on: date, limit: int) -> list[WorkItem]:
    logs = list(logs_to_confirm(user).select_related("placement__student", "placement__enterprise").order_by("week", "pk")[: limit + 1])
    if len(logs) > 3:
        return [
            WorkItem(
                title=gettext_lazy("Weekly logs to confirm"),
                subject=_("%(count)s students") % {"count": len({log.placement.student_id for log in logs})},
                url=reverse("log_confirm_many"),
                action=gettext_lazy("Confirm all…"),
                due=logs[0].week + timedelta(days=13),
                level="warning" if logs[0].week + timedelta(days=13) < on else "info",
                is_whole=True,
            )
        ]
    return [
        WorkItem(
            title=gettext_lazy("Confirm the weekly log"),
            subject=f"{log.placement.student} · {date_format(log.week, 'SHORT_DATE_FORMAT')}",
            url=log.get_absolute_url(),
            action=gettext_lazy("Confirm"),
            due=log.week + timedelta(days=13),
            level="warning" if log.week + timedelta(days=13) < on else "info",
        )
        for log in logs
    ]


def count_to_confirm(user: Person, on: date) -> int:
    return logs_to_confirm(user).count()


def _weeks_to_write(user: Person, on: date) -> list[tuple[Placement, date, WorkLog | None]]:
    """The student's weeks without a log, and logs that came back, of the last weeks. Two queries."""
    first = monday_of(on) - timedelta(weeks=ASK_WEEKS - 1)
    placements = Placement.objects.filter(student_id__in=_own_student(user).values("pk"), state=PlacementState.ACTIVE).select_related(
        "enterprise", "student"
    )
    rows = list(placements.prefetch_related("logs"))
    found: list[tuple[Placement, date, WorkLog | None]] = []
    for placement in rows:
        logs = {log.week: log for log in placement.logs.all()}
        for back in range(ASK_WEEKS):
            week = first + timedelta(weeks=back)
            in_time = monday_of(placement.starts_on) <= week <= min(placement.ends_on, on)
            if in_time and week not in logs:
                found.append((placement, week, None))
        found += [(placement, log.week, log) for log in logs.values() if log.state == LogState.RETURNED]
    return sorted(found, key=lambda each: each[1])


def to_write(user: Person, on: date, limit: int) -> list[WorkItem]:
    return [
        WorkItem(
            title=gettext_lazy("Your log came back with a remark") if log else gettext_lazy("Write your weekly log"),
            subject=f"{placement.enterprise} · {date_format(week, 'SHORT_DATE_FORMAT')}",
            url=f"{reverse('log_write', args=[placement.pk])}?week={week.isoformat()}",
            action=gettext_lazy("Write"),
            due=week + timedelta(days=6),
            level="warning" if log or week + timedelta(days=6) < on else "info",
        )
        for placement, week, log in _weeks_to_write(user, on)[:limit]
    ]


def count_to_write(user: Person, on: date) -> int:
    return len(_weeks_to_write(user, on))


# --- interns nobody hears of ----------------------------------------------------------------------------------------


def silent(user: Person, on: date) -> QuerySet[Placement]:
    """Supervised placements under way for longer than two weeks without a log in the last two full weeks."""
    since = monday_of(on) - timedelta(weeks=SILENT_WEEKS)
    heard = WorkLog.objects.filter(placement=OuterRef("pk"), week__gte=since)
    return Placement.objects.filter(~Exists(heard), teacher=cast(User, user), state=PlacementState.ACTIVE, starts_on__lte=since)


def to_call(user: Person, on: date, limit: int) -> list[WorkItem]:
    return [
        WorkItem(
            title=gettext_lazy("No weekly log for two weeks"),
            subject=str(placement),
            url=placement.get_absolute_url(),
            action=gettext_lazy("Look"),
            level="warning",
        )
        for placement in silent(user, on).select_related("student", "enterprise").order_by("starts_on", "pk")[:limit]
    ]


def count_to_call(user: Person, on: date) -> int:
    return silent(user, on).count()
