"""When a person was last here."""

from datetime import datetime, timedelta

from django.db import transaction

from college.models import User

#: Coming back after this long is another visit.
PAUSE = timedelta(minutes=30)
#: How exactly the last visit is kept, so that not every page writes.
GRAIN = timedelta(minutes=5)


def is_new_visit(user: User, now: datetime) -> bool:
    return user.last_visit_at is None or now - user.last_visit_at > PAUSE


@transaction.atomic
def note_visit(*, user: User, now: datetime) -> None:
    """Write down that the person is here, at most every five minutes. A preference of the page, so no audit entry."""
    if user.last_visit_at is None or now - user.last_visit_at > GRAIN:
        User.objects.filter(pk=user.pk).update(last_visit_at=now)
        user.last_visit_at = now
