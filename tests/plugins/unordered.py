"""A query that gives no order gets none: its rows come shuffled, and cutting it is an error.

SQLite and PostgreSQL answer small tables in the order of writing, so that code (or a test) which needs an order and
does not ask for one works until the table grows. The seed stands in the header of the run and beside each failure;
``ROW_SEED=… pytest …`` repeats it.
"""

import os
import random
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db.models.query import MAX_GET_RESULTS
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import MULTI

SEED = os.environ.setdefault("ROW_SEED", str(random.SystemRandom().randrange(10_000)))  # workers inherit it
_chance: random.Random | None = None


class CutWithoutOrder(Exception):
    """Which rows a cut keeps is chance, as the query gives no order."""


def is_ordered(query: Any) -> bool:
    if query.extra_order_by or query.order_by:
        return True
    return bool(query.default_ordering and query.group_by is None and query.model and query.get_meta().ordering)


def _is_a_question(query: Any) -> bool:
    """``exists()`` and ``get()`` limit their rows, too, and do not care which they see."""
    return "a" in query.annotation_select or (query.low_mark == 0 and query.high_mark == MAX_GET_RESULTS)


def as_sql(self: SQLCompiler, *args: Any, **options: Any) -> Any:
    if _chance and self.query.is_sliced and not is_ordered(self.query) and not _is_a_question(self.query):
        raise CutWithoutOrder(f"rows {self.query.low_mark} to {self.query.high_mark} of {self.query.model.__name__} without order_by")
    return _as_sql(self, *args, **options)


def execute_sql(self: SQLCompiler, result_type: str = MULTI, chunked_fetch: bool = False, **options: Any) -> Any:
    chunks = _execute_sql(self, result_type, chunked_fetch, **options)
    if _chance is None or result_type != MULTI or chunks is None or is_ordered(self.query):
        return chunks
    if chunked_fetch:
        return _each_shuffled(chunks)
    return [_shuffled(row for chunk in chunks for row in chunk)]


def _each_shuffled(chunks: Iterable[Iterable[Any]]) -> Iterator[list[Any]]:
    for chunk in chunks:
        yield _shuffled(chunk)


def _shuffled(rows: Iterable[Any]) -> list[Any]:
    rows = list(rows)
    if _chance:
        _chance.shuffle(rows)
    return rows


_as_sql, _execute_sql = SQLCompiler.as_sql, SQLCompiler.execute_sql
SQLCompiler.as_sql = as_sql  # type: ignore[method-assign]
SQLCompiler.execute_sql = execute_sql  # type: ignore[method-assign]


def pytest_report_header() -> str:
    return f"rows without an order are shuffled: ROW_SEED={SEED}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Each test has its own chance, so that it shuffles alike alone and among all."""
    global _chance
    _chance = random.Random(f"{SEED} {item.nodeid}")  # noqa: S311  # guards nothing
    try:
        return (yield)
    finally:
        _chance = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if report.failed:
        report.sections.append(("Order of rows", f"ROW_SEED={SEED}"))
    return report
