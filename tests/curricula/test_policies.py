"""The policies of curricula, as a table."""

from typing import Any

import pytest

from college.models import Programme
from curricula import policies as p
from curricula.enums import MapState
from curricula.models import CourseMap, Post
from partnerships.models import AgreementProgramme
from tests.conftest import World
from tests.predicates import (
    ADMIN,
    RUNS_ANY,
    RUNS_FOREIGN,
    RUNS_OWN,
    SPEAKS_FOREIGN,
    SPEAKS_OWN,
    STAFF,
    Case,
    untold,
)

EDITS_OWN = f"{RUNS_OWN} instructor"


def _of(whose: str, name: str) -> Any:
    return lambda w: getattr(getattr(w, whose), name)


def _map(whose: str, state: str) -> Any:
    def given(world: World) -> CourseMap:
        course_map: CourseMap = getattr(world, whose).map
        CourseMap.objects.filter(pk=course_map.pk).update(state=state)
        course_map.state = state
        return course_map

    return given


def _post(whose: str, programme: str = "") -> Any:
    """A post of the side's enterprise, and of a side's programme if one is named."""
    return lambda w: Post.objects.create(
        enterprise=getattr(w, whose).enterprise, name="Fitter", programme=getattr(w, programme).programme if programme else None
    )


def _closed(world: World) -> Programme:
    Programme.objects.filter(pk=world.own.programme.pk).update(is_active=False)
    return world.own.programme


def _homeless(world: World) -> Programme:
    Programme.objects.filter(pk=world.own.programme.pk).update(department=None)
    return Programme.objects.get(pk=world.own.programme.pk)


def _uncovered(name: str) -> Any:
    """Something of the own programme, which no agreement covers any more."""

    def given(world: World) -> Any:
        AgreementProgramme.objects.filter(agreement=world.own.agreement).delete()
        return getattr(world.own, name)

    return given


CASES = [
    Case(p.reads_the_college, STAFF),
    Case(p.visible_programmes, f"{STAFF} {SPEAKS_OWN}", "own", _of("own", "programme")),
    Case(p.visible_programmes, f"{STAFF} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "programme")),
    Case(p.visible_programmes, STAFF, "own, without an agreement", _uncovered("programme")),
    Case(p.visible_maps, STAFF, "own draft", _map("own", MapState.DRAFT)),
    Case(p.visible_maps, STAFF, "own, submitted", _map("own", MapState.SUBMITTED)),
    Case(p.visible_maps, f"{STAFF} {SPEAKS_OWN}", "own, published", _map("own", MapState.PUBLISHED)),
    Case(p.visible_maps, STAFF, "own, archived", _map("own", MapState.ARCHIVED)),
    Case(p.visible_maps, f"{STAFF} {SPEAKS_FOREIGN}", "foreign, published", _map("foreign", MapState.PUBLISHED)),
    Case(p.visible_posts, STAFF, "of the own programme", _of("own", "post")),
    Case(p.visible_posts, f"{STAFF} {SPEAKS_OWN}", "of the own enterprise", _post("own")),
    Case(p.visible_posts, f"{STAFF} {SPEAKS_FOREIGN}", "of the foreign enterprise", _post("foreign")),
    Case(p.visible_capabilities, f"{STAFF} {SPEAKS_OWN}", "own", _of("own", "capability")),
    Case(p.visible_capabilities, f"{STAFF} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "capability")),
    Case(p.visible_capabilities, STAFF, "own, without an agreement", _uncovered("capability")),
    Case(p.visible_courses, f"{STAFF} {SPEAKS_OWN}", "own", _of("own", "course")),
    Case(p.visible_courses, f"{STAFF} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "course")),
    Case(p.visible_courses, STAFF, "own, without an agreement", _uncovered("course")),
    Case(p.editable_programmes, EDITS_OWN, "own", _of("own", "programme")),
    Case(p.editable_programmes, RUNS_FOREIGN, "foreign", _of("foreign", "programme")),
    Case(p.editable_programmes, "", "own, no longer offered", _closed),
    Case(p.editable_programmes, "", "own, of no department", _homeless),
    Case(p.can_edit_programme_map, EDITS_OWN, "own", _of("own", "programme")),
    Case(p.can_edit_programme_map, RUNS_FOREIGN, "foreign", _of("foreign", "programme")),
    Case(p.can_edit_programme_map, f"{ADMIN} instructor", "own, of no department", _homeless),
    Case(p.can_add_to_catalogue, f"{RUNS_ANY} instructor"),
    Case(p.can_add_post, f"{RUNS_ANY} instructor {SPEAKS_OWN} {SPEAKS_FOREIGN}"),
    Case(p.enterprises_for_posts, f"{RUNS_OWN} instructor {SPEAKS_OWN}", "own", _of("own", "enterprise")),
    Case(p.enterprises_for_posts, f"{RUNS_FOREIGN} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "enterprise")),
    Case(p.can_describe_posts, f"{RUNS_OWN} instructor {SPEAKS_OWN}", "own", _of("own", "enterprise")),
    Case(p.can_describe_posts, f"{RUNS_FOREIGN} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "enterprise")),
    Case(p.can_edit_post, EDITS_OWN, "of the own programme", _of("own", "post")),
    Case(p.can_edit_post, RUNS_FOREIGN, "of the foreign programme", _of("foreign", "post")),
    Case(p.can_edit_post, f"{RUNS_ANY} {SPEAKS_OWN}", "of the own enterprise", _post("own")),
    Case(p.can_edit_post, f"{RUNS_ANY} {SPEAKS_FOREIGN}", "of the foreign enterprise", _post("foreign")),
    Case(p.can_edit_post, f"{EDITS_OWN} {SPEAKS_OWN}", "of the own enterprise and programme", _post("own", "own")),
    Case(p.can_edit_post, f"{RUNS_FOREIGN} {SPEAKS_OWN}", "of the own enterprise for the foreign programme", _post("own", "foreign")),
    Case(p.can_edit_map, EDITS_OWN, "own draft", _map("own", MapState.DRAFT)),
    Case(p.can_edit_map, RUNS_FOREIGN, "foreign draft", _map("foreign", MapState.DRAFT)),
    Case(p.can_decide_map, RUNS_OWN, "own, submitted", _map("own", MapState.SUBMITTED)),
    Case(p.can_decide_map, RUNS_FOREIGN, "foreign, submitted", _map("foreign", MapState.SUBMITTED)),
]


def test_every_predicate_is_in_the_table() -> None:
    assert not untold(p, CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_policy(case: Case, crowd: World) -> None:
    assert not case.wrong(crowd)
