"""The audit trail that the history would have left, in the order in which it happened."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from heapq import merge
from operator import attrgetter
from typing import Any

from django.db import models
from django.utils import timezone

from college.models import AuditEntry, User
from demo.accounts import Cast
from demo.writing import at, stream
from internships.enums import PlacementState
from internships.models import Placement
from partnerships.enums import AgreementState, ScreeningState
from partnerships.models import Agreement, Partnership, Screening

A, P, S = AgreementState, PlacementState, ScreeningState
CHUNK = 2_000


def build_trail(*, cast: Cast) -> int:
    """Entries for what was decided, agreed and placed until now; returns how many."""
    streams = [*_screenings(), *_agreements(cast), _partnerships(), *_placements(cast)]
    now = timezone.now()
    return stream(AuditEntry, (entry for entry in merge(*streams, key=attrgetter("at")) if entry.at <= now))


def entry(moment: datetime, actor: User | None, verb: str, target: models.Model, *, note: str = "", **changes: list[Any]) -> AuditEntry:
    return AuditEntry(
        at=moment,
        actor=actor,
        actor_name=str(actor) if actor else "",
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:250],
        changes=changes,
        note=note,
    )


def _screenings() -> list[Iterator[AuditEntry]]:
    rows = Screening.objects.select_related("enterprise", "opened_by", "decided_by")
    opened = rows.order_by("created_at", "pk")
    submitted = rows.exclude(state=S.DRAFT).filter(inspected_on__isnull=False).order_by("inspected_on", "pk")
    decided = rows.filter(decided_on__isnull=False).order_by("decided_on", "pk")
    return [
        (entry(row.created_at, row.opened_by, "screening.opened", row) for row in opened.iterator(CHUNK)),
        (
            entry(at(row.inspected_on, 17), row.opened_by, "screening.submitted", row)
            for row in submitted.iterator(CHUNK)
            if row.inspected_on
        ),
        (_decision(row) for row in decided.iterator(CHUNK)),
    ]


def _decision(row: Screening) -> AuditEntry:
    assert row.decided_on is not None
    if row.state == S.REFUSED:
        return entry(at(row.decided_on, 15), row.decided_by, "screening.refused", row, note=row.decision_note)
    return entry(
        at(row.decided_on, 15), row.decided_by, "screening.passed", row, note=row.meeting, valid_until=[None, str(row.valid_until)]
    )


def _partnerships() -> Iterator[AuditEntry]:
    for row in Partnership.objects.select_related("enterprise", "department", "owner").order_by("created_at", "pk").iterator(CHUNK):
        yield entry(row.created_at, row.owner, "partnership.created", row)


def _agreements(cast: Cast) -> list[Iterator[AuditEntry]]:
    rows = Agreement.objects.select_related("partnership__owner")
    past_draft = rows.exclude(state=A.DRAFT)
    past_submitted = past_draft.exclude(state=A.SUBMITTED)
    active = rows.filter(activated_on__isnull=False).order_by("activated_on", "pk")
    closed = rows.filter(closed_on__isnull=False).order_by("closed_on", "pk")
    return [
        (
            entry(row.created_at, row.partnership.owner, "agreement.drafted", row)
            for row in rows.order_by("created_at", "pk").iterator(CHUNK)
        ),
        (
            entry(row.created_at + timedelta(days=3), row.partnership.owner, "agreement.submitted", row, state=[A.DRAFT, A.SUBMITTED])
            for row in past_draft.order_by("created_at", "pk").iterator(CHUNK)
        ),
        (
            entry(row.created_at + timedelta(days=8), cast.admin, "agreement.approved", row, state=[A.SUBMITTED, A.APPROVED])
            for row in past_submitted.order_by("created_at", "pk").iterator(CHUNK)
        ),
        (
            entry(_on(row.activated_on), row.partnership.owner, "agreement.activated", row, state=[A.SIGNED, A.ACTIVE])
            for row in active.iterator(CHUNK)
        ),
        (_closing(row) for row in closed.iterator(CHUNK)),
    ]


def _closing(row: Agreement) -> AuditEntry:
    if row.state == A.TERMINATED:
        owner = row.partnership.owner
        return entry(_on(row.closed_on), owner, "agreement.terminated", row, note=row.state_note, state=[A.ACTIVE, A.TERMINATED])
    return entry(_on(row.closed_on), None, "agreement.ended", row, state=[A.ACTIVE, A.ENDED])


def _placements(cast: Cast) -> list[Iterator[AuditEntry]]:
    rows = Placement.objects.select_related("student", "enterprise", "teacher")
    closed = rows.filter(closed_on__isnull=False).order_by("closed_on", "pk")
    return [
        (
            entry(row.created_at, cast.coordinators.get(row.department_id or 0), "placement.planned", row)
            for row in rows.order_by("created_at", "pk").iterator(CHUNK)
        ),
        (_end(row) for row in closed.iterator(CHUNK)),
    ]


VERBS = {P.COMPLETED: "placement.completed", P.ENDED_EARLY: "placement.ended_early", P.CANCELLED: "placement.cancelled"}


def _end(row: Placement) -> AuditEntry:
    state = PlacementState(row.state)
    before = P.PLANNED if state == P.CANCELLED else P.ACTIVE
    return entry(_on(row.closed_on), row.teacher, VERBS[state], row, note=row.state_note, state=[before, state])


def _on(day: date | None) -> datetime:
    assert day is not None
    return at(day, 9)
