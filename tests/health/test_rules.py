"""When each rule of early warning speaks, and how loudly."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from health.rules import LEVELS, RULES, Signs, is_worse, raised
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


@pytest.mark.parametrize(("days", "expected"), [(30, {}), (31, {"overdue": "yellow"}), (91, {"overdue": "orange"})])
def test_overdue_commitments(days: int, expected: dict[str, str]) -> None:
    assert levels(replace(WELL, overdue=1, overdue_since=ON - timedelta(days=days))) == expected


def test_too_little_evidence() -> None:
    assert levels(replace(WELL, band="unknown", score=None, change=None, completeness=0.4)) == {"insufficient": "blue"}


def test_levels_are_ordered() -> None:
    assert [one for one in LEVELS if is_worse(one, "yellow")] == ["orange", "red"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_sentence_can_be_said_with_the_facts_it_is_given(language: str) -> None:
    from django.utils import translation

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
