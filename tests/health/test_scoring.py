"""Scores, bands and movements: plain numbers, no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.scoring import Bands, Part, Scale, Score, band, movements, normalise, possible_gains, score

KEYS = ("a", "b", "c", "d", "e")
finite = st.floats(-1e6, 1e6, allow_nan=False)
scales = st.builds(
    lambda weight, red, gap, up: Scale(weight, red, red + (gap if up else -gap)),
    st.floats(0.01, 10),
    st.floats(-1000, 1000),
    st.floats(0.5, 1000),
    st.booleans(),
)
worlds = st.dictionaries(st.sampled_from(KEYS), st.tuples(scales, st.none() | finite), min_size=1)
BANDS = Bands()


def split(world: dict[str, tuple[Scale, float | None]]) -> tuple[dict[str, Scale], dict[str, float | None]]:
    return {key: scale for key, (scale, _value) in world.items()}, {key: value for key, (_scale, value) in world.items()}


def test_red_is_nothing_and_green_is_all_in_both_directions() -> None:
    more_is_better, less_is_better = Scale(1, 50, 95), Scale(1, 34, 4)
    assert [normalise(v, more_is_better) for v in (40, 50, 72.5, 95, 100)] == [0, 0, 0.5, 1, 1]
    assert [normalise(v, less_is_better) for v in (40, 34, 19, 4, 0)] == [0, 0, 0.5, 1, 1]


def test_a_scale_refuses_what_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match=r"^an indicator's weight must be above zero$"):
        Scale(0, 1, 2)
    with pytest.raises(ValueError, match=r"^red and green must differ$"):
        Scale(1, 2, 2)
    assert Scale(1e-9, 1, 2).weight > 0


def test_the_score_is_the_weighted_mean_of_what_is_known() -> None:
    found = score({"a": 95, "b": 50, "c": None}, {"a": Scale(3, 50, 95), "b": Scale(1, 50, 95), "c": Scale(1, 0, 1)})
    assert found.total == pytest.approx(75)
    assert found.completeness == pytest.approx(0.8)
    assert [part.points for part in found.parts] == [pytest.approx(75), 0, None]


def test_too_little_known_gives_no_score_but_shows_what_is_known() -> None:
    found = score({"a": 95}, {"a": Scale(0.59, 50, 95), "b": Scale(0.41, 0, 1)})
    assert found.total is None
    assert found.parts[0].points == pytest.approx(100)
    assert score({"a": 95}, {"a": Scale(0.6, 50, 95), "b": Scale(0.4, 0, 1)}).total == pytest.approx(100)


def test_a_part_repeats_what_it_was_made_from() -> None:
    known, unknown = score({"a": 95}, {"a": Scale(3, 50, 95), "b": Scale(1, 0, 1)}).parts
    assert known == Part(key="a", value=95, normalised=1, weight=3, points=100)
    assert unknown == Part(key="b", value=None, normalised=None, weight=1, points=None)


def test_nothing_is_known_of_what_has_no_indicators() -> None:
    assert score({"a": 95}, {}) == Score(total=None, completeness=0, parts=())


def test_weights_that_do_not_add_up_exactly_are_no_more_than_all_there_is() -> None:
    tenths = {str(number): Scale(0.1, 0, 1) for number in range(10)}
    assert score(dict.fromkeys(tenths, 2.0), tenths).completeness <= 1


@given(worlds)
def test_scores_stay_within_bounds_and_points_add_up(world: dict[str, tuple[Scale, float | None]]) -> None:
    of, values = split(world)
    found = score(values, of, min_completeness=0)
    assert 0 <= found.completeness <= 1
    if all(value is None for value in values.values()):
        assert found.total is None
    else:
        assert found.total is not None
        assert 0 <= found.total <= 100
        assert sum(part.points or 0 for part in found.parts) == pytest.approx(found.total, abs=1e-6)


@given(worlds, st.sampled_from(KEYS))
def test_a_better_value_never_lowers_the_score(world: dict[str, tuple[Scale, float | None]], key: str) -> None:
    of, values = split(world)
    if values.get(key) is None:
        return
    better = score({**values, key: of[key].green}, of, min_completeness=0).total
    now = score(values, of, min_completeness=0).total
    assert better is not None
    assert now is not None
    assert better >= now - 1e-9


@given(worlds, st.floats(0.1, 50))
def test_only_the_proportion_of_weights_counts(world: dict[str, tuple[Scale, float | None]], factor: float) -> None:
    of, values = split(world)
    other = {key: Scale(scale.weight * factor, scale.red, scale.green) for key, scale in of.items()}
    one, two = score(values, of, min_completeness=0), score(values, other, min_completeness=0)
    assert (one.total is None) == (two.total is None)
    assert two.total == pytest.approx(one.total, abs=1e-6)


@given(worlds, worlds)
def test_movements_add_up_to_the_change(
    first: dict[str, tuple[Scale, float | None]], second: dict[str, tuple[Scale, float | None]]
) -> None:
    before, after = (score(values, of, min_completeness=0) for of, values in (split(first), split(second)))
    total = sum(movement.difference for movement in movements(before.parts, after.parts))
    assert total == pytest.approx((after.total or 0) - (before.total or 0), abs=1e-6)
    differences = [movement.difference for movement in movements(before.parts, after.parts)]
    assert differences == sorted(differences)


@given(worlds)
def test_reaching_every_green_line_gains_what_is_missing(world: dict[str, tuple[Scale, float | None]]) -> None:
    of, values = split(world)
    found = score(values, of, min_completeness=0)
    if found.total is not None:
        assert sum(gain for _key, gain in possible_gains(found.parts)) == pytest.approx(100 - found.total, abs=1e-6)


def test_the_largest_gain_comes_first_and_equal_ones_by_name() -> None:
    of = {"d": Scale(1, 0, 1), "c": Scale(2, 0, 1), "b": Scale(1, 0, 1), "a": Scale(1, 0, 1), "e": Scale(5, 0, 1)}
    found = score({"a": 1, "b": 0, "c": 0, "d": 0}, of, min_completeness=0)
    assert possible_gains(found.parts) == [("c", 40), ("b", 20), ("d", 20)]


def test_a_gain_of_less_than_a_point_is_shown_too() -> None:
    found = score({"a": 0.995}, {"a": Scale(1, 0, 1)})
    assert [key for key, _gain in possible_gains(found.parts)] == ["a"]


@pytest.mark.parametrize(
    ("total", "before", "expected"),
    [
        (75, None, "green"),
        (74.9, None, "yellow"),
        (60, None, "yellow"),
        (59.9, None, "red"),
        # a score that wavers about a limit stays where it is
        (79.9, "yellow", "yellow"),
        (80, "yellow", "green"),
        (64.9, "red", "red"),
        (65, "red", "yellow"),
        (79.9, "red", "yellow"),
        (80, "red", "green"),
        (76, "green", "green"),
        (76, "unknown", "green"),
        (None, "red", "unknown"),
    ],
)
def test_bands(total: float | None, before: str | None, expected: str) -> None:
    assert band(total, before, BANDS) == expected


@given(st.floats(0, 100), st.sampled_from(["green", "yellow", "red"]))
def test_the_same_score_twice_does_not_change_the_band(total: float, before: str) -> None:
    once = band(total, before, BANDS)
    assert band(total, once, BANDS) == once


def test_limits_must_rise() -> None:
    for limits in ({"enter_red": 65.1}, {"leave_red": 75.1}, {"enter_yellow": 80.1}):
        with pytest.raises(ValueError, match=r"^limits must rise: enter red, leave red, enter yellow, leave yellow$"):
            Bands(**limits)


def test_limits_may_coincide() -> None:
    assert Bands(enter_yellow=70, leave_yellow=70, enter_red=70, leave_red=70).leave_red == 70


def test_a_part_that_becomes_unknown_loses_its_points() -> None:
    lost = movements([Part("a", 1, 1, 1, 40)], [Part("a", None, None, 1, None)])
    assert [(m.key, m.difference) for m in lost] == [("a", -40)]
