"""Who works on an import: claims, signs of life, and giving up."""

import uuid
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from college.services.audit import record
from config.kit.rows import among, assign
from importing.enums import IN_HAND, ImportState
from importing.models import ImportRun

#: A running import without a sign of life for this long is another worker's to take.
STALE_AFTER = timedelta(seconds=90)
MAX_ATTEMPTS = 5


class LostClaim(Exception):
    """Another worker holds the run now; this one stops without a trace."""


def claim(run_id: int) -> ImportRun | None:
    """Take a waiting run, or one whose worker has fallen silent; None when there is nothing to take."""
    now, token = timezone.now(), uuid.uuid4().hex
    free = Q(state=ImportState.WAITING) | Q(state__in=IN_HAND) & (Q(claim="") | Q(beat_at__lt=now - STALE_AFTER))
    taken = ImportRun.objects.filter(free, pk=run_id).update(
        claim=token,
        beat_at=now,
        attempts=F("attempts") + 1,
        state=models.Case(
            models.When(state=ImportState.UNDOING, then=models.Value(ImportState.UNDOING)), default=models.Value(ImportState.RUNNING)
        ),
    )
    if not taken:
        return None
    run = ImportRun.objects.select_related("started_by", "undone_by").get(pk=run_id)
    if run.attempts > MAX_ATTEMPTS:
        fail(run, _("The import was interrupted again and again and has been given up. What was imported until then can be undone."))
        return None
    return run


class RunFields(TypedDict, total=False):
    """What the worker that holds a run writes down of it."""

    state: str
    finished_at: datetime
    total: int
    done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    skipped: int
    brought: dict[str, int]
    header: list[str]
    unknown_columns: list[str]
    preset: str
    undo_report: dict[str, Any]


def advance(run: ImportRun, **values: Unpack[RunFields]) -> None:
    """Write progress while holding the run; raises LostClaim when somebody else holds it."""
    changes = among(values, RunFields.__annotations__)
    if not ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(beat_at=timezone.now(), **changes):
        raise LostClaim
    assign(run, changes, RunFields.__annotations__)


def fail(run: ImportRun, sentence: str) -> None:
    """Give the run up with a sentence, unless somebody else holds it by now."""
    with transaction.atomic():
        moved = ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(
            state=ImportState.FAILED, error=sentence, claim="", finished_at=timezone.now()
        )
        if moved:
            record(actor=run.started_by, verb="import.failed", target=run, note=sentence)
