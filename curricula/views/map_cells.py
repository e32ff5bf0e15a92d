"""Saving cells: one by one from the editor's grid, and a whole row from the plain form."""

from dataclasses import dataclass
from typing import TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from college.requests import Request
from config.kit.errors import DomainError, Forbidden
from config.kit.reading import read_id
from config.kit.verdicts import require
from curricula.enums import Stage, Strength
from curricula.models import Capability, Course, CourseMap
from curricula.policies import can_edit_map
from curricula.selectors.maps import RowCell, cells_of_row, grid_of_map, in_map_order
from curricula.services.maps import CellConflict, set_stage, set_support
from curricula.views.grid import GridView, grid_view
from curricula.views.maps import seen_map

T = TypeVar("T", Capability, Course)


@require_POST
def map_cell(request: Request, pk: int) -> JsonResponse:
    """Save one cell: ``capability``, ``course``, ``strength`` (H, M, L or empty) and ``expected``, what the page showed there.

    Answers {value, rows: {id: [courses with at least M, is a gap]}, panel}; on a conflict 409 with {message, current};
    else 403 or 422 with {message}. Nothing is written then, and the page keeps what was typed.
    """
    course_map = seen_map(request, pk)
    try:
        require(can_edit_map(request.user, course_map))
        value = set_support(
            course_map=course_map,
            capability=_named(request, "capability", Capability.objects.all()),
            course=_named(request, "course", Course.objects.all()),
            strength=request.POST.get("strength", ""),
            expected=request.POST.get("expected", ""),
            actor=request.user,
        )
    except CellConflict as conflict:
        return JsonResponse({"message": str(conflict), "current": conflict.current}, status=409)
    except DomainError as refusal:
        return JsonResponse({"message": str(refusal)}, status=403 if isinstance(refusal, Forbidden) else 422)
    view = grid_view(request, grid_of_map(course_map))
    panel = render_to_string("curricula/_figures.html", {"view": view, "map": course_map, "is_editor": True}, request)
    return JsonResponse({"value": value, "rows": _row_figures(view), "panel": panel})


def _row_figures(view: GridView) -> dict[int, list[int]]:
    return {row.capability.pk: [row.figures.courses, int(row.figures.is_gap)] for row in view.grid.rows}


def _named(request: Request, name: str, things: QuerySet[T]) -> T:
    """The row whose id the POST gives; whether it belongs to the map is the service's question."""
    given = read_id(request.POST.get(name))
    found = None if given is None else things.filter(pk=given).first()
    if found is None:
        raise DomainError(_("This cell is not in the map any more."))
    return found


@dataclass(frozen=True)
class CourseLine:
    """A course's line of the row form: what stands in the cell, what the person chose, and why it could not be saved."""

    cell: RowCell
    strength: str
    stage: str
    problem: str = ""


def map_row(request: Request, pk: int, capability: int) -> HttpResponse:
    """One capability with all courses as a plain form: for phones, and for browsers without JavaScript.

    Lines that somebody else changed meanwhile keep the person's choice with a sentence beside it; saving again then
    replaces the other's value, knowingly.
    """
    course_map = seen_map(request, pk)
    require(can_edit_map(request.user, course_map))
    rows = in_map_order(Capability.objects.filter(requirements__map=course_map).distinct())
    place = next((place for place, row in enumerate(rows) if row.pk == capability), None)
    if place is None:
        raise Http404
    here = rows[place]
    problems = _save_lines(request, course_map, here) if request.method == "POST" else {}
    following = rows[place + 1] if place + 1 < len(rows) else None
    if request.method == "POST" and not problems:
        onward = following if "next" in request.POST else here
        return redirect("map_row", pk, onward.pk) if onward else redirect("map_edit", pk)
    context = {
        "map": course_map,
        "capability": here,
        "lines": [_line(request, cell, problems.get(cell.course.pk, "")) for cell in cells_of_row(course_map, here)],
        "strengths": Strength.choices,
        "stages": Stage.choices,
        "number": place + 1,
        "count": len(rows),
        "previous": rows[place - 1] if place else None,
        "following": following,
    }
    return render(request, "curricula/map_row.html", context, status=409 if problems else 200)


def _save_lines(request: Request, course_map: CourseMap, capability: Capability) -> dict[int, str]:
    """Save every changed line; the sentences of those that could not be, by course id."""
    problems: dict[int, str] = {}
    saved = 0
    for cell in cells_of_row(course_map, capability):
        try:
            saved += _save_line(request, course_map, capability, cell)
        except DomainError as refusal:
            problems[cell.course.pk] = str(refusal)
    if saved:
        messages.success(request, ngettext("%(n)d cell saved.", "%(n)d cells saved.", saved) % {"n": saved})
    elif not problems:
        messages.info(request, _("Nothing was changed."))
    return problems


def _save_line(request: Request, course_map: CourseMap, capability: Capability, cell: RowCell) -> bool:
    """Whether the line of one course held a change, which is saved then."""
    pk, actor = cell.course.pk, request.user
    strength, seen = request.POST.get(f"s_{pk}", ""), request.POST.get(f"was_{pk}", "")
    if f"was_{pk}" not in request.POST:
        return False
    if changed := strength != seen:
        set_support(course_map=course_map, capability=capability, course=cell.course, strength=strength, expected=seen, actor=actor)
    stage = request.POST.get(f"stage_{pk}", "")
    if strength and stage != request.POST.get(f"was_stage_{pk}", ""):
        set_stage(course_map=course_map, capability=capability, course=cell.course, stage=stage, actor=actor)
        changed = True
    return changed


def _line(request: Request, cell: RowCell, problem: str) -> CourseLine:
    if not problem:
        return CourseLine(cell, cell.strength, cell.stage)
    pk = cell.course.pk
    return CourseLine(cell, request.POST.get(f"s_{pk}", ""), request.POST.get(f"stage_{pk}", ""), problem)
