"""What an import keeps of each object it wrote, so that it can be undone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

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
