"""The periodic look at imports that nobody works on."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from college.jobs import Counts
from config.kit.queue import enqueue
from importing.enums import IN_HAND, ImportState
from importing.models import ImportRun
from importing.services.claims import STALE_AFTER
from importing.services.purging import purge_imports
from importing.services.starting import TASK


def sweep_imports(*, on: date, dry_run: bool = False) -> Counts:
    """Start imports that wait and were not started, take up those whose worker has fallen silent, and delete files and
    undo data that are past their time."""
    now = timezone.now()
    due = ImportRun.objects.filter(
        Q(state=ImportState.WAITING, created_at__lt=now - timedelta(seconds=30))
        | Q(state__in=IN_HAND, beat_at__lt=now - STALE_AFTER)
        | Q(state=ImportState.UNDOING, claim="")
    )
    ids = list(due.values_list("pk", flat=True)[:50])
    if not dry_run:
        for pk in ids:
            enqueue(TASK, run_id=pk)
    return {"started": len(ids), "purged": purge_imports(on=on, dry_run=dry_run)}
