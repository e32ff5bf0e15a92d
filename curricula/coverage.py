"""What a course map amounts to: weights, coverage, gaps, fragility, orphans, overload. No ORM in sight.

The formulas and their status stand in docs/formulas.md; most are ours (a proposal of the design,
not a published standard) unless said otherwise. Thresholds are parameters of ``figures`` through ``Limits``.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: The numeric strength of a cell: H, M, L or nothing. Unit: points of support.
POINTS: Mapping[str, int] = {"H": 3, "M": 2, "L": 1, "": 0}
#: From here on a support counts as teaching the capability.
ENOUGH = POINTS["M"]


@dataclass(frozen=True)
class Need:
    """A post needs a capability; ``importance`` runs from 1 (low) to 5 (high). Post None stands for the whole group of posts."""

    capability: int
    importance: int
    post: int | None = None


@dataclass(frozen=True)
class Mark:
    """A filled cell of the matrix: the course supports the capability with strength H, M or L."""

    capability: int
    course: int
    strength: str


@dataclass(frozen=True)
class Limits:
    """Where a figure becomes a warning. Counts of courses, marks and shares of 1."""

    single: int = 2
    diluted: int = 6
    inflation: float = 0.40
    overload: int = 6


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class RowFigures:
    """One capability of the map: its weight (share of 1), the strongest support, and the number of courses with M or H."""

    capability: int
    weight: float
    best: str
    courses: int
    has_mark: bool

    @property
    def is_gap(self) -> bool:
        """No course supports it with at least M."""
        return self.courses == 0


@dataclass(frozen=True)
class CoverageFigures:
    """All figures of one map. Shares are of 1; None where there is nothing to take a share of."""

    rows: tuple[RowFigures, ...]
    coverage: float | None
    strict_coverage: float | None
    high_share: float | None
    marks: int
    gaps: tuple[int, ...]
    not_strict: tuple[int, ...]
    single: tuple[int, ...]
    diluted: tuple[int, ...]
    without_course: tuple[int, ...]
    orphan_courses: tuple[int, ...]
    overloaded_courses: tuple[int, ...]
    is_inflated: bool

    @property
    def percent(self) -> int | None:
        """Coverage in whole per cent, rounded down, so that 100 means no gap."""
        return None if self.coverage is None else int(self.coverage * 100 + 1e-9)

    @property
    def numbers(self) -> dict[str, Any]:
        """The same as plain numbers, as ``static/js/map/figures.js`` has them too. A row is [capability, weight, courses]."""
        return {**asdict(self), "rows": [[row.capability, row.weight, row.courses] for row in self.rows]}


def weights(needs: Iterable[Need]) -> dict[int, float]:
    """The weight w_k of each capability; they add up to 1.

    Input: needs with importance 1–5. Formula (docs/formulas.md, simplified): importance stands for the whole
    task weight (frequency and difficulty are not asked for), each capability counts as one task, and every post has
    the same planned head-count. In each post the importances are made shares; a capability's weight is the mean of its
    shares over the posts. A need of the whole group holds for every post, unless the post rates that capability itself.
    """
    group: dict[int, int] = {}
    posts: dict[int, dict[int, int]] = defaultdict(dict)
    for need in needs:
        (group if need.post is None else posts[need.post])[need.capability] = need.importance
    rated = [group | own for own in posts.values()] or ([group] if group else [])
    found: dict[int, float] = defaultdict(float)
    for importances in rated:
        total = sum(importances.values())
        for capability, importance in importances.items():
            found[capability] += importance / total / len(rated)
    return dict(found)


def figures(
    needs: Collection[Need], marks: Collection[Mark], courses: Collection[int] = (), *, limits: Limits = DEFAULT_LIMITS
) -> CoverageFigures:
    """Every figure of one map.

    Input: the needs (their capabilities are the map's rows), the filled cells, and the ids of the courses that stand in
    the map. A mark on a capability that no post needs is left out; a marked course counts as standing in the map.

    * coverage Cov = Σ w_k over capabilities with a support of at least M; strict Cov_H with H (5.3(3)); the gap list is
      the rest.
    * n_k = number of courses with at least M: a single point below ``limits.single``, diluted above ``limits.diluted``
      (5.3(8); target 3–5, from the OBE practice cited there).
    * H share = H marks / all marks; inflated above ``limits.inflation``; a course is overloaded above
      ``limits.overload`` H marks (5.3(9)).
    * orphans: courses without any support of at least M, capabilities without any course (5.3(7)).
    """
    weight_of = weights(needs)
    kept = [mark for mark in marks if mark.capability in weight_of]
    of_capability: dict[int, list[str]] = defaultdict(list)
    for mark in kept:
        of_capability[mark.capability].append(mark.strength)
    rows = tuple(_row(capability, weight, of_capability[capability]) for capability, weight in weight_of.items())
    useful = {mark.course for mark in kept if POINTS[mark.strength] >= ENOUGH}
    all_courses = dict.fromkeys([*courses, *(mark.course for mark in kept)])
    high_per_course = Counter(mark.course for mark in kept if mark.strength == "H")
    high = sum(high_per_course.values())
    high_share = high / len(kept) if kept else None
    return CoverageFigures(
        rows=rows,
        coverage=sum(row.weight for row in rows if not row.is_gap) if rows else None,
        strict_coverage=sum(row.weight for row in rows if row.best == "H") if rows else None,
        high_share=high_share,
        marks=len(kept),
        gaps=tuple(row.capability for row in rows if row.is_gap),
        not_strict=tuple(row.capability for row in rows if row.best != "H"),
        single=tuple(row.capability for row in rows if 0 < row.courses < limits.single),
        diluted=tuple(row.capability for row in rows if row.courses > limits.diluted),
        without_course=tuple(row.capability for row in rows if not row.has_mark),
        orphan_courses=tuple(course for course in all_courses if course not in useful),
        overloaded_courses=tuple(course for course in all_courses if high_per_course[course] > limits.overload),
        is_inflated=high_share is not None and high_share > limits.inflation,
    )


def _row(capability: int, weight: float, strengths: list[str]) -> RowFigures:
    best = max(strengths, key=POINTS.__getitem__, default="")
    enough = sum(POINTS[strength] >= ENOUGH for strength in strengths)
    return RowFigures(capability=capability, weight=weight, best=best, courses=enough, has_mark=bool(strengths))
