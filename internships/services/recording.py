"""Placements that a file tells of: history as it was, and plans under the rules of planning.

What is over arrives as it was: nobody is asked to sign it, and rules of planning are not held against the past. What is not over yet
is a plan, held to what ``plan_placement`` asks (``compliance.checks.TO_PLAN``); a plan of a file has no opening, so what an opening would
say of post and hours is asked of nobody.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NotRequired, TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from college.models import Programme, User
from college.services.audit import record_many
from config.kit.bulk import Kept, attributes, judge, write
from config.kit.errors import DomainError
from config.kit.rows import assign, require_ready
from config.kit.verdicts import require
from internships.compliance.checks import TO_PLAN, examine
from internships.compliance.rules import stopped_by
from internships.enums import CURRENT, PlacementState
from internships.models import Placement, PlacementSignature, Student
from internships.policies import can_place
from internships.selectors.choices import supervisors_in
from internships.selectors.facts import Grounds, facts_of, last_day_of
from internships.selectors.readiness import placement_may_be_changed, placement_terms_may_change
from partnerships.models import Enterprise, Partnership

#: What three parties sign; it stays once somebody has.
TERMS = frozenset({"enterprise_id", "programme_id", "department_id", "kind", "post_name", "starts_on", "ends_on"})


class PlacementCells(TypedDict):
    """What a file says of a placement, its days at least."""

    starts_on: date
    ends_on: date
    kind: NotRequired[str]
    post_name: NotRequired[str]
    hours: NotRequired[int]
    teacher_id: NotRequired[int]


@dataclass(frozen=True)
class PlacementRow:
    """A placement as a file tells of it, by its number in its source; what ``details`` leaves out stays. ``must_be_over`` refuses
    what is no history yet."""

    row: int
    source: str
    source_key: str
    student: Student
    enterprise: Enterprise
    programme: Programme
    details: PlacementCells
    must_be_over: bool = False


class Occupied:
    """The days on which students are placed, with those planned meanwhile. One query for all."""

    def __init__(self, students: Iterable[int]) -> None:
        self.periods: dict[int, list[tuple[int | None, date, date]]] = defaultdict(list)
        for placement in Placement.objects.filter(student__in=set(students)).exclude(state=PlacementState.CANCELLED):
            self.periods[placement.student_id].append((placement.pk, placement.starts_on, last_day_of(placement)))

    def clash(self, placement: Placement) -> tuple[date, date] | None:
        """The first other period of the student that shares a day with the placement."""
        return next(
            (
                (first, last)
                for pk, first, last in self.periods[placement.student_id]
                if first <= placement.ends_on and placement.starts_on <= last and (pk is None or pk != placement.pk)
            ),
            None,
        )

    def add(self, placement: Placement) -> None:
        """Count a new plan of this very batch."""
        self.periods[placement.student_id].append((placement.pk, placement.starts_on, placement.ends_on))


@transaction.atomic
def record_placements(*, rows: Sequence[PlacementRow], actor: User | None, on: date, note: str = "") -> list[Kept[Placement]]:
    """Record and change many placements, by source and number; at a constant number of statements.

    Whoever records must be allowed to place in the department, and where the number is known in the stored placement's too. One that
    is under way keeps what was signed, one that ended here stays as it is; imported history may be corrected. A row that is refused
    says why and the others stand. ``actor`` None is the command line.
    """
    known = _known(rows)
    # Held, so that nobody plans the same student on a page meanwhile.
    list(Student.objects.select_for_update().filter(pk__in={row.student.pk for row in rows}).order_by("pk").values_list("pk", flat=True))
    open_rows = [row for row in rows if row.details["ends_on"] >= on or _is_open(known.get((row.source, row.source_key)))]
    context = _Context(
        actor,
        on,
        _partnerships(rows),
        Occupied(row.student.pk for row in open_rows),
        Grounds(row.enterprise.pk for row in open_rows),
        supervisors_in(row.programme for row in open_rows),
    )
    kept = [judge(row.row, known.get((row.source, row.source_key)) or _fresh(row), _change(row, context)) for row in rows]
    write(kept)
    record_many(actor=actor, verb="placement.imported", kept=kept, note=note)
    return kept


@dataclass(frozen=True)
class _Context:
    actor: User | None
    on: date
    partnerships: Mapping[tuple[int, int | None], int]
    occupied: Occupied
    grounds: Grounds
    supervisors: Mapping[int, set[int]]


def _known(rows: Sequence[PlacementRow]) -> dict[tuple[str, str], Placement]:
    signed = PlacementSignature.objects.filter(placement=OuterRef("pk"))
    found = Placement.objects.filter(source__in={row.source for row in rows}, source_key__in={row.source_key for row in rows})
    found = found.annotate(is_signed=Exists(signed)).select_related("student", "enterprise", "opening__programme")
    return {(one.source, one.source_key): one for one in found}


def _is_open(known: Placement | None) -> bool:
    return known is not None and known.state in CURRENT


def _fresh(row: PlacementRow) -> Placement:
    return Placement(source=row.source, source_key=row.source_key, student=row.student, enterprise=row.enterprise)


def _partnerships(rows: Sequence[PlacementRow]) -> dict[tuple[int, int | None], int]:
    found = Partnership.objects.filter(enterprise__in={row.enterprise.pk for row in rows})
    return {(enterprise, department): pk for enterprise, department, pk in found.values_list("enterprise_id", "department_id", "pk")}


def _change(row: PlacementRow, context: _Context) -> Callable[[Placement], None]:
    def change(placement: Placement) -> None:
        is_new = placement.pk is None
        if context.actor is not None:
            for department in {row.programme.department_id} if is_new else {row.programme.department_id, placement.department_id}:
                require(can_place(context.actor, department))
        if placement.student_id != row.student.pk:
            raise DomainError(_("This number belongs to a placement of another student."))
        was = attributes(placement)
        placement.enterprise, placement.programme, placement.department_id = row.enterprise, row.programme, row.programme.department_id
        assign(placement, row.details, PlacementCells.__annotations__)
        if is_new:
            _settle(placement, row, context)
        else:
            _refuse_fixed(placement, was, context)
        if is_new or was["enterprise_id"] != placement.enterprise_id or was["department_id"] != placement.department_id:
            placement.partnership_id = context.partnerships.get((placement.enterprise_id, placement.department_id))

    return change


def _settle(placement: Placement, row: PlacementRow, context: _Context) -> None:
    """What is over arrives as history; anything else is planned and goes the ordinary way from there."""
    if placement.ends_on < context.on:
        placement.state, placement.closed_on = PlacementState.COMPLETED, placement.ends_on
        return
    if row.must_be_over:
        raise DomainError(_("The placement ends on %(end)s and is not history yet.") % {"end": placement.ends_on})
    if not row.student.is_active:
        raise DomainError(_("This student is no longer enrolled."))
    if clash := context.occupied.clash(placement):
        raise DomainError(
            _("%(student)s has a placement from %(start)s to %(end)s already.")
            % {"student": row.student, "start": date_format(clash[0]), "end": date_format(clash[1])}
        )
    _check_plan(placement, context)
    _check_supervisor(placement, context)
    context.occupied.add(placement)


def _check_plan(placement: Placement, context: _Context) -> None:
    if reason := stopped_by(examine(facts_of(placement, signed=(), grounds=context.grounds), TO_PLAN)):
        raise DomainError(reason)


def _check_supervisor(placement: Placement, context: _Context) -> None:
    if placement.teacher_id and placement.teacher_id not in context.supervisors[placement.programme_id]:
        raise DomainError(_("The supervisor teaches in no programme of this department."))


def _refuse_fixed(placement: Placement, was: Mapping[str, Any], context: _Context) -> None:
    now = attributes(placement)
    changed = {name for name in was if was[name] != now[name]}
    if not changed:
        return
    if _is_history(placement):
        if placement.ends_on >= context.on:
            raise DomainError(_("The placement ends on %(end)s and is not history yet.") % {"end": placement.ends_on})
        placement.closed_on = placement.ends_on
        return
    require_ready(placement_may_be_changed(placement))
    if changed & TERMS:
        require_ready(placement_terms_may_change(placement, is_signed=placement.is_signed))  # type: ignore[attr-defined]  # annotated
    if changed & {"starts_on", "ends_on"} and context.occupied.clash(placement):
        raise DomainError(_("The student has another placement on these days."))
    if changed & TERMS:
        _check_plan(placement, context)
    if "teacher_id" in changed:
        _check_supervisor(placement, context)


def _is_history(placement: Placement) -> bool:
    """It came from a file as it had been, and nobody here has signed it."""
    return placement.state == PlacementState.COMPLETED and not placement.opening_id and not placement.is_signed  # type: ignore[attr-defined]  # annotated
