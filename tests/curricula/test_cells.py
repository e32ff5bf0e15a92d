"""Cells of a map: which edits are taken, first without a database, then through the service, then by two people at once."""

import threading
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from college.models import AuditEntry
from config.kit.errors import Forbidden, StaleState
from curricula.cells import EMPTY, CellEdit, CellMark, Decision, decide
from curricula.models import CellChange, CourseMap, Requirement, Support
from curricula.services.cells import SavedCells, save_cells
from curricula.services.maps import start_map, submit_map
from tests import factories as make
from tests.conftest import World

HERE = (1, 1)
MARKS = st.sampled_from(["", "H", "M", "L"])
PLACES = st.tuples(st.integers(1, 3), st.integers(1, 3))
EDITS = st.lists(st.builds(CellEdit, PLACES, MARKS, MARKS), max_size=12)


def decided(*edits: CellEdit, **held: str) -> Decision:
    """Decided against a map with the capabilities 1 to 3 and the courses 1 to 3; ``held`` is what stands in the first cell."""
    return decide(edits, held={HERE: CellMark(**held)} if held else {}, rows={1, 2, 3}, columns={1, 2, 3})


def test_what_meets_the_cell_as_it_was_seen_is_written() -> None:
    found = decided(CellEdit(HERE, "M", "H"), strength="H", stage="R")
    assert found.changes == {HERE: (CellMark("H", "R"), CellMark("M", "R"))}
    assert found.accepted == {HERE: "M"}


def test_clearing_a_cell_clears_its_stage() -> None:
    assert decided(CellEdit(HERE, "", "H"), strength="H", stage="R").changes == {HERE: (CellMark("H", "R"), EMPTY)}


@pytest.mark.parametrize(("there", "expected", "wanted"), [("H", "", "M"), ("H", "M", "L"), ("H", "M", ""), ("", "M", "L")])
def test_what_somebody_else_changed_is_a_conflict(there: str, expected: str, wanted: str) -> None:
    found = decided(CellEdit(HERE, wanted, expected), strength=there)
    assert found.conflicts == {HERE: CellMark(there)}
    assert not found.changes
    assert not found.accepted


@pytest.mark.parametrize(("wanted", "expected"), [("H", ""), ("H", "M"), ("", "H"), ("H", "H"), ("", "")])
def test_a_save_repeated_after_a_lost_answer_is_harmless(wanted: str, expected: str) -> None:
    found = decided(CellEdit(HERE, wanted, expected), strength=wanted)
    assert found.accepted == {HERE: wanted}
    assert not found.changes
    assert not found.conflicts


def test_a_stage_is_guarded_like_a_strength() -> None:
    edit = CellEdit(HERE, "H", "H", stage="M", expected_stage="I")
    assert decided(edit, strength="H", stage="I").changes == {HERE: (CellMark("H", "I"), CellMark("H", "M"))}
    assert decided(edit, strength="H", stage="R").conflicts == {HERE: CellMark("H", "R")}
    assert not decided(edit, strength="H", stage="M").conflicts


def test_the_second_edit_of_a_cell_meets_what_the_first_left() -> None:
    assert decided(CellEdit(HERE, "M", "H"), CellEdit(HERE, "L", "M"), strength="H").changes == {HERE: (CellMark("H"), CellMark("L"))}
    assert decided(CellEdit(HERE, "M", "H"), CellEdit(HERE, "L", "H"), strength="H").conflicts == {HERE: CellMark("M")}


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (CellEdit(HERE, "X", ""), "H, M, L"),
        (CellEdit(HERE, "h", ""), "H, M, L"),
        (CellEdit(HERE, "H", "", "X"), "introduce"),
        (CellEdit(HERE, "", "", "I"), "before the stage"),
        (CellEdit((4, 1), "H", ""), "not in the map"),
        (CellEdit((1, 4), "H", ""), "another programme"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(edit: CellEdit, sentence: str) -> None:
    found = decided(edit)
    assert sentence in str(found.refused[edit.place])
    assert not found.accepted
    assert not found.changes


@given(EDITS, st.dictionaries(PLACES, MARKS.filter(bool).map(CellMark)))
def test_every_cell_is_accepted_or_a_conflict_and_the_changes_say_what_comes_of_it(
    edits: list[CellEdit], held: dict[Any, CellMark]
) -> None:
    found = decide(edits, held=held, rows={1, 2, 3}, columns={1, 2, 3})
    assert set(found.accepted) | set(found.conflicts) == {edit.place for edit in edits}
    assert set(found.changes) <= set(found.accepted)
    assert all(before == held.get(place, EMPTY) for place, (before, _after) in found.changes.items())
    assert all(found.accepted[place] == after.strength for place, (_before, after) in found.changes.items())


@pytest.fixture
def draft(world: World) -> CourseMap:
    return start_map(programme=world.own.programme, actor=world.cast.instructor)


def put(world: World, draft: CourseMap, strength: str, expected: str = "", **more: Any) -> SavedCells:
    actor = more.pop("actor", world.cast.instructor)
    edit = CellEdit((world.own.capability.pk, world.own.course.pk), strength, expected, **more)
    return save_cells(course_map=draft, edits=[edit], actor=actor)


def marks(draft: CourseMap) -> list[tuple[str, str]]:
    return list(Support.objects.filter(map=draft).values_list("strength", "stage"))


def test_a_cell_is_filled_changed_cleared_and_each_is_recorded(world: World, draft: CourseMap) -> None:
    for revision, (expected, strength) in enumerate([("", "H"), ("H", "M"), ("M", "")], start=1):
        assert put(world, draft, strength, expected).revision == revision
    assert marks(draft) == []
    changes = [next(iter(entry.changes.values())) for entry in AuditEntry.objects.filter(verb="map.cells_changed").order_by("id")]
    assert changes == [[None, "H"], ["H", "M"], ["M", None]]


def test_a_stage_is_set_with_its_strength_and_stays_when_that_changes(world: World, draft: CourseMap) -> None:
    put(world, draft, "H", stage="R", expected_stage="")
    put(world, draft, "M", "H")
    assert marks(draft) == [("M", "R")]
    entry = AuditEntry.objects.filter(verb="map.cells_changed").latest("pk")
    assert list(entry.changes.values()) == [["H · R", "M · R"]]


def test_what_changes_nothing_leaves_no_trace(world: World, draft: CourseMap) -> None:
    put(world, draft, "H")
    saved = put(world, draft, "H")
    assert (saved.revision, list(saved.accepted.values())) == (1, ["H"])
    assert AuditEntry.objects.filter(verb="map.cells_changed").count() == 1


def test_a_conflict_names_who_was_faster(world: World, draft: CourseMap) -> None:
    put(world, draft, "H", actor=world.cast.coordinator)
    saved = put(world, draft, "M")
    (conflict,) = saved.conflicts.values()
    assert (conflict.current, marks(draft)) == ("H", [("H", "")])
    assert conflict.message == f"{world.cast.coordinator} put “H” here. Your value is not saved yet."
    put(world, draft, "", "H", actor=world.cast.coordinator)
    (conflict,) = put(world, draft, "M", "H").conflicts.values()
    assert conflict.message == f"{world.cast.coordinator} cleared this cell. Your value is not saved yet."


def test_a_conflict_with_a_cell_that_nobody_is_known_to_have_filled(world: World, draft: CourseMap) -> None:
    Support.objects.create(map=draft, capability=world.own.capability, course=world.own.course, strength="L")
    (conflict,) = put(world, draft, "M").conflicts.values()
    assert conflict.message.startswith("Somebody else put")


def test_others_of_the_programme_alone_and_drafts_alone_are_edited(world: World, draft: CourseMap) -> None:
    with pytest.raises(Forbidden):
        put(world, draft, "H", actor=world.cast.liaison)
    put(world, draft, "H")
    submit_map(course_map=draft, actor=world.cast.instructor)
    with pytest.raises(StaleState):
        put(world, draft, "M", "H")
    assert marks(draft) == [("H", "")]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_filling_a_cell_at_once_one_is_told() -> None:
    course_map = make.CourseMapFactory()
    capability = make.CapabilityFactory(programme=course_map.programme)
    course = make.CourseFactory(programme=course_map.programme)
    Requirement.objects.create(map=course_map, capability=capability)
    actor = make.person("administrator")
    start, lost = threading.Barrier(2), []

    def fill(strength: str) -> None:
        try:
            start.wait(10)
            saved = save_cells(course_map=course_map, edits=[CellEdit((capability.pk, course.pk), strength, "")], actor=actor)
            lost.extend(conflict.current for conflict in saved.conflicts.values())
        finally:
            connection.close()

    threads = [threading.Thread(target=fill, args=[strength]) for strength in "HM"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert lost == list(Support.objects.filter(map=course_map).values_list("strength", flat=True))
    assert CellChange.objects.get(map=course_map).revision == 1
