"""What an import leaves behind of each object it wrote: undo data and an audit entry."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from django.db import models
from django.utils import timezone

from college.models import AuditEntry
from config.kit.request_log import request_id
from importing.kinds import Change
from importing.models import ImportChange, ImportRun


def plain(value: Any) -> Any:
    """A value as JSON keeps it, equal for a value just assigned and the same one read back."""
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def values_of(target: models.Model, fields: Sequence[str]) -> dict[str, Any]:
    return {name: plain(getattr(target, name)) for name in fields}


def digest_of(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def undo_data(run: ImportRun, change: Change) -> ImportChange:
    after = values_of(change.target, change.fields)
    return ImportChange(
        run=run,
        target_type=change.target._meta.label_lower,
        target_id=change.target.pk,
        before=None if change.before is None else {name: plain(value) for name, value in change.before.items()},
        after={"fields": list(change.fields), "digest": digest_of(after)} if change.before is None else after,
    )


def audit_entries(run: ImportRun, changes: Sequence[Change]) -> Iterator[AuditEntry]:
    now, actor = timezone.now(), run.started_by
    for change in changes:
        before = change.before
        yield AuditEntry(
            at=now,
            actor=actor,
            actor_name=str(actor) if actor else "",
            verb=f"{change.target._meta.model_name}.imported",
            target_type=change.target._meta.label_lower,
            target_id=str(change.target.pk),
            target_label=str(change.target)[:250],
            changes={} if before is None else {name: [plain(before[name]), plain(getattr(change.target, name))] for name in before},
            note=PurePath(run.filename).name[:200],
            request_id=request_id.get().strip("-"),
        )
