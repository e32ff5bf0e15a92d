"""Forgetting sign-ins that have run out."""

from datetime import date

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone


@transaction.atomic
def forget_sessions(*, on: date, dry_run: bool = False) -> dict[str, int]:
    """Delete the sessions that have run out, of visitors who never signed in too; nothing else ever would.

    ``on`` belongs to every date step; what has run out is told by the clock.
    """
    over = Session.objects.filter(expire_date__lt=timezone.now())
    return {"sessions": over.count() if dry_run else over.delete()[0]}
