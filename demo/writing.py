"""Writing many rows with the dates that they would have had."""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

OURS = ("college", "importing", "partnerships", "curricula", "internships", "health")
BATCH = 1_000

M = TypeVar("M", bound=models.Model)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of that day on the college's clock."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@contextlib.contextmanager
def keeping_dates() -> Iterator[None]:
    """Let ``auto_now`` fields keep the value given, as loading a backup does; without one they take the present."""
    changed: list[tuple[models.DateField[Any, Any], bool, bool]] = []
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.local_fields:
                if isinstance(field, models.DateField) and (field.auto_now or field.auto_now_add):
                    changed.append((field, field.auto_now, field.auto_now_add))
                    field.auto_now = field.auto_now_add = False
    try:
        yield
    finally:
        for field, auto_now, auto_now_add in changed:
            field.auto_now, field.auto_now_add = auto_now, auto_now_add


def stamp(row: M, moment: datetime) -> M:
    """Date the row's own bookkeeping columns, as far as it has any and they are empty."""
    for name in ("created_at", "updated_at", "signed_at", "uploaded_at"):
        if hasattr(row, name) and getattr(row, name) is None:
            setattr(row, name, moment)
    return row


def write(model: type[M], rows: Iterable[M]) -> list[M]:
    """Insert the rows in batches and return them with their keys."""
    now = timezone.now()
    return model._default_manager.bulk_create([stamp(row, now) for row in rows], batch_size=BATCH)


def stream(model: type[M], rows: Iterable[M]) -> int:
    """Insert the rows without keeping them or their keys; returns how many.

    One prepared statement for all: ``bulk_create`` composes the SQL of every row anew, which for half a million rows is
    most of the work.
    """
    now = timezone.now()
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    # Names of our own tables and columns; the values travel apart.
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    count = 0
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while batch := [stamp(row, now) for row in islice(waiting, BATCH)]:
            cursor.executemany(
                statement, [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in batch]
            )
            count += len(batch)
    return count
