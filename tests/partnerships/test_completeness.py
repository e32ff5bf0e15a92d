"""What a screening or an agreement lacks, and from which day or number on."""

from dataclasses import replace
from datetime import date

import pytest

from partnerships.codes.regions import region_display
from partnerships.completeness import AgreementFacts, agreement_gaps, agreement_hints, years_after
from partnerships.enums import Side

WHOLE = AgreementFacts(
    starts_on=date(2026, 9, 1),
    ends_on=date(2029, 8, 31),
    takes_interns=True,
    content="What we do together.",
    forms=frozenset({"F1"}),
    seats=(5,),
    commitment_sides=(Side.COLLEGE, Side.ENTERPRISE),
    commitment_dues=(date(2026, 9, 1), date(2029, 8, 31)),
)


def test_a_whole_agreement_lacks_nothing() -> None:
    assert list(agreement_gaps(WHOLE)) == list(agreement_hints(WHOLE)) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"forms": frozenset()}, "seven forms"),
        ({"content": "  "}, "Describe the content"),
        ({"seats": ()}, "list the programmes"),
        ({"seats": (0, 0)}, "give the seats"),
        ({"commitment_sides": (Side.ENTERPRISE,)}, "commitment of the college"),
        ({"commitment_sides": (Side.COLLEGE,)}, "commitment of the enterprise"),
        ({"commitment_dues": (date(2026, 8, 31),)}, "outside the term"),
        ({"commitment_dues": (date(2029, 9, 1),)}, "outside the term"),
    ],
)
def test_what_an_agreement_lacks_is_one_sentence(change: dict[str, object], sentence: str) -> None:
    (said,) = agreement_gaps(replace(WHOLE, **change))  # type: ignore[arg-type]
    assert sentence in str(said)


@pytest.mark.parametrize("change", [{"seats": (0, 1)}, {"takes_interns": False, "seats": ()}])
def test_one_seat_is_enough_and_without_interns_none_is(change: dict[str, object]) -> None:
    assert list(agreement_gaps(replace(WHOLE, **change))) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": date(2029, 8, 30)}, "shorter than three years"),
        ({"contacts": 1}, "fewer than two contacts"),
        ({"ends_on": date(2029, 8, 30), "takes_interns": False}, ""),
        ({"contacts": 2}, ""),
    ],
)
def test_what_somebody_should_look_at_again(change: dict[str, object], sentence: str) -> None:
    said = [str(hint) for hint in agreement_hints(replace(WHOLE, **change))]  # type: ignore[arg-type]
    assert len(said) == bool(sentence)
    assert all(sentence in hint for hint in said)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2026, 3, 1), 3, date(2029, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(9998, 3, 1), 1, date(9999, 3, 1)),
        (date(9998, 3, 1), 2, date.max),
    ],
)
def test_the_same_day_years_later(day: date, years: int, later: date) -> None:
    assert years_after(day, years) == later


def test_a_region_is_named_once() -> None:
    province = region_display("330000", "")
    assert province
    assert region_display("330200", "宁波市") == f"{province} · 宁波市"
    assert region_display("330200", "浙江省") == province
    assert region_display("330200", "浙江省宁波市") == "浙江省宁波市"
    assert region_display("", "Bavaria") == "Bavaria"
