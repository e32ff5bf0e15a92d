"""Composite reads of course maps: the grid, its figures, and the figures of many maps at once."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from college.enums import Role
from college.models import Programme
from college.policies import Person, standing
from curricula.coverage import CoverageFigures, Mark, Need, RowFigures, figures
from curricula.enums import MapState, Strength
from curricula.models import Capability, CellChange, Course, CourseMap, Post, Requirement, Support
from curricula.policies import visible_maps

LAYER_ORDER = "PGSD"


def natural(code: str) -> list[tuple[int, int, str]]:
    """A sort key by which ``P-1.10`` stands after ``P-1.9``."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", code) if part]


@dataclass(frozen=True)
class GridRow:
    """A capability with its cells, in the order of the grid's courses; ``posts`` are the ids of the posts needing it."""

    capability: Capability
    figures: RowFigures
    cells: tuple[str, ...]
    posts: tuple[int, ...]

    @property
    def weight_percent(self) -> str:
        """The weight as a share of one hundred, with one decimal."""
        return f"{self.figures.weight * 100:.1f} %"

    @property
    def post_ids(self) -> str:
        return " ".join(map(str, self.posts))


@dataclass(frozen=True)
class Term:
    """Adjacent courses of one term; None are the courses without a term."""

    number: int | None
    courses: tuple[Course, ...]


@dataclass(frozen=True)
class Grid:
    """A course map as it is shown: capabilities down, courses by term across."""

    rows: tuple[GridRow, ...]
    courses: tuple[Course, ...]
    posts: tuple[Post, ...]
    needs: tuple[Need, ...]
    figures: CoverageFigures

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        by_term: dict[int | None, list[Course]] = defaultdict(list)
        for course in self.courses:
            by_term[course.term].append(course)
        return tuple(Term(number, tuple(courses)) for number, courses in by_term.items())


def courses_of_map(course_map: CourseMap) -> QuerySet[Course]:
    """The columns of a map: the programme's active courses, and whatever the map marks already."""
    marked = Support.objects.filter(map=course_map, course=OuterRef("pk"))
    return Course.objects.filter(Q(programme=course_map.programme_id, is_active=True) | Q(Exists(marked)))


def grid_of_map(course_map: CourseMap) -> Grid:
    """Rows, columns, cells and figures of one map, in three queries."""
    requirements = list(Requirement.objects.filter(map=course_map).select_related("capability", "post"))
    courses = sorted(courses_of_map(course_map), key=_course_order)
    supports = list(Support.objects.filter(map=course_map).values_list("capability_id", "course_id", "strength"))
    needs = tuple(_need(requirement) for requirement in requirements)
    found = figures(
        needs,
        [Mark(*cell) for cell in supports],
        [course.pk for course in courses],
    )
    strengths = {(capability, course): strength for capability, course, strength in supports}
    row_figures = {row.capability: row for row in found.rows}
    posts: dict[int, set[int]] = defaultdict(set)
    for requirement in requirements:
        if requirement.post_id:
            posts[requirement.capability_id].add(requirement.post_id)
    capabilities = {requirement.capability_id: requirement.capability for requirement in requirements}
    rows = [
        GridRow(
            capability=capability,
            figures=row_figures[capability.pk],
            cells=tuple(strengths.get((capability.pk, course.pk), "") for course in courses),
            posts=tuple(sorted(posts[capability.pk])),
        )
        for capability in sorted(capabilities.values(), key=_capability_order)
    ]
    known_posts = {requirement.post_id: requirement.post for requirement in requirements if requirement.post}
    return Grid(
        rows=tuple(rows),
        courses=tuple(courses),
        posts=tuple(sorted(known_posts.values(), key=lambda post: (natural(post.code), post.name))),
        needs=needs,
        figures=found,
    )


@dataclass(frozen=True)
class News:
    """What has changed in a map's cells after a revision: [capability, course, strength now, who], the oldest first."""

    revision: int
    cells: list[tuple[int, int, str, str]]


def news_of_map(course_map: CourseMap, since: int) -> News:
    """The cells that were changed after the revision ``since``, in two queries; none when it is the newest.

    The revision is read first: what is saved between the two queries is told again with the next revision, never left out.
    """
    revision = CourseMap.objects.values_list("revision", flat=True).get(pk=course_map.pk)
    changes = CellChange.objects.filter(map=course_map, revision__gt=since).select_related("changed_by").order_by("revision", "pk")
    cells = [(one.capability_id, one.course_id, one.strength, str(one.changed_by or "")) for one in changes] if since < revision else []
    return News(revision, cells)


def figures_of_map(course_map: CourseMap) -> CoverageFigures:
    """The figures of one map, in three queries."""
    marks = Support.objects.filter(map=course_map).order_by("pk").values_list("capability_id", "course_id", "strength")
    courses = sorted(courses_of_map(course_map), key=_course_order)
    needs = [_need(requirement) for requirement in Requirement.objects.filter(map=course_map)]
    return figures(needs, [Mark(*cell) for cell in marks], [course.pk for course in courses])


def coverage_of_maps(map_ids: Collection[int]) -> dict[int, CoverageFigures]:
    """The figures of many maps, in four queries however many they are. Maps that do not exist are absent."""
    programmes = dict(CourseMap.objects.filter(pk__in=map_ids).values_list("pk", "programme_id"))
    needs: dict[int, list[Need]] = defaultdict(list)
    for pk, capability, importance, post in Requirement.objects.filter(map__in=map_ids).values_list(
        "map_id", "capability_id", "importance", "post_id"
    ):
        needs[pk].append(Need(capability, importance, post))
    marks: dict[int, list[Mark]] = defaultdict(list)
    for pk, capability, course, strength in Support.objects.filter(map__in=map_ids).values_list(
        "map_id", "capability_id", "course_id", "strength"
    ):
        marks[pk].append(Mark(capability, course, strength))
    courses: dict[int, list[int]] = defaultdict(list)
    for programme, course in Course.objects.filter(programme__in=set(programmes.values()), is_active=True).values_list(
        "programme_id", "pk"
    ):
        courses[programme].append(course)
    return {pk: figures(needs[pk], marks[pk], courses[programme]) for pk, programme in programmes.items()}


def coverage_of_programmes(programme_ids: Collection[int]) -> dict[int, CoverageFigures]:
    """The figures of each programme's published map, in five queries however many programmes; one without a published
    map is absent."""
    published = dict(CourseMap.objects.filter(programme__in=programme_ids, state=MapState.PUBLISHED).values_list("pk", "programme_id"))
    return {published[pk]: found for pk, found in coverage_of_maps(published.keys()).items()}


def with_counts(maps: QuerySet[CourseMap]) -> QuerySet[CourseMap]:
    """Each map with ``capability_count``, ``gap_count`` (capabilities without a support of at least M) and ``mark_count``."""
    taught = Support.objects.filter(map=OuterRef("map"), capability=OuterRef("capability"), strength__in=(Strength.HIGH, Strength.MEDIUM))
    held = Requirement.objects.filter(map=OuterRef("pk")).order_by().values("map")
    gaps = held.filter(~Exists(taught))
    marks = Support.objects.filter(map=OuterRef("pk")).order_by().values("map")
    return maps.annotate(
        capability_count=Coalesce(Subquery(held.annotate(n=Count("capability", distinct=True)).values("n")), 0),
        gap_count=Coalesce(Subquery(gaps.annotate(n=Count("capability", distinct=True)).values("n")), 0),
        mark_count=Coalesce(Subquery(marks.annotate(n=Count("pk")).values("n")), 0),
    )


def programmes_without_map(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """Those of ``programmes`` that the college offers and that have no map in any state but archived."""
    living = CourseMap.objects.filter(programme=OuterRef("pk")).exclude(state=MapState.ARCHIVED)
    return programmes.filter(~Exists(living), department__isnull=False, is_active=True)


def capabilities_left_out(course_map: CourseMap) -> QuerySet[Capability]:
    """Active capabilities of the programme that the map does not hold."""
    held = Requirement.objects.filter(map=course_map, capability=OuterRef("pk"))
    return Capability.objects.filter(~Exists(held), programme=course_map.programme_id, is_active=True)


def posts_for_map(course_map: CourseMap) -> QuerySet[Post]:
    """The posts whose needs a map can hold: the programme's active ones and those it rates already."""
    rated = Requirement.objects.filter(map=course_map, post=OuterRef("pk"))
    return (
        Post.objects.filter(Q(programme=course_map.programme_id, is_active=True) | Q(Exists(rated)))
        .select_related("enterprise")
        .order_by("code", "name", "pk")
    )


def in_map_order(capabilities: Iterable[Capability]) -> list[Capability]:
    """By layer (P, G, S, D), then by code as people count."""
    return sorted(capabilities, key=_capability_order)


def _need(requirement: Requirement) -> Need:
    return Need(requirement.capability_id, requirement.importance, requirement.post_id)


def _capability_order(capability: Capability) -> tuple[int, list[tuple[int, int, str]]]:
    return LAYER_ORDER.find(capability.layer), natural(capability.code)


def supports_in_visible_maps(user: Person, **of: object) -> QuerySet[Support]:
    """Where a capability or a course is marked in living maps that the person may see, newest version first."""
    maps = visible_maps(user).exclude(state=MapState.ARCHIVED)
    found = Support.objects.filter(map__in=maps, **of).select_related("map__programme", "capability", "course")
    return found.order_by("-map__version", "strength", "capability__code", "course__code")[:200]


@dataclass(frozen=True)
class RowCell:
    """One cell of a capability's row, with the stage of learning."""

    course: Course
    strength: str
    stage: str


def cells_of_row(course_map: CourseMap, capability: Capability) -> list[RowCell]:
    """One capability against every course of the map, in two queries."""
    supports = Support.objects.filter(map=course_map, capability=capability).values_list("course_id", "strength", "stage")
    held = {course: (strength, stage) for course, strength, stage in supports}
    courses = sorted(courses_of_map(course_map), key=_course_order)
    return [RowCell(course, *held.get(course.pk, ("", ""))) for course in courses]


def _course_order(course: Course) -> tuple[int, list[tuple[int, int, str]]]:
    return course.term or 99, natural(course.code)


def maps_to_decide(user: Person) -> QuerySet[CourseMap]:
    """Submitted maps that the person may publish or send back, the longest waiting first."""
    who = standing(user)
    waiting = CourseMap.objects.filter(state=MapState.SUBMITTED).order_by("updated_at", "pk")
    return waiting if who.has(Role.ADMINISTRATOR) else waiting.filter(programme__department__in=who.departments)


def drafts_with_gaps(user: Person) -> QuerySet[CourseMap]:
    """Drafts of the person's own programmes that leave a capability without a support of at least M or were sent back."""
    taught = Support.objects.filter(map=OuterRef("map"), capability=OuterRef("capability"), strength__in=(Strength.HIGH, Strength.MEDIUM))
    gap = Requirement.objects.filter(~Exists(taught), map=OuterRef("pk"))
    drafts = CourseMap.objects.filter(programme__in=standing(user).programmes, state=MapState.DRAFT)
    return drafts.filter(Q(Exists(gap)) | ~Q(state_note="")).order_by("-state_note", "-updated_at", "pk")
