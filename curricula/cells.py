"""Edits of a map's cells: read from a page, and decided against what stands there. No ORM in sight.

Whoever edits a cell says what stood in it. Where something else stands there by now the edit is a conflict, unless the cell
holds already what is wanted: a save repeated after a lost answer is harmless.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kit.errors import DomainError
from config.kit.reading import read_id
from curricula.enums import Stage, Strength

#: A cell by the ids of its capability and its course.
Place = tuple[int, int]

#: A map of 100 capabilities by 80 courses, and some more: what one save may hold.
MOST = 10_000


@dataclass(frozen=True)
class CellMark:
    """What stands in a cell: H, M, L or nothing, and the stage of learning (I, R, M or nothing)."""

    strength: str = ""
    stage: str = ""

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.strength, self.stage)))


EMPTY = CellMark()


@dataclass(frozen=True)
class CellEdit:
    """What a person wants in a cell, and what they saw there. A stage of None leaves the stage as it is."""

    place: Place
    strength: str
    expected: str
    stage: str | None = None
    expected_stage: str | None = None

    def mark(self, held: CellMark) -> CellMark:
        """What the cell is to hold. An empty cell has no stage."""
        return CellMark(self.strength, held.stage if self.stage is None else self.stage) if self.strength else EMPTY

    def saw(self, held: CellMark) -> bool:
        return self.expected == held.strength and self.expected_stage in (None, held.stage)


@dataclass
class Decision:
    """Which edits are to be written, and why the others are not.

    ``accepted`` holds every cell that has what was wanted of it, ``changes`` those of them that are to be written, with the
    mark before and after; ``conflicts`` what stands in cells that somebody else changed; ``refused`` a sentence for each cell
    that can't hold what was wanted.
    """

    accepted: dict[Place, str] = field(default_factory=dict)
    changes: dict[Place, tuple[CellMark, CellMark]] = field(default_factory=dict)
    conflicts: dict[Place, CellMark] = field(default_factory=dict)
    refused: dict[Place, str | Promise] = field(default_factory=dict)


def decide(edits: Sequence[CellEdit], *, held: Mapping[Place, CellMark], rows: Collection[int], columns: Collection[int]) -> Decision:
    """Decide each edit by itself, in their order: of two edits of one cell the second meets what the first left.

    Input: the marks that stand in the map by cell (empty cells may be absent), the ids of the capabilities that the map holds,
    and of the courses that it may mark.
    """
    found = Decision()
    now = dict(held)
    for edit in edits:
        place, before = edit.place, now.get(edit.place, EMPTY)
        after = edit.mark(before)
        if sentence := _unfit(edit, rows, columns):
            found.refused[place] = sentence
        elif before != after and not edit.saw(before):
            found.conflicts[place] = before
        else:
            now[place] = after
            found.accepted[place] = after.strength
            if before != after:
                found.changes[place] = (held.get(place, EMPTY), after)
    return found


def _unfit(edit: CellEdit, rows: Collection[int], columns: Collection[int]) -> str | Promise:
    """Why the cell can't hold this, or nothing."""
    capability, course = edit.place
    if edit.strength and edit.strength not in Strength.values:
        return _("A cell takes H, M, L or nothing.")
    if edit.stage and edit.stage not in Stage.values:
        return _("The stage is introduce, reinforce or master.")
    if edit.stage and not edit.strength:
        return _("Choose H, M or L before the stage.")
    if capability not in rows:
        return _("This capability is not in the map any more.")
    if course not in columns:
        return _("This course belongs to another programme.")
    return ""


def read_edits(given: Any) -> list[CellEdit]:
    """The edits in ``{"cells": [{"capability", "course", "strength", "expected"}, …]}``.

    Refuses (DomainError) anything of another shape, and more cells than a map has.
    """
    cells = given.get("cells") if isinstance(given, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise DomainError(_("The page sent something that is not a list of cells. Load it again."))
    if len(cells) > MOST:
        raise DomainError(_("These are more cells than a map has. Paste a smaller block."))
    return [_edit(cell) for cell in cells]


def _edit(cell: Mapping[str, Any]) -> CellEdit:
    capability, course = read_id(cell.get("capability")), read_id(cell.get("course"))
    strength, expected = cell.get("strength"), cell.get("expected")
    if capability is None or course is None or not isinstance(strength, str) or not isinstance(expected, str):
        raise DomainError(_("The page sent something that is not a list of cells. Load it again."))
    return CellEdit((capability, course), strength, expected)
