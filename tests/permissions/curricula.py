"""Rows of curricula: posts, capabilities, courses and course maps."""

from typing import Any

from curricula.enums import MapState
from curricula.models import CourseMap, Requirement, Support
from tests.permissions import EVERYONE, STAFF, Row, pk_of

EDITORS = "administrator coordinator instructor"
DECIDERS = "administrator coordinator"


def mapped(state: str = MapState.DRAFT) -> Any:
    """Give both sides' maps a row with a cell, in ``state``."""

    def prepare(world: Any) -> None:
        for side in (world.own, world.foreign):
            Requirement.objects.create(map=side.map, capability=side.capability)
            Support.objects.create(map=side.map, capability=side.capability, course=side.course, strength="M")
            CourseMap.objects.filter(pk=side.map.pk).update(state=state)

    return prepare


def of_map(**more: Any) -> dict[str, Any]:
    return {**pk_of("map"), **more}


MATRIX = {
    "post_list": Row(allowed=EVERYONE),
    "capability_list": Row(allowed=EVERYONE),
    "course_list": Row(allowed=EVERYONE),
    "map_list": Row(allowed=EVERYONE),
    "post_create": Row(allowed=f"{EDITORS} liaison"),
    "capability_create": Row(allowed=EDITORS),
    "course_create": Row(allowed=EDITORS),
    "map_create": Row(allowed=EDITORS),
    "post_detail": Row(allowed=STAFF, foreign_allowed=STAFF, **pk_of("post")),
    "capability_detail": Row(allowed=f"{STAFF} liaison", foreign_allowed=STAFF, **pk_of("capability")),
    "course_detail": Row(allowed=f"{STAFF} liaison", foreign_allowed=STAFF, **pk_of("course")),
    "post_edit": Row(allowed=EDITORS, foreign_allowed="administrator", **pk_of("post")),
    "capability_edit": Row(allowed=EDITORS, foreign_allowed="administrator", **pk_of("capability")),
    "course_edit": Row(allowed=EDITORS, foreign_allowed="administrator", **pk_of("course")),
    "post_set_active": Row(allowed=EDITORS, foreign_allowed="administrator", method="post", **pk_of("post")),
    "capability_set_active": Row(allowed=EDITORS, foreign_allowed="administrator", method="post", **pk_of("capability")),
    "course_set_active": Row(allowed=EDITORS, foreign_allowed="administrator", method="post", **pk_of("course")),
    "catalogue_lines": Row(
        allowed=EDITORS,
        foreign_allowed="administrator",
        own=lambda w: {"pk": w.own.programme.pk, "kind": "courses"},
        foreign=lambda w: {"pk": w.foreign.programme.pk, "kind": "courses"},
    ),
    "programme_curriculum_panel": Row(allowed=f"{STAFF} liaison", foreign_allowed=STAFF, **pk_of("programme")),
    "enterprise_posts_panel": Row(allowed=f"{STAFF} liaison", foreign_allowed=STAFF, **pk_of("enterprise")),
    "map_detail": Row(allowed=f"{STAFF} liaison", foreign_allowed=STAFF, **of_map(prepare=mapped(MapState.PUBLISHED))),
    "map_export": Row(allowed=f"{STAFF} liaison", foreign_allowed=STAFF, **of_map(prepare=mapped(MapState.PUBLISHED))),
    "map_edit": Row(allowed=EDITORS, foreign_allowed="administrator", **of_map(prepare=mapped())),
    "map_cells": Row(allowed=EDITORS, foreign_allowed="administrator", method="post", **of_map(prepare=mapped())),
    "map_row": Row(
        allowed=EDITORS,
        foreign_allowed="administrator",
        own=lambda w: {"pk": w.own.map.pk, "capability": w.own.capability.pk},
        foreign=lambda w: {"pk": w.foreign.map.pk, "capability": w.foreign.capability.pk},
        prepare=mapped(),
    ),
    "map_requirements": Row(allowed=EDITORS, foreign_allowed="administrator", **of_map(prepare=mapped())),
    "map_rename": Row(allowed=EDITORS, foreign_allowed="administrator", **of_map(prepare=mapped())),
}
