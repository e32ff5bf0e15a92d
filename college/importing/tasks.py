"""Background work of imports."""

from datetime import date, timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.enums import ImportState
from college.importing.engine import STALE_AFTER, carry_out
from college.jobs import Counts, Job, jobs
from college.models import ImportRun
from college.services.imports import purge_imports
from config.kit.queue import enqueue


@shared_task(name="college.carry_out_import")
def carry_out_import(run_id: int) -> None:
    """Work off one import; safe to run twice."""
    carry_out(run_id)


def sweep_imports(*, on: date, dry_run: bool = False) -> Counts:
    """Start imports that wait and were not started, take up those whose worker has fallen silent, and delete files and
    undo data that are past their time."""
    now = timezone.now()
    due = ImportRun.objects.filter(
        Q(state=ImportState.WAITING, created_at__lt=now - timedelta(seconds=30))
        | Q(state__in=(ImportState.RUNNING, ImportState.UNDOING), beat_at__lt=now - STALE_AFTER)
        | Q(state=ImportState.UNDOING, claim="")
    )
    ids = list(due.values_list("pk", flat=True)[:50])
    if not dry_run:
        for pk in ids:
            enqueue("college.carry_out_import", run_id=pk)
    return {"started": len(ids), "purged": purge_imports(on=on, dry_run=dry_run)}


jobs.register(
    Job(
        key="sweep_imports",
        title=_("Start waiting imports and delete old import files"),
        schedule=_("every minute"),
        run=sweep_imports,
        quiet=True,
    )
)
