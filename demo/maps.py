"""Posts, capabilities, courses and course maps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from college.models import Programme
from curricula.enums import CourseKind, MapState
from curricula.models import Capability, Course, CourseMap, Post, Requirement, Support
from demo.accounts import Cast
from demo.content.college import USUAL_POSTS
from demo.content.curriculum import Curriculum
from demo.content.ecommerce import ECOMMERCE
from demo.content.mechatronics import MECHATRONICS
from demo.content.networks import NETWORKS
from demo.writing import write


@dataclass
class Parts:
    """The catalogue rows of a programme by their codes."""

    posts: dict[str, Post]
    capabilities: dict[str, Capability]
    courses: dict[str, Course]


def build_maps(*, cast: Cast, today: date) -> dict[int, list[Post]]:
    """Two complete maps, a revision and a first draft. Returns the posts of every programme."""
    posts: dict[int, list[Post]] = {}
    for curriculum in (MECHATRONICS, NETWORKS, ECOMMERCE):
        programme = cast.programmes[curriculum.code]
        parts = _catalogue(programme, curriculum)
        posts[programme.pk] = list(parts.posts.values())
        _maps(programme, curriculum, parts, today)
    for code, facts in USUAL_POSTS.items():
        programme = cast.programmes[code]
        posts[programme.pk] = write(
            Post,
            [
                Post(programme=programme, code=f"{code}-{n}", name=name, name_en=name_en, description=tasks)
                for n, (name, name_en, tasks) in enumerate(facts, start=1)
            ],
        )
    return posts


def _catalogue(programme: Programme, curriculum: Curriculum) -> Parts:
    posts = [
        Post(programme=programme, code=p.code, name=p.name, name_en=p.name_en, occupation_code=p.occupation, description=p.tasks)
        for p in curriculum.posts
    ]
    capabilities = [
        Capability(programme=programme, code=c.code, name=c.name, name_en=c.name_en, layer=c.code[0]) for c in curriculum.capabilities
    ]
    courses = [
        Course(
            programme=programme,
            code=c.code,
            name=c.name,
            name_en=c.name_en,
            kind=CourseKind(c.kind),
            term=c.term,
            hours=c.hours,
            practice_hours=c.practice,
        )
        for c in curriculum.courses
    ]
    return Parts(
        {row.code: row for row in write(Post, posts)},
        {row.code: row for row in write(Capability, capabilities)},
        {row.code: row for row in write(Course, courses)},
    )


def _maps(programme: Programme, curriculum: Curriculum, parts: Parts, today: date) -> None:
    """A published version and, where it is being revised, a next one without what the revision still has to settle."""
    if not curriculum.is_published:
        _write_map(programme, curriculum, parts, version=1, state=MapState.DRAFT)
        return
    first = _write_map(programme, curriculum, parts, version=1, state=MapState.PUBLISHED, effective=today - timedelta(days=200))
    if curriculum.revision:
        state = MapState(curriculum.revision)
        _write_map(programme, curriculum, parts, version=2, state=state, copied_from=first, without=curriculum.unsettled)


def _write_map(
    programme: Programme,
    curriculum: Curriculum,
    parts: Parts,
    *,
    version: int,
    state: MapState,
    effective: date | None = None,
    copied_from: CourseMap | None = None,
    without: frozenset[str] = frozenset(),
) -> CourseMap:
    [course_map] = write(
        CourseMap,
        [
            CourseMap(
                programme=programme,
                version=version,
                title=f"{programme.name}课程地图" + ("（修订）" if copied_from else ""),
                state=state,
                effective_from=effective,
                copied_from=copied_from,
            )
        ],
    )
    write(Requirement, list(_requirements(course_map, curriculum, parts)))
    write(Support, list(_supports(course_map, curriculum, parts, without)))
    return course_map


def _requirements(course_map: CourseMap, curriculum: Curriculum, parts: Parts) -> Iterator[Requirement]:
    """``needs`` of a capability: "post code:importance:level …"; a star stands for the whole group of posts."""
    for facts in curriculum.capabilities:
        for need in facts.needs.split():
            post, importance, level = need.split(":")
            yield Requirement(
                map=course_map,
                capability=parts.capabilities[facts.code],
                post=None if post == "*" else parts.posts[post],
                importance=int(importance),
                level=int(level),
            )


def _supports(course_map: CourseMap, curriculum: Curriculum, parts: Parts, without: frozenset[str]) -> Iterator[Support]:
    """``taught`` of a capability: "course code:strength and stage …", such as ``C07:HM``."""
    for facts in curriculum.capabilities:
        for cell in facts.taught.split():
            course, mark = cell.split(":")
            if f"{facts.code}/{course}" in without or facts.code in without:
                continue
            yield Support(
                map=course_map,
                capability=parts.capabilities[facts.code],
                course=parts.courses[course],
                strength=mark[0],
                stage=mark[1:],
            )
