"""Course maps through their services: requirements, states, and who was faster."""

import datetime
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection

from college.models import AuditEntry, Notification
from config.kit.errors import DomainError, Forbidden, StaleState
from curricula.cells import CellEdit
from curricula.enums import MapState
from curricula.models import CourseMap, Requirement, Support
from curricula.selectors.maps import coverage_of_programmes, grid_of_map, programmes_without_map
from curricula.services.cells import SavedCells, save_cells
from curricula.services.maps import Rating, archive_map, publish_map, return_map, save_requirements, start_map, submit_map
from tests import factories as make
from tests.conftest import World

DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def draft(world: World) -> CourseMap:
    """A fresh second version of the own programme's map, holding its one capability."""
    return start_map(programme=world.own.programme, actor=world.cast.instructor)


def put(world: World, draft: CourseMap, strength: str, expected: str = "", **changes: Any) -> SavedCells:
    stage = changes.pop("stage", None)
    capability, course = changes.pop("capability", world.own.capability), changes.pop("course", world.own.course)
    edit = CellEdit((capability.pk, course.pk), strength, expected, stage)
    return save_cells(course_map=draft, edits=[edit], actor=changes.pop("actor", world.cast.instructor), **changes)


def cell(draft: CourseMap) -> list[str]:
    return list(Support.objects.filter(map=draft).values_list("strength", flat=True))


def test_a_fresh_map_holds_every_active_capability(world: World, draft: CourseMap) -> None:
    assert draft.version == 2
    assert [row.capability for row in grid_of_map(draft).rows] == [world.own.capability]


def test_a_copy_carries_requirements_and_cells_and_its_lineage(world: World, draft: CourseMap) -> None:
    put(world, draft, "H", stage="R")
    copy = start_map(programme=world.own.programme, actor=world.cast.instructor, copied_from=draft)
    assert copy.copied_from == draft
    assert list(copy.supports.values_list("strength", "stage")) == [("H", "R")]
    assert copy.requirements.count() == 1


def test_only_a_draft_is_edited_also_by_somebody_who_still_has_it_open(world: World, draft: CourseMap) -> None:
    put(world, draft, "H")
    open_elsewhere = CourseMap.objects.get(pk=draft.pk)
    submit_map(course_map=draft, actor=world.cast.instructor)
    with pytest.raises(StaleState):
        put(world, draft, "M", "H")
    with pytest.raises(StaleState):
        put(world, open_elsewhere, "M", "H")
    with pytest.raises(StaleState):
        submit_map(course_map=open_elsewhere, actor=world.cast.instructor)
    assert cell(draft) == ["H"]


def test_a_map_without_a_cell_is_not_submitted(world: World, draft: CourseMap) -> None:
    with pytest.raises(DomainError, match="Nothing is mapped"):
        submit_map(course_map=draft, actor=world.cast.instructor)
    draft.refresh_from_db()
    assert draft.state == MapState.DRAFT


def test_submitting_tells_the_coordinator_once_and_returning_tells_the_team(world: World, draft: CourseMap) -> None:
    put(world, draft, "H")
    submit_map(course_map=draft, actor=world.cast.instructor)
    assert Notification.objects.filter(recipient=world.cast.coordinator).count() == 1
    with pytest.raises(DomainError, match="Say why"):
        return_map(course_map=draft, reason=" ", actor=world.cast.coordinator)
    return_map(course_map=draft, reason="Term 3 is missing", actor=world.cast.coordinator)
    assert (draft.state, draft.state_note) == (MapState.DRAFT, "Term 3 is missing")
    assert "Term 3 is missing" in Notification.objects.get(recipient=world.cast.instructor).body


def test_publishing_archives_the_version_before(world: World, draft: CourseMap) -> None:
    first = submitted(world, draft)
    publish_map(course_map=first, actor=world.cast.coordinator, on=DAY)
    second = submitted(world, start_map(programme=world.own.programme, actor=world.cast.instructor, copied_from=first))
    publish_map(course_map=second, actor=world.cast.coordinator, on=DAY)
    first.refresh_from_db()
    assert (first.state, second.state, second.effective_from) == (MapState.ARCHIVED, MapState.PUBLISHED, DAY)
    archive_map(course_map=second, actor=world.cast.coordinator)
    assert not CourseMap.objects.filter(programme=world.own.programme, state=MapState.PUBLISHED).exists()


def test_a_publication_that_fails_leaves_the_version_before_published(world: World, draft: CourseMap) -> None:
    first = submitted(world, draft)
    publish_map(course_map=first, actor=world.cast.coordinator, on=DAY)
    second = submitted(world, start_map(programme=world.own.programme, actor=world.cast.instructor, copied_from=first))
    stale = CourseMap.objects.get(pk=second.pk)
    return_map(course_map=second, reason="no", actor=world.cast.coordinator)
    with pytest.raises(StaleState):
        publish_map(course_map=stale, actor=world.cast.coordinator, on=DAY)
    first.refresh_from_db()
    assert first.state == MapState.PUBLISHED


def test_the_team_may_submit_but_not_publish(world: World, draft: CourseMap) -> None:
    submitted(world, draft)
    with pytest.raises(Forbidden):
        publish_map(course_map=draft, actor=world.cast.instructor, on=DAY)
    with pytest.raises(Forbidden):
        start_map(programme=world.foreign.programme, actor=world.cast.coordinator)


def test_ratings_are_kept_changed_and_taken_out(world: World, draft: CourseMap) -> None:
    pk, instructor = world.own.capability.pk, world.cast.instructor
    save_requirements(course_map=draft, post=world.own.post, ratings={pk: Rating(5, 4)}, actor=instructor)
    save_requirements(course_map=draft, post=None, ratings={pk: None}, actor=instructor)
    row = Requirement.objects.get(map=draft)
    assert (row.post, row.importance, row.level) == (world.own.post, 5, 4)
    put(world, draft, "H")
    with pytest.raises(DomainError, match=world.own.capability.code):
        save_requirements(course_map=draft, post=world.own.post, ratings={pk: None}, actor=instructor)
    save_requirements(course_map=draft, post=world.own.post, ratings={pk: None}, actor=instructor, drop_marks=True)
    assert not draft.requirements.exists()
    assert not draft.supports.exists()


def test_ratings_refuse_other_scales_and_programmes(world: World, draft: CourseMap) -> None:
    with pytest.raises(DomainError, match="1 to 5"):
        save_requirements(course_map=draft, post=None, ratings={world.own.capability.pk: Rating(6, 1)}, actor=world.cast.instructor)
    with pytest.raises(DomainError, match="another programme"):
        save_requirements(course_map=draft, post=None, ratings={world.foreign.capability.pk: Rating(3, 3)}, actor=world.cast.instructor)


def test_coverage_of_programmes_counts_the_published_map_in_constant_queries(world: World, draft: CourseMap, count_queries: Any) -> None:
    put(world, draft, "H")
    own, foreign = world.own.programme.pk, world.foreign.programme.pk
    assert coverage_of_programmes([own, foreign]) == {}
    submit_map(course_map=draft, actor=world.cast.instructor)
    publish_map(course_map=draft, actor=world.cast.coordinator, on=DAY)
    found = coverage_of_programmes([own, foreign])
    assert set(found) == {own}
    assert found[own].percent == 100
    one = count_queries(lambda: coverage_of_programmes([own]))
    more = [make.CourseMapFactory(state=MapState.PUBLISHED).programme_id for _ in range(5)]
    assert count_queries(lambda: coverage_of_programmes([own, *more])) == one
    assert len(coverage_of_programmes([own, *more])) == 6


def test_programmes_without_a_map(world: World) -> None:
    bare = make.ProgrammeFactory(department=world.own.department)
    make.CourseMapFactory(programme=bare, state=MapState.ARCHIVED)
    programmes = type(bare).objects.all()
    assert list(programmes_without_map(programmes)) == [bare]


def submitted(world: World, draft: CourseMap) -> CourseMap:
    if not draft.supports.exists():
        put(world, draft, "H")
    submit_map(course_map=draft, actor=world.cast.instructor)
    return draft


@pytest.mark.django_db(transaction=True)
def test_of_two_versions_published_at_once_one_wins() -> None:
    programme = make.ProgrammeFactory()
    actor = make.person("administrator")
    maps = [make.CourseMapFactory(programme=programme, version=version, state=MapState.SUBMITTED) for version in (1, 2)]
    start, lost = threading.Barrier(2), []

    def publish(course_map: CourseMap) -> None:
        try:
            start.wait(10)
            publish_map(course_map=course_map, actor=actor, on=DAY)
        except StaleState:
            lost.append(course_map)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=[course_map]) for course_map in maps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    states = sorted(CourseMap.objects.filter(programme=programme).values_list("state", flat=True))
    # Either both came through one after the other, or one of them was told that it was late; never two published.
    assert states.count(MapState.PUBLISHED) == 1
    assert len(lost) == (1 if MapState.SUBMITTED in states else 0)


def test_only_a_version_of_the_same_programme_is_copied(world: World) -> None:
    with pytest.raises(DomainError, match="another version of the same programme"):
        start_map(programme=world.own.programme, actor=world.cast.administrator, copied_from=world.foreign.map)
    assert not CourseMap.objects.filter(programme=world.own.programme).exclude(pk=world.own.map.pk).exists()


def test_ratings_that_stand_there_write_nothing(world: World, draft: CourseMap) -> None:
    before = AuditEntry.objects.count()
    held = Rating(importance=3, level=draft.requirements.get().level)
    save_requirements(course_map=draft, post=None, ratings={world.own.capability.pk: held}, actor=world.cast.instructor)
    draft.refresh_from_db()
    assert (AuditEntry.objects.count(), draft.revision) == (before, 0)


@pytest.mark.parametrize(
    ("rating", "refused"), [((0, 1), True), ((1, 0), True), ((1, 1), False), ((5, 5), False), ((6, 5), True), ((5, 6), True)]
)
def test_ratings_run_from_one_to_five(rating: tuple[int, int], refused: bool, world: World, draft: CourseMap) -> None:
    def rate() -> None:
        save_requirements(course_map=draft, post=None, ratings={world.own.capability.pk: Rating(*rating)}, actor=world.cast.instructor)

    if refused:
        with pytest.raises(DomainError, match="from 1 to 5"):
            rate()
    else:
        rate()
    row = draft.requirements.get()
    assert ((row.importance, row.level) == rating) is not refused


def overtaken(model: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The next row of the model meets one that somebody else has just written."""

    def create(**_: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(model.objects, "create", create)


def test_of_two_who_start_a_version_the_slower_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    overtaken(CourseMap, monkeypatch)
    with pytest.raises(StaleState):
        start_map(programme=world.own.programme, actor=world.cast.instructor)


def test_of_two_who_publish_a_version_the_slower_is_told(world: World, draft: CourseMap, monkeypatch: pytest.MonkeyPatch) -> None:
    put(world, draft, "H")
    submit_map(course_map=draft, actor=world.cast.instructor)
    # Published by somebody else after we had looked which version to archive.
    CourseMap.objects.filter(pk=world.own.map.pk).update(state=MapState.PUBLISHED, effective_from=DAY)
    honest = CourseMap.objects.filter
    monkeypatch.setattr(
        CourseMap.objects, "filter", lambda **wanted: honest(pk=0) if wanted.get("state") == MapState.PUBLISHED else honest(**wanted)
    )
    with pytest.raises(StaleState):
        publish_map(course_map=draft, actor=world.cast.coordinator, on=DAY)
    assert honest(pk=draft.pk).get().state == MapState.SUBMITTED
