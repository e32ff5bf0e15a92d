"""Rows without an order come in none, and are not cut."""

import warnings
from collections.abc import Callable
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery

from college.models import Department, Programme
from tests import factories as make
from tests.plugins.unordered import CutWithoutOrder


@pytest.fixture
def rows(db: None) -> list[int]:
    return [make.ProgrammeFactory().pk for _number in range(30)]


@pytest.mark.parametrize(
    "read",
    [
        lambda bare: [one.pk for one in bare],
        lambda bare: list(bare.values_list("pk", flat=True)),
        lambda bare: [one["pk"] for one in bare.values("pk")],
        lambda bare: [one.pk for one in bare.iterator(chunk_size=100)],
        lambda bare: [one["pk"] for one in bare.values("pk").annotate(n=Count("team"))],
    ],
)
def test_none_asked_none_given(rows: list[int], read: Callable[[Any], list[int]]) -> None:
    found = read(Programme.objects.order_by())
    assert found != rows
    assert sorted(found) == rows


def test_the_order_asked_for_is_given(rows: list[int]) -> None:
    assert list(Programme.objects.order_by("pk").values_list("pk", flat=True)) == rows
    assert [one.pk for one in Programme.objects.order_by("-pk")] == rows[::-1]
    codes = [one.code for one in Programme.objects.all()]
    assert codes == sorted(codes), "the model has an order of its own"


@pytest.mark.parametrize(
    "cut",
    [
        lambda bare: list(bare[:5]),
        lambda bare: bare[0],
        lambda bare: list(bare.values_list("pk")[2:4]),
        lambda bare: list(Department.objects.annotate(one=Subquery(bare.filter(department=OuterRef("pk")).values("pk")[:1]))),
        lambda bare: list(Programme.objects.filter(pk__in=bare.values("pk")[:3])),
    ],
)
def test_cutting_is_refused(rows: list[int], cut: Callable[[Any], Any]) -> None:
    with pytest.raises(CutWithoutOrder):
        cut(Programme.objects.order_by())


def test_questions_are_answered(rows: list[int]) -> None:
    bare = Programme.objects.order_by()
    assert bare.exists()
    assert bare.get(pk=rows[0]).pk == rows[0]
    first = bare.first()
    assert first
    assert first.pk == rows[0]
    assert Department.objects.filter(Exists(bare.filter(department=OuterRef("pk")))).count() == 30


def test_pages_need_an_order(rows: list[int]) -> None:
    with warnings.catch_warnings(), pytest.raises(RuntimeWarning, match="unordered"):
        Paginator(Programme.objects.order_by(), 10).page(1)
