"""What of health needs a person now: warnings to answer, and partnerships that moved since the last visit."""

from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.policies import Person, standing
from college.work import Move, MoveSource, WorkItem, WorkSource, move_sources, sources
from health.enums import WarningState
from health.indicators import indicator_of
from health.models import HealthWarning, Review
from health.policies import reviewed_partnerships
from health.scoring import movements
from health.selectors import latest_reviews, part_of

READERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR})
ANSWERERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSTRUCTOR})
LEVELS = {"blue": "info", "yellow": "warning", "orange": "warning", "red": "danger"}


def my_warnings(user: Person) -> QuerySet[HealthWarning]:
    return HealthWarning.objects.filter(owner_id=user.pk, state=WarningState.OPEN)


def warning_items(user: Person, on: date, limit: int) -> list[WorkItem]:
    mine = my_warnings(user).select_related("partnership__enterprise").order_by("due_on", "pk")[:limit]
    return [
        WorkItem(
            title=one.title,
            subject=str(one.partnership.enterprise),
            url=one.get_absolute_url(),
            action=_("Answer"),
            due=one.due_on,
            level=LEVELS.get(one.level, "warning"),
        )
        for one in mine
    ]


def moved(user: Person, since: datetime) -> QuerySet[Review]:
    """Latest reviews made since then that moved by a point or more: of the partnerships the person owns or whose
    department they coordinate; for who sees the whole college, those that changed their band."""
    reviews = latest_reviews(reviewed_partnerships(user)).filter(created_at__gte=since, change__isnull=False)
    own = Q(partnership__owner_id=user.pk)
    who = standing(user)
    if who.departments:
        own |= Q(partnership__department_id__in=who.departments)
    mine = own & (Q(change__lte=-1) | Q(change__gte=1))
    return reviews.filter(mine | ~Q(band=F("previous__band")) if who.is_college_wide else mine)


def moves(user: Person, since: datetime, limit: int) -> list[Move]:
    """The largest falls first where there are more than ``limit``. Four queries."""
    rows = moved(user, since).select_related("partnership__enterprise", "previous").order_by("change", "pk")
    return [_move(review) for review in rows.prefetch_related("readings", "previous__readings")[:limit]]


def _move(review: Review) -> Move:
    falls = (review.change or 0) < 0
    return Move(
        title=str(review.partnership.enterprise),
        detail=" · ".join([f"{review.previous.score if review.previous else '–'} → {review.score}", *_reason(review, falls)]),
        url=review.get_absolute_url(),
        at=review.created_at,
        tone="down" if falls else "up",
    )


def _reason(review: Review, falls: bool) -> list[str]:
    """The indicator that moved it most in its direction, with its points."""
    if review.previous is None:
        return []
    found = movements(*([part_of(reading) for reading in one.readings.all()] for one in (review.previous, review)))
    most = found[0 if falls else -1] if found else None
    known = indicator_of(most.key) if most else None
    return [f"{known.title} {most.difference:+.1f}"] if most and known else []


sources.register(
    WorkSource(
        key="health.warnings",
        verb="review",
        roles=ANSWERERS,
        items=warning_items,
        count=lambda user, on: my_warnings(user).count(),
    )
)
move_sources.register(MoveSource(key="health.moved", roles=READERS, moves=moves))
