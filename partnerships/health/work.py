"""What of health needs a person now: warnings to answer, and partnerships that moved since the last visit."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import cast

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.models import User
from college.policies import Person, standing
from college.work import WorkItem, WorkSource, sources
from partnerships.enums import WarningState
from partnerships.health.policies import reviewed_partnerships
from partnerships.health.selectors import latest_reviews
from partnerships.models import Review, Warning

READERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR})
ANSWERERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSTRUCTOR})
#: Somebody who was never here, or long ago, is shown what moved in this time.
LONGEST_AWAY = timedelta(days=45)
LEVELS = {"blue": "info", "yellow": "warning", "orange": "warning", "red": "danger"}


def my_warnings(user: Person) -> QuerySet[Warning]:
    return Warning.objects.filter(owner_id=user.pk, state=WarningState.OPEN)


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


def fallen(user: Person, on: date) -> QuerySet[Review]:
    """Latest reviews that fell since the person's last visit: of the partnerships they own, or, for an administrator or
    auditor, those that fell into a worse band."""
    last = cast(User, user).last_visit_at
    since = max(timezone.localdate(last) if last else on - LONGEST_AWAY, on - LONGEST_AWAY)
    reviews = latest_reviews(reviewed_partnerships(user)).filter(change__lt=0, on__gte=since)
    own = Q(partnership__owner_id=user.pk)
    who = standing(user)
    if who.departments:
        own |= Q(partnership__department_id__in=who.departments)
    if who.is_college_wide:
        own |= Q(band__in=("yellow", "red")) & ~Q(band=F("previous__band"))
    return reviews.filter(own)


def fallen_items(user: Person, on: date, limit: int) -> list[WorkItem]:
    rows: Iterable[Review] = fallen(user, on).select_related("partnership__enterprise", "previous").order_by("change", "pk")[:limit]
    return [
        WorkItem(
            title=f"▼ {review.previous.score if review.previous else ''} → {review.score}",
            subject=str(review.partnership.enterprise),
            url=review.get_absolute_url(),
            action=_("Why"),
            level="danger" if review.band == "red" else "warning",
        )
        for review in rows
    ]


sources.register(
    WorkSource(
        key="health.warnings",
        verb="review",
        roles=ANSWERERS,
        items=warning_items,
        count=lambda user, on: my_warnings(user).count(),
    )
)
sources.register(
    WorkSource(
        key="health.fallen",
        verb="review",
        roles=READERS,
        items=fallen_items,
        count=lambda user, on: fallen(user, on).count(),
    )
)
