"""The audit trail: written inside the transaction of the change it describes.

A model may declare ``private_fields``: their changes are recorded by name only, whoever made them, since the trail must not
become a second register of birthdays and telephone numbers.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from college.models import AuditEntry, User
from config.kit.bulk import Kept, attributes, written
from config.kit.request_log import request_id

Changes = Mapping[str, tuple[Any, Any]]
#: What stands for a value that the trail does not keep.
HIDDEN = ("", "…")


def record(*, actor: User | None, verb: str, target: models.Model, changes: Changes | None = None, note: str = "") -> AuditEntry:
    """Write one audit entry. ``verb`` is ``noun.past`` (``agreement.activated``); ``changes`` is {field: (old, new)}.

    ``actor`` None means the system itself (a periodic job).
    """
    entry = _entry(actor, verb, target, changes or {}, note)
    entry.save()
    return entry


def record_many(*, actor: User | None, verb: str, kept: Iterable[Kept[Any]], note: str = "") -> None:
    """Write an entry for each object that a bulk service wrote, with what changed where it was there before."""
    entries = [_entry(actor, verb, one.obj, _changes_of(one), note) for one in written(kept)]
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def record_each(*, actor: User | None, targets: Iterable[models.Model], past: str, note: str = "") -> None:
    """Write an entry without changes for each object; its verb is ``model.past``."""
    entries = [_entry(actor, f"{target._meta.model_name}.{past}", target, {}, note) for target in targets]
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def _changes_of(one: Kept[Any]) -> dict[str, tuple[Any, Any]]:
    now = attributes(one.obj)
    return {name: (old, now[name]) for name, old in (one.before or {}).items()}


def _entry(actor: User | None, verb: str, target: models.Model, changes: Changes, note: str) -> AuditEntry:
    private = _private(target)
    return AuditEntry(
        at=timezone.now(),
        actor=actor,
        actor_name=str(actor) if actor else "",
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:250],
        changes={name: list(HIDDEN) if name in private else [_plain(old), _plain(new)] for name, (old, new) in changes.items()},
        note=note,
        request_id=request_id.get().strip("-"),
    )


def snapshot(obj: models.Model, fields: list[str]) -> dict[str, Any]:
    """The values of ``fields`` now, for a later ``differences``."""
    return {name: getattr(obj, name) for name in fields}


def differences(before: Mapping[str, Any], obj: models.Model) -> dict[str, tuple[Any, Any]]:
    """{field: (old, new)} of the fields in ``before`` that differ on ``obj`` now; private ones by name only, whatever object the
    entry will be about."""
    private = _private(obj)
    changed = {name: (old, getattr(obj, name)) for name, old in before.items() if old != getattr(obj, name)}
    return {name: HIDDEN if name in private else values for name, values in changed.items()}


def _private(obj: models.Model) -> frozenset[str]:
    private: frozenset[str] = getattr(obj, "private_fields", frozenset())
    return private


def _plain(value: Any) -> Any:
    """A JSON value that a person can read."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | datetime | Decimal):
        return str(value)
    return str(value)[:500]
