"""Rows of the services of curricula: the catalogue and course maps."""

from datetime import date
from typing import Any

from curricula.cells import CellEdit
from curricula.enums import CourseKind, Layer, MapState
from curricula.models import Capability, Course, Post, Requirement, Support
from curricula.services import catalogue, cells, filling, maps
from tests.permissions.services import Here, Row

ADMIN = "administrator"
EDITORS = "administrator coordinator instructor"
DECIDERS = "administrator coordinator"


def _post_of_the_enterprise(here: Here, **values: Any) -> Post:
    return Post.objects.create(enterprise=here.enterprise, name="Fitter", **values)


def _changed(thing: Any, **values: Any) -> Any:
    for name, value in values.items():
        setattr(thing, name, value)
    return thing


def _map(state: str = MapState.DRAFT, **arguments: Any) -> Any:
    """The side's map in ``state``, with one row and one cell in it."""

    def given(here: Here) -> dict[str, Any]:
        Requirement.objects.create(map=here.map, capability=here.capability)
        Support.objects.create(map=here.map, capability=here.capability, course=here.course, strength="M")
        return {"course_map": here.put("map", state=state), **arguments}

    return given


def _cell(strength: str, expected: str) -> Any:
    return lambda here: {**_map()(here), "edits": [CellEdit((here.capability.pk, here.course.pk), strength, expected)]}


def _lines(lines: str, **arguments: Any) -> Any:
    return lambda here: {"programme": here.programme, "lines": lines, **arguments}


def _known_lines(name: str, **arguments: Any) -> Any:
    """The name of what the programme has already, so that nothing is added one by one."""
    return lambda here: {"programme": here.programme, "lines": getattr(here, name).name, **arguments}


ROWS = [
    Row(filling.add_things, lambda h: {"things": [Post(programme=h.programme, name="Fitter")]}, EDITORS, ADMIN),
    Row(filling.require_in_drafts, lambda h: {"needed": {h.programme: [h.capability]}, "title": "Draft"}, EDITORS, ADMIN),
    Row(catalogue.save_post, lambda h: {"post": Post(programme=h.programme, name="Fitter")}, EDITORS, ADMIN, "a new one"),
    Row(catalogue.save_post, lambda h: {"post": _changed(h.post, name="Fitter")}, EDITORS, ADMIN, "one there is"),
    Row(
        catalogue.save_post,
        lambda h: {"post": _changed(h.post, programme=h.other.programme)},
        ADMIN,
        ADMIN,
        "into another department's programme",
    ),
    Row(
        catalogue.save_post,
        lambda h: {"post": Post(enterprise=h.enterprise, name="Fitter")},
        f"{DECIDERS} liaison",
        ADMIN,
        "a new one of an enterprise",
    ),
    Row(
        catalogue.save_post,
        lambda h: {"post": _changed(_post_of_the_enterprise(h, programme=h.programme), name="Turner")},
        f"{EDITORS} liaison",
        ADMIN,
        "one of an enterprise, for a programme",
    ),
    Row(
        catalogue.save_post,
        lambda h: {"post": _changed(_post_of_the_enterprise(h), enterprise=h.other.enterprise)},
        ADMIN,
        DECIDERS,
        "into another enterprise",
    ),
    Row(
        catalogue.save_capability,
        lambda h: {"capability": Capability(programme=h.programme, code="P-9.9", name="To file")},
        EDITORS,
        ADMIN,
        "a new one",
    ),
    Row(catalogue.save_capability, lambda h: {"capability": _changed(h.capability, name="To file")}, EDITORS, ADMIN, "one there is"),
    Row(
        catalogue.save_capability,
        lambda h: {"capability": _changed(h.capability, programme=h.other.programme)},
        ADMIN,
        ADMIN,
        "into another department's programme",
    ),
    Row(catalogue.save_course, lambda h: {"course": Course(programme=h.programme, code="C99", name="Filing")}, EDITORS, ADMIN, "a new one"),
    Row(catalogue.save_course, lambda h: {"course": _changed(h.course, name="Filing")}, EDITORS, ADMIN, "one there is"),
    Row(
        catalogue.save_course,
        lambda h: {"course": _changed(h.course, programme=h.other.programme)},
        ADMIN,
        ADMIN,
        "into another department's programme",
    ),
    Row(catalogue.set_active, lambda h: {"thing": h.course, "active": False}, EDITORS, ADMIN, "a course"),
    Row(catalogue.set_active, lambda h: {"thing": h.capability, "active": False}, EDITORS, ADMIN, "a capability"),
    Row(
        catalogue.set_active,
        lambda h: {"thing": _post_of_the_enterprise(h), "active": False},
        f"{DECIDERS} liaison",
        DECIDERS,
        "a post of an enterprise",
    ),
    Row(catalogue.add_capabilities, _lines("To file", layer=Layer.PROFESSIONAL), EDITORS, ADMIN),
    Row(catalogue.add_capabilities, _known_lines("capability", layer=Layer.PROFESSIONAL), EDITORS, ADMIN, "which are there"),
    Row(catalogue.add_courses, _lines("Filing", kind=CourseKind.CORE, term=1), EDITORS, ADMIN),
    Row(catalogue.add_courses, _known_lines("course", kind=CourseKind.CORE, term=1), EDITORS, ADMIN, "which are there"),
    Row(catalogue.add_posts, _lines("Fitter"), EDITORS, ADMIN),
    Row(catalogue.add_posts, _known_lines("post"), EDITORS, ADMIN, "which are there"),
    Row(maps.start_map, lambda h: {"programme": h.programme}, EDITORS, ADMIN),
    Row(maps.start_map, lambda h: {"programme": h.programme, "copied_from": h.map}, EDITORS, ADMIN, "as a copy"),
    Row(maps.rename_map, _map(title="2026"), EDITORS, ADMIN),
    Row(cells.save_cells, _cell("H", "M"), EDITORS, ADMIN),
    Row(cells.save_cells, _cell("M", "M"), EDITORS, ADMIN, "which hold it already"),
    Row(
        maps.save_requirements,
        lambda h: {**_map()(h), "post": h.post, "ratings": {h.capability.pk: maps.Rating(4, 4)}},
        EDITORS,
        ADMIN,
    ),
    Row(maps.submit_map, _map(), EDITORS, ADMIN),
    Row(maps.return_map, _map(MapState.SUBMITTED, reason="More practice."), DECIDERS, ADMIN),
    Row(maps.publish_map, _map(MapState.SUBMITTED, on=date(2026, 3, 1)), DECIDERS, ADMIN),
    Row(maps.archive_map, _map(MapState.PUBLISHED), DECIDERS, ADMIN),
]

UNGUARDED = {catalogue.may_change: "is a policy itself"}
