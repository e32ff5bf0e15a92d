"""The rule checks, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from internships.compliance.checks import BLOCK, WARN, Finding, PlacementFacts, age_at, blocking, examine, grade_at
from internships.compliance.rules import RULES, sentence

GOOD = PlacementFacts(
    starts_on=date(2026, 9, 1),
    ends_on=date(2027, 1, 31),
    birth_date=date(2006, 5, 1),
    enrol_year=2024,
    student_major="460301",
    post_major="460301",
    is_same_programme=True,
    agreement_until=date(2027, 12, 31),
    screening_until=date(2027, 12, 31),
    hours_per_day=Decimal(8),
    signed=frozenset({"college", "host", "student"}),
    has_mentor=True,
    has_teacher=True,
)


def test_a_placement_that_meets_every_rule_has_no_findings() -> None:
    assert examine(GOOD) == []


@pytest.mark.parametrize(
    ("change", "rule", "code", "severity"),
    [
        ({"screening_until": None}, "CN-INT-28", "not_screened", BLOCK),
        ({"screening_until": date(2026, 12, 31)}, "CN-INT-28", "expires", WARN),
        ({"agreement_until": None}, "CN-INT-02", "no_agreement", BLOCK),
        ({"agreement_until": date(2026, 12, 31)}, "CN-INT-02", "agreement_ends", WARN),
        ({"signed": frozenset({"college", "host"})}, "CN-INT-02", "unsigned", BLOCK),
        ({"enrol_year": 2026}, "CN-INT-07", "first_year", BLOCK),
        ({"birth_date": date(2010, 9, 2)}, "CN-INT-08", "too_young", BLOCK),
        ({"is_same_programme": False, "post_major": "530101"}, "CN-INT-21", "other_category", BLOCK),
        ({"is_same_programme": False, "post_major": "460101"}, "CN-INT-21", "other_class", WARN),
        ({"is_same_programme": False, "post_major": ""}, "CN-INT-21", "unknown_major", WARN),
        ({"hours_per_day": Decimal("8.5")}, "CN-INT-16", "too_long", BLOCK),
        ({"has_mentor": False}, "CN-INT-30", "no_mentor", BLOCK),
        ({"has_teacher": False}, "CN-INT-30", "no_teacher", BLOCK),
    ],
)
def test_each_rule_finds_its_case_and_nothing_else(change: dict[str, object], rule: str, code: str, severity: str) -> None:
    (finding,) = examine(replace(GOOD, **change))  # type: ignore[arg-type]
    assert (finding.rule, finding.code, finding.severity) == (rule, code, severity)
    assert sentence(finding).endswith(".")
    assert "%(" not in sentence(finding)


@pytest.mark.parametrize(
    "change",
    [
        {"birth_date": date(2010, 9, 1)},
        {"birth_date": None},
        {"enrol_year": 2025},
        {"enrol_year": None},
        {"enrol_year": 2026, "is_on_post": False},
        {"is_same_programme": False, "post_major": "460302"},
        {"screening_until": date(2027, 1, 31)},
        {"hours_per_day": None},
    ],
)
def test_the_edge_is_allowed(change: dict[str, object]) -> None:
    assert examine(replace(GOOD, **change)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("until", ["agreement_until", "screening_until"])
def test_what_ends_on_the_last_day_lasts_and_the_day_before_does_not(until: str) -> None:
    assert examine(replace(GOOD, **{until: GOOD.ends_on})) == []  # type: ignore[arg-type]
    (finding,) = examine(replace(GOOD, **{until: date(2027, 1, 30)}))  # type: ignore[arg-type]
    assert finding.severity == WARN


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        ({"screening_until": None}, {"on": GOOD.starts_on}),
        ({"screening_until": date(2026, 12, 31)}, {"until": date(2026, 12, 31)}),
        ({"agreement_until": None}, {"on": GOOD.starts_on}),
        ({"agreement_until": date(2026, 12, 31)}, {"until": date(2026, 12, 31)}),
        ({"signed": frozenset({"host"})}, {"missing": 2}),
        ({"enrol_year": 2026}, {"year": 2026}),
        ({"birth_date": date(2010, 9, 2)}, {"minimum": 16}),
        ({"is_same_programme": False, "post_major": "530101"}, {"student": "46", "post": "53"}),
        ({"is_same_programme": False, "post_major": "460101"}, {"student": "4603", "post": "4601"}),
        ({"hours_per_day": Decimal("8.5")}, {"hours": Decimal("8.5"), "limit": 8}),
        ({"has_mentor": False}, {}),
    ],
)
def test_a_finding_carries_the_figures_of_its_sentence(change: dict[str, object], figures: dict[str, object]) -> None:
    (finding,) = examine(replace(GOOD, **change))  # type: ignore[arg-type]
    assert finding.figures == figures


def test_a_sentence_writes_its_days_in_short() -> None:
    (finding,) = examine(replace(GOOD, agreement_until=date(2026, 12, 31)))
    assert sentence(finding) == "The agreement with the enterprise ends on 2026-12-31, before the placement does."
    # Both our languages write days alike; a third shows that it is the reader's way.
    with translation.override("de"):
        assert "31.12.2026" in sentence(finding)


def test_blocking_findings_come_first() -> None:
    found = examine(replace(GOOD, agreement_until=date(2026, 12, 1), has_mentor=False))
    assert [finding.severity for finding in found] == [BLOCK, WARN]
    assert blocking(found) == [Finding("CN-INT-30", "no_mentor", BLOCK)]


def test_every_rule_says_where_it_comes_from_and_how_sure_that_is() -> None:
    for rule in RULES.values():
        assert str(rule.source)
        assert str(rule.status)
        assert rule.sentences


@given(birth=st.dates(date(1990, 1, 1), date(2015, 12, 31)), on=st.dates(date(2016, 1, 1), date(2035, 12, 31)))
def test_age_counts_birthdays_passed(birth: date, on: date) -> None:
    birthdays = sum(1 for year in range(birth.year + 1, on.year + 1) if (year, birth.month, birth.day) <= (on.year, on.month, on.day))
    assert age_at(birth, on) == birthdays


@pytest.mark.parametrize(("on", "grade"), [(date(2026, 9, 1), 1), (date(2027, 7, 31), 1), (date(2027, 8, 1), 2), (date(2028, 3, 1), 2)])
def test_the_school_year_turns_in_the_summer_holidays(on: date, grade: int) -> None:
    assert grade_at(2026, on) == grade
