"""Write cells of a course map: many at once, in one transaction, with one audit entry and one revision."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from college.models import User
from college.services.audit import record
from config.kit.verdicts import require
from curricula.cells import CellEdit, CellMark, Place, decide
from curricula.models import Capability, CellChange, Course, CourseMap, Requirement, Support
from curricula.policies import can_edit_map
from curricula.services.drafts import hold_draft, next_revision

#: Rows in one statement. A pasted block of 30 × 20 is one.
BATCH = 1000


@dataclass(frozen=True)
class Conflict:
    """A cell that somebody else changed first: what stands in it now, and a sentence that says who put it there."""

    current: str
    message: str


@dataclass(frozen=True)
class SavedCells:
    """What became of the edits, by cell. ``accepted`` cells hold what was wanted; of the others nothing was written."""

    revision: int
    accepted: Mapping[Place, str]
    conflicts: Mapping[Place, Conflict]
    refused: Mapping[Place, str | Promise]


@transaction.atomic
def save_cells(*, course_map: CourseMap, edits: Sequence[CellEdit], actor: User) -> SavedCells:
    """Write every edit of a draft's cells that meets what its author saw; a constant number of statements for each 1,000 cells.

    The draft is held from the first statement on, so no cell changes between the look and the write. Edits that change
    something make one revision and one audit entry. Refuses a map that is no draft any more (StaleState).
    """
    require(can_edit_map(actor, course_map))
    hold_draft(course_map)
    capabilities, courses = ({edit.place[part] for edit in edits} for part in (0, 1))
    held = {
        (row.capability_id, row.course_id): row
        for row in Support.objects.filter(map=course_map, capability__in=capabilities, course__in=courses)
    }
    found = decide(
        edits,
        held={place: CellMark(row.strength, row.stage) for place, row in held.items()},
        rows=set(Requirement.objects.filter(map=course_map, capability__in=capabilities).values_list("capability", flat=True)),
        columns=set(Course.objects.filter(programme=course_map.programme_id, pk__in=courses).values_list("pk", flat=True)),
    )
    if found.changes:
        _write(course_map, {place: after for place, (_before, after) in found.changes.items()}, held)
        _remember(course_map, found.changes, next_revision(course_map), actor)
    else:
        course_map.refresh_from_db(fields=["revision"])
    return SavedCells(course_map.revision, found.accepted, _told(course_map, found.conflicts), found.refused)


def _write(course_map: CourseMap, marks: Mapping[Place, CellMark], held: Mapping[Place, Support]) -> None:
    filled = [
        Support(map=course_map, capability_id=place[0], course_id=place[1], strength=mark.strength, stage=mark.stage)
        for place, mark in marks.items()
        if mark.strength
    ]
    Support.objects.bulk_create(
        filled,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["map", "capability", "course"],
        update_fields=["strength", "stage"],
    )
    Support.objects.filter(pk__in=[held[place].pk for place, mark in marks.items() if not mark.strength and place in held]).delete()


def _remember(course_map: CourseMap, changes: Mapping[Place, tuple[CellMark, CellMark]], revision: int, actor: User) -> None:
    """Who changed which cell last, for the pages that have the map open; and the audit entry."""
    now = timezone.now()
    CellChange.objects.bulk_create(
        [
            CellChange(
                map=course_map,
                capability_id=place[0],
                course_id=place[1],
                strength=after.strength,
                revision=revision,
                changed_by=actor,
                changed_at=now,
            )
            for place, (_before, after) in changes.items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["map", "capability", "course"],
        update_fields=["strength", "revision", "changed_by", "changed_at"],
    )
    names = _names(changes)
    pairs = {names[place]: (str(before) or None, str(after) or None) for place, (before, after) in changes.items()}
    record(actor=actor, verb="map.cells_changed", target=course_map, changes=pairs)


def _names(places: Collection[Place]) -> dict[Place, str]:
    """Cells as people name them: ``P-1.2 × C07``."""
    capabilities = dict(Capability.objects.filter(pk__in={place[0] for place in places}).values_list("pk", "code"))
    courses = dict(Course.objects.filter(pk__in={place[1] for place in places}).values_list("pk", "code"))
    return {place: f"{capabilities[place[0]]} × {courses[place[1]]}" for place in places}


def _told(course_map: CourseMap, conflicts: Mapping[Place, CellMark]) -> dict[Place, Conflict]:
    who = _authors(course_map, conflicts) if conflicts else {}
    return {place: Conflict(mark.strength, _sentence(mark.strength, who.get(place, ""))) for place, mark in conflicts.items()}


def _authors(course_map: CourseMap, places: Iterable[Place]) -> dict[Place, str]:
    any_of = Q(capability__in={place[0] for place in places}, course__in={place[1] for place in places})
    changes = CellChange.objects.filter(any_of, map=course_map).select_related("changed_by")
    return {(change.capability_id, change.course_id): str(change.changed_by) for change in changes if change.changed_by}


def _sentence(current: str, who: str) -> str:
    who = who or _("Somebody else")
    if current:
        return _("%(who)s put “%(value)s” here. Your value is not saved yet.") % {"who": who, "value": current}
    return _("%(who)s cleared this cell. Your value is not saved yet.") % {"who": who}
