"""Signs of life of the workers."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from college.models import Heartbeat

#: A machine that was silent this long has been taken away; its row goes.
FORGOTTEN = timedelta(days=1)


@transaction.atomic
def beat(*, worker: str) -> None:
    """Note that this worker runs tasks now. One row per worker; safe to run as often as one likes."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": now})
    Heartbeat.objects.filter(at__lt=now - FORGOTTEN).delete()
