"""How well course maps cover what a partnership's posts need."""

from datetime import date, timedelta
from typing import Any

import pytest

from college.enums import Role
from college.models import Programme
from curricula.enums import MapState
from curricula.models import CourseMap, Requirement, Support
from health.indicators.curricula import coverage_rows, observe_coverage
from partnerships.models import AgreementProgramme, Partnership
from tests import factories as make

ON = date(2026, 3, 16)


@pytest.fixture
def partnership(db: None) -> Partnership:
    partnership: Partnership = make.AgreementFactory(activated_on=date(2026, 1, 1), state="active").partnership
    return partnership


def cover(partnership: Partnership, *, strengths: str, state: str = MapState.PUBLISHED, **fields: Any) -> Programme:
    """A programme of the agreement whose map needs one capability per letter, supported as the letter says ("-": not)."""
    programme: Programme = make.ProgrammeFactory()
    AgreementProgramme.objects.create(agreement=partnership.agreements.get(), programme=programme)
    course_map: CourseMap = make.CourseMapFactory(programme=programme, state=state, **fields)
    course = make.CourseFactory(programme=programme)
    for strength in strengths:
        capability = make.CapabilityFactory(programme=programme)
        Requirement.objects.create(map=course_map, capability=capability, importance=3)
        if strength != "-":
            Support.objects.create(map=course_map, capability=capability, course=course, strength=strength)
    return programme


def seen(partnership: Partnership, on: date = ON) -> Any:
    return observe_coverage([partnership.pk], on)[partnership.pk]


def test_mean_over_programmes(partnership: Partnership) -> None:
    cover(partnership, strengths="HML-")
    cover(partnership, strengths="MM")
    assert seen(partnership).value == 75
    assert seen(partnership).evidence == {"programmes": 2, "mapped": 2}


def test_a_programme_without_a_published_map_is_not_known(partnership: Partnership) -> None:
    cover(partnership, strengths="HH", state=MapState.DRAFT)
    assert seen(partnership).value is None
    cover(partnership, strengths="H-")
    assert seen(partnership).value == 50
    assert seen(partnership).evidence == {"programmes": 2, "mapped": 1}


def test_neither_before_the_agreement_nor_before_the_map(partnership: Partnership) -> None:
    cover(partnership, strengths="H", effective_from=ON)
    assert seen(partnership).value == 100
    assert seen(partnership, ON - timedelta(days=1)).value is None
    assert seen(partnership, date(2029, 1, 1)).value is None


def test_rows(partnership: Partnership) -> None:
    cover(partnership, strengths="H-")
    cover(partnership, strengths="H")
    cover(partnership, strengths="H", state=MapState.DRAFT)
    evidence = coverage_rows(make.person(Role.ADMINISTRATOR), partnership.pk, ON)
    assert [row.counts for row in evidence.rows] == [False, True, None]


def test_queries_do_not_grow(partnership: Partnership, count_queries: Any) -> None:
    cover(partnership, strengths="HM")
    one = count_queries(lambda: seen(partnership))
    others = [make.AgreementFactory(activated_on=date(2026, 1, 1)).partnership for _number in range(3)]
    for other in others:
        cover(other, strengths="H-")
    ids = [partnership.pk, *(other.pk for other in others)]
    assert count_queries(lambda: observe_coverage(ids, ON)) == one
    assert one <= 6
