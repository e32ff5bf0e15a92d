"""Cells: exchanged with the editor's grid, and a whole row as a plain form."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from college.requests import Request
from config.kit.errors import DomainError, Forbidden, StaleState
from config.kit.reading import read_id
from config.kit.verdicts import require
from curricula.cells import CellEdit, Place, read_edits
from curricula.enums import Stage, Strength
from curricula.models import Capability, CourseMap
from curricula.policies import can_edit_map
from curricula.selectors.maps import RowCell, cells_of_row, figures_of_map, in_map_order, news_of_map
from curricula.selectors.readiness import map_is_draft
from curricula.services.cells import save_cells
from curricula.views.maps import seen_map


@require_http_methods(["GET", "POST"])
def map_cells(request: Request, pk: int) -> JsonResponse:
    """The cells of a map, as the editor's page exchanges them.

    GET ``?since=`` a revision answers {revision, editable, cells: [[capability, course, strength, who], …], figures}: what
    was changed after it. Figures are left out (null) when nothing was.

    POST takes JSON, {cells: [{capability, course, strength, expected}, …]}, and answers {revision, accepted: [[capability,
    course, strength], …], conflicts: [{capability, course, current, message}, …], refused: [{capability, course, message},
    …], figures}. Cells that are accepted are saved, whatever becomes of the others. When all is refused, it answers 403 (may
    not), 409 (is no draft any more) or 422 (makes no sense) with {message}, and the page keeps what was typed.
    """
    course_map = seen_map(request, pk)
    try:
        return JsonResponse(_save(request, course_map) if request.method == "POST" else _news(request, course_map))
    except DomainError as refusal:
        return JsonResponse({"message": str(refusal)}, status=_status(refusal))


def _status(refusal: DomainError) -> int:
    if isinstance(refusal, Forbidden):
        return 403
    return 409 if isinstance(refusal, StaleState) else 422


def _news(request: Request, course_map: CourseMap) -> dict[str, Any]:
    since = read_id(request.GET.get("since")) or 0
    news = news_of_map(course_map, since)
    figures = figures_of_map(course_map).numbers if since < news.revision else None
    editable = bool(can_edit_map(request.user, course_map) and map_is_draft(course_map))
    return {"revision": news.revision, "editable": editable, "cells": news.cells, "figures": figures}


def _save(request: Request, course_map: CourseMap) -> dict[str, Any]:
    require(can_edit_map(request.user, course_map))  # before what was sent is judged
    saved = save_cells(course_map=course_map, edits=read_edits(_json(request)), actor=request.user)
    return {
        "revision": saved.revision,
        "accepted": [[*place, strength] for place, strength in saved.accepted.items()],
        "conflicts": [{**_place(place), "current": one.current, "message": one.message} for place, one in saved.conflicts.items()],
        "refused": [{**_place(place), "message": str(sentence)} for place, sentence in saved.refused.items()],
        "figures": figures_of_map(course_map).numbers,
    }


def _place(place: Place) -> dict[str, int]:
    return {"capability": place[0], "course": place[1]}


def _json(request: Request) -> Any:
    try:
        return json.loads(request.body) if request.content_type == "application/json" else None
    except (ValueError, RecursionError):
        return None


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
    """Save every changed line at once; the sentences of those that could not be, by course id."""
    edits = [edit for cell in cells_of_row(course_map, capability) if (edit := _edit(request, capability, cell))]
    saved = save_cells(course_map=course_map, edits=edits, actor=request.user)
    problems = {place[1]: str(sentence) for place, sentence in saved.refused.items()}
    problems |= {place[1]: conflict.message for place, conflict in saved.conflicts.items()}
    if saved.accepted:
        count = len(saved.accepted)
        messages.success(request, ngettext("%(n)d cell saved.", "%(n)d cells saved.", count) % {"n": count})
    elif not problems:
        messages.info(request, _("Nothing was changed."))
    return problems


def _edit(request: Request, capability: Capability, cell: RowCell) -> CellEdit | None:
    """What the line of one course asks for, or nothing where it is as it was. An empty cell has no stage."""
    pk = cell.course.pk
    strength, stage = request.POST.get(f"s_{pk}", ""), request.POST.get(f"stage_{pk}", "")
    seen, seen_stage = request.POST.get(f"was_{pk}"), request.POST.get(f"was_stage_{pk}", "")
    if seen is None or (strength == seen and (stage == seen_stage or not strength)):
        return None
    moved = bool(strength) and stage != seen_stage
    return CellEdit((capability.pk, pk), strength, seen, *((stage, seen_stage) if moved else ()))


def _line(request: Request, cell: RowCell, problem: str) -> CourseLine:
    if not problem:
        return CourseLine(cell, cell.strength, cell.stage)
    pk = cell.course.pk
    return CourseLine(cell, request.POST.get(f"s_{pk}", ""), request.POST.get(f"stage_{pk}", ""), problem)
