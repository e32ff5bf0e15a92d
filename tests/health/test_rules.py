"""When each rule of early warning speaks, and how loudly."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from health.rules import LEVELS, RULES, Raised, Signs, is_worse, raised
from health.services.policies import DEFAULT_THRESHOLDS

ON = date(2026, 3, 1)
WELL = Signs(on=ON, band="green", score=90, change=1, change_before=1, completeness=1, expires_on=ON + timedelta(days=400))


def levels(signs: Signs) -> dict[str, str]:
    return {key: what.level for key, what in raised(signs, DEFAULT_THRESHOLDS).items()}


def test_a_partnership_that_is_well_raises_nothing() -> None:
    assert levels(WELL) == {}


@pytest.mark.parametrize(("band", "level"), [("yellow", "yellow"), ("red", "red")])
def test_low_bands(band: str, level: str) -> None:
    assert levels(replace(WELL, band=band, score=50)) == {"band": level}


@pytest.mark.parametrize(("change", "expected"), [(-9.9, {}), (-10, {"drop": "orange"}), (None, {})])
def test_drops(change: float | None, expected: dict[str, str]) -> None:
    assert levels(replace(WELL, change=change)) == expected


def test_a_decline_is_less_than_nothing_in_both_months() -> None:
    assert levels(replace(WELL, change=-0.5, change_before=-0.1)) == {"declines": "yellow"}
    assert levels(replace(WELL, change=0, change_before=-0.1)) == {}


#: The day of a warning's figures.
SAID = {"said_on": ON.isoformat()}


def test_what_a_warning_says_is_rounded_as_it_is_read() -> None:
    fallen = replace(WELL, band="yellow", score=71.26, change=-10.26, change_before=-1.5)
    assert {key: what.facts for key, what in raised(fallen, DEFAULT_THRESHOLDS).items()} == {
        "band": {"score": 71.3, **SAID},
        "drop": {"points": 10.3, **SAID},
        "declines": {"points": 11.8, **SAID},
    }
    unknown = replace(WELL, band="unknown", score=None, completeness=0.376)
    assert raised(unknown, DEFAULT_THRESHOLDS) == {"insufficient": Raised("blue", {"percent": 38, **SAID})}


def test_what_a_warning_says_of_agreements_and_commitments() -> None:
    late = replace(WELL, expires_on=ON, agreement="A-1", overdue=2, overdue_since=ON - timedelta(days=31))
    assert raised(late, DEFAULT_THRESHOLDS) == {
        "expiring": Raised("red", {"ends_on": "2026-03-01", "agreement": "A-1", **SAID}),
        "overdue": Raised("yellow", {"count": 2, "due_on": "2026-01-29", **SAID}),
    }
    over = raised(replace(late, expires_on=ON - timedelta(days=1), overdue_since=None), DEFAULT_THRESHOLDS)
    assert over == {"expired": Raised("red", {"ends_on": "2026-02-28", "agreement": "A-1", **SAID})}


def test_a_sentence_writes_days_for_people_and_a_dash_for_what_it_does_not_know() -> None:
    assert RULES["expiring"].describe({"ends_on": "2026-03-01", "agreement": "A-1"}) == "Agreement A-1 ends on 2026-03-01."
    assert RULES["overdue"].describe({"due_on": "2026-01-29"}) == "Commitments overdue on –: –; the oldest was due on 2026-01-29."
    # Both our languages write days alike; a third shows that it is the reader's way.
    with translation.override("de"):
        assert "1. März 2026" in RULES["expiring"].describe({"ends_on": "2026-03-01", "agreement": "A-1"})


def test_two_declines_in_a_row() -> None:
    assert levels(replace(WELL, change=-1, change_before=-0.1)) == {"declines": "yellow"}
    assert levels(replace(WELL, change=-1, change_before=0)) == {}
    assert levels(replace(WELL, change=-1, change_before=None)) == {}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (181, {}),
        (180, {"expiring": "blue"}),
        (91, {"expiring": "blue"}),
        (90, {"expiring": "yellow"}),
        (31, {"expiring": "yellow"}),
        (30, {"expiring": "red"}),
        (0, {"expiring": "red"}),
        (-1, {"expired": "red"}),
    ],
)
def test_the_end_of_the_agreement(days: int, expected: dict[str, str]) -> None:
    assert levels(replace(WELL, expires_on=ON + timedelta(days=days))) == expected


def test_no_agreement_ever_is_no_warning_of_its_own() -> None:
    assert levels(replace(WELL, expires_on=None)) == {}


@pytest.mark.parametrize(
    ("days", "expected"), [(30, {}), (31, {"overdue": "yellow"}), (90, {"overdue": "yellow"}), (91, {"overdue": "orange"})]
)
def test_overdue_commitments(days: int, expected: dict[str, str]) -> None:
    assert levels(replace(WELL, overdue=1, overdue_since=ON - timedelta(days=days))) == expected


def test_too_little_evidence() -> None:
    assert levels(replace(WELL, band="unknown", score=None, change=None, completeness=0.4)) == {"insufficient": "blue"}


def test_levels_are_ordered() -> None:
    assert [one for one in LEVELS if is_worse(one, "yellow")] == ["orange", "red"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_sentence_can_be_said_with_the_facts_it_is_given(language: str) -> None:
    worst = replace(WELL, band="red", score=40, change=-20, change_before=-3, expires_on=ON, overdue=2, overdue_since=date(2025, 1, 1))
    also = raised(replace(WELL, band="unknown", completeness=0.2, expires_on=date(2025, 1, 1)), DEFAULT_THRESHOLDS)
    found = {**also, **raised(worst, DEFAULT_THRESHOLDS)}
    assert set(found) == set(RULES)
    with translation.override(language):
        for key, what in found.items():
            sentence = RULES[key].describe(what.facts)
            assert "–" not in sentence
            assert "%(" not in sentence
            assert "{" not in sentence
