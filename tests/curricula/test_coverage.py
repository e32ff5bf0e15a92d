"""The figures of a course map, without a database."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.coverage import Limits, Mark, Need, RowFigures, figures, weights

CAPABILITIES = st.integers(1, 8)
NEEDS = st.dictionaries(st.tuples(CAPABILITIES, st.none() | st.integers(1, 3)), st.integers(1, 5)).map(
    lambda rated: [Need(capability, importance, post) for (capability, post), importance in rated.items()]
)
MARKS = st.dictionaries(st.tuples(st.integers(1, 10), st.integers(1, 9)), st.sampled_from("HML")).map(
    lambda cells: [Mark(capability, course, strength) for (capability, course), strength in cells.items()]
)


def test_importance_becomes_shares() -> None:
    assert weights([Need(1, 5), Need(2, 3), Need(3, 2)]) == {1: 0.5, 2: 0.3, 3: 0.2}


def test_a_group_need_holds_for_every_post_unless_the_post_says_otherwise() -> None:
    found = weights([Need(1, 2), Need(2, 2), Need(1, 2, post=10), Need(1, 6, post=20)])
    assert found[1] == pytest.approx((0.5 + 0.75) / 2)
    assert found[2] == pytest.approx((0.5 + 0.25) / 2)


def test_posts_count_alike_however_many_capabilities_they_have() -> None:
    found = weights([Need(1, 5, post=10), Need(2, 1, post=20), Need(3, 1, post=20)])
    assert found == {1: 0.5, 2: 0.25, 3: 0.25}


def test_coverage_strict_coverage_and_gaps() -> None:
    needs = [Need(1, 5), Need(2, 3), Need(3, 2)]
    found = figures(needs, [Mark(1, 7, "H"), Mark(2, 7, "M"), Mark(3, 7, "L")], [7, 8])
    assert (found.coverage, found.strict_coverage, found.percent) == (0.8, 0.5, 80)
    assert found.gaps == (3,)
    assert found.without_course == ()
    assert found.orphan_courses == (8,)
    assert found.single == (1, 2)


def test_fragile_diluted_inflated_overloaded() -> None:
    needs = [Need(capability, 3) for capability in range(1, 9)]
    marks = [Mark(capability, 1, "H") for capability in range(1, 8)] + [Mark(8, course, "M") for course in range(2, 9)]
    found = figures(needs, marks)
    assert found.overloaded_courses == (1,)
    assert found.diluted == (8,)
    assert found.single == tuple(range(1, 8))
    assert found.high_share == 0.5
    assert found.is_inflated
    assert not figures(needs, [*marks, *(Mark(capability, 9, "L") for capability in range(1, 5))]).is_inflated


def test_forty_per_cent_high_is_not_yet_inflated() -> None:
    marks = [Mark(1, 1, "H"), Mark(1, 2, "H"), Mark(1, 3, "M"), Mark(1, 4, "L"), Mark(1, 5, "L")]
    assert not figures([Need(1, 3)], marks).is_inflated


def supported_by(count: int, strength: str = "M") -> list[Mark]:
    """Capability 1, supported by so many courses."""
    return [Mark(1, course, strength) for course in range(1, count + 1)]


@pytest.mark.parametrize(("courses", "gap", "single", "diluted"), [(0, 1, 0, 0), (1, 0, 1, 0), (2, 0, 0, 0), (6, 0, 0, 0), (7, 0, 0, 1)])
def test_how_many_courses_are_too_few_and_too_many(courses: int, gap: int, single: int, diluted: int) -> None:
    found = figures([Need(1, 3)], supported_by(courses))
    assert (len(found.gaps), len(found.single), len(found.diluted)) == (gap, single, diluted)


def test_little_support_is_none_at_all_where_courses_are_counted() -> None:
    found = figures([Need(1, 3)], [*supported_by(7, "L"), Mark(1, 8, "M")])
    assert (found.single, found.diluted) == ((1,), ())
    assert found.orphan_courses == tuple(range(1, 8))


@pytest.mark.parametrize(("high", "overloaded"), [(6, ()), (7, (1,))])
def test_a_course_carries_six_with_strength(high: int, overloaded: tuple[int, ...]) -> None:
    needs = [Need(capability, 3) for capability in range(1, 9)]
    marks = [Mark(capability, 1, "H") for capability in range(1, high + 1)] + [Mark(8, 1, "M")]
    assert figures(needs, marks).overloaded_courses == overloaded


def test_the_college_may_set_other_limits() -> None:
    strict = Limits(single=3, diluted=1, inflation=0.5, overload=0)
    found = figures([Need(1, 3)], [Mark(1, 1, "H"), Mark(1, 2, "M")], limits=strict)
    assert (found.single, found.diluted, found.overloaded_courses, found.is_inflated) == ((1,), (1,), (1,), False)


def test_each_row_has_its_strongest_support_and_what_counts_of_it() -> None:
    needs = [Need(1, 1), Need(2, 1), Need(3, 1), Need(4, 1)]
    marks = [Mark(1, 1, "L"), Mark(1, 2, "H"), Mark(1, 3, "M"), Mark(2, 1, "L"), Mark(3, 1, "L"), Mark(3, 2, "M"), Mark(9, 1, "H")]
    found = figures(needs, marks)
    assert found.rows == (
        RowFigures(1, 0.25, "H", courses=2, has_mark=True),
        RowFigures(2, 0.25, "L", courses=0, has_mark=True),
        RowFigures(3, 0.25, "M", courses=1, has_mark=True),
        RowFigures(4, 0.25, "", courses=0, has_mark=False),
    )
    assert (found.marks, found.gaps, found.not_strict, found.without_course) == (6, (2, 4), (2, 3, 4), (4,))
    assert (found.coverage, found.strict_coverage, found.high_share) == (0.5, 0.25, 1 / 6)
    assert found.orphan_courses == (1,)


def test_nothing_needed_weighs_nothing() -> None:
    assert weights([]) == {}


def test_an_empty_map_has_no_coverage_rather_than_none_of_it() -> None:
    found = figures([], [Mark(1, 1, "H")], [1])
    assert (found.coverage, found.percent, found.high_share) == (None, None, None)
    assert found.orphan_courses == (1,)


def test_per_cent_reaches_one_hundred_only_without_a_gap() -> None:
    needs = [Need(capability, 5) for capability in range(200)] + [Need(999, 1)]
    marks = [Mark(capability, 1, "M") for capability in range(200)]
    assert figures(needs, marks).percent == 99
    assert figures(needs, [*marks, Mark(999, 1, "M")]).percent == 100


@given(NEEDS)
def test_weights_add_up_to_one(needs: list[Need]) -> None:
    found = weights(needs)
    assert not needs or math.isclose(sum(found.values()), 1)
    assert set(found) == {need.capability for need in needs}
    assert all(weight > 0 for weight in found.values())


@given(NEEDS, MARKS)
def test_figures_hang_together(needs: list[Need], marks: list[Mark]) -> None:
    found = figures(needs, marks, range(1, 12))
    assert set(found.without_course) <= set(found.gaps) <= set(found.not_strict)
    assert not set(found.single) & (set(found.gaps) | set(found.diluted))
    assert set(found.orphan_courses) <= set(range(1, 12))
    if found.coverage is not None and found.strict_coverage is not None:
        assert -1e-9 <= found.strict_coverage <= found.coverage + 1e-9 <= 1 + 2e-9
        assert math.isclose(found.coverage, 1 - sum(row.weight for row in found.rows if row.is_gap), abs_tol=1e-9)


@given(NEEDS, MARKS, st.integers(1, 8), st.integers(1, 9), st.sampled_from("HM"))
def test_one_more_support_never_lowers_coverage(needs: list[Need], marks: list[Mark], capability: int, course: int, strength: str) -> None:
    kept = [mark for mark in marks if (mark.capability, mark.course) != (capability, course)]
    before, after = figures(needs, kept), figures(needs, [*kept, Mark(capability, course, strength)])
    assert (after.coverage or 0) >= (before.coverage or 0) - 1e-9
    assert set(after.gaps) <= set(before.gaps)


VECTORS = json.loads((Path(__file__).parents[1] / "vectors/coverage.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_figures_are_those_that_the_browser_finds_too(vector: dict[str, Any]) -> None:
    """``tests/js/figures.test.js`` holds the editor's own formulas to the same file."""
    found = figures([Need(*need) for need in vector["needs"]], [Mark(*mark) for mark in vector["marks"]], vector["courses"])
    assert json.loads(json.dumps(found.numbers)) == _roughly(vector["figures"])


def _roughly(value: Any) -> Any:
    """Floats need not be equal in the last digit: the two languages add up in another order."""
    if isinstance(value, float):
        return pytest.approx(value)
    if isinstance(value, list):
        return [_roughly(one) for one in value]
    return {name: _roughly(one) for name, one in value.items()} if isinstance(value, dict) else value
