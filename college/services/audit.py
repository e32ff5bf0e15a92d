"""The audit trail: written inside the transaction of the change it describes."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from college.models import AuditEntry, User
from config.kit.request_log import request_id


def record(
    *, actor: User | None, verb: str, target: models.Model, changes: Mapping[str, tuple[Any, Any]] | None = None, note: str = ""
) -> AuditEntry:
    """Write one audit entry. ``verb`` is ``noun.past`` (``agreement.activated``); ``changes`` is {field: (old, new)}.

    ``actor`` None means the system itself (a periodic job).
    """
    return AuditEntry.objects.create(
        at=timezone.now(),
        actor=actor,
        actor_name=str(actor) if actor else "",
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:250],
        changes={name: [_plain(old), _plain(new)] for name, (old, new) in (changes or {}).items()},
        note=note,
        request_id=request_id.get().strip("-"),
    )


def snapshot(obj: models.Model, fields: list[str]) -> dict[str, Any]:
    """The values of ``fields`` now, for a later ``differences``."""
    return {name: getattr(obj, name) for name in fields}


def differences(before: Mapping[str, Any], obj: models.Model) -> dict[str, tuple[Any, Any]]:
    """{field: (old, new)} of the fields in ``before`` that differ on ``obj`` now."""
    return {name: (old, getattr(obj, name)) for name, old in before.items() if old != getattr(obj, name)}


def _plain(value: Any) -> Any:
    """A JSON value that a person can read."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | datetime | Decimal):
        return str(value)
    return str(value)[:500]
