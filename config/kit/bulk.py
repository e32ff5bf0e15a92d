"""Writing many rows as one would be written: what each became, in a constant number of statements.

A bulk service judges each row by itself (``judge``: the same checks as for one, a refusal is a sentence) and then writes all
that passed at once (``write``). Constraints are left to the database; who calls repeats the batch row by row where one is broken.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise

from config.kit.errors import DomainError
from config.kit.rows import sentence_of

M = TypeVar("M", bound=models.Model)

#: Set by the database layer and no news about the object.
STAMPS = frozenset({"created_at", "updated_at"})


@dataclass(frozen=True)
class Kept(Generic[M]):
    """What became of a row. ``number`` is the caller's; ``before`` holds the changed attributes as they were, None for a new
    object; ``refusal`` is a whole sentence, and then there is nothing to write. ``aside`` was brought along by a row about
    something else."""

    number: int
    obj: M
    before: dict[str, Any] | None = None
    refusal: str | Promise = ""
    aside: bool = False

    @property
    def is_new(self) -> bool:
        return self.before is None and not self.refusal

    @property
    def is_changed(self) -> bool:
        return bool(self.before) and not self.refusal


def attributes(obj: models.Model) -> dict[str, Any]:
    """The stored attributes of an object by name, foreign keys by id."""
    return {field.attname: getattr(obj, field.attname) for field in obj._meta.concrete_fields if field.attname not in STAMPS}


def judge(number: int, obj: M, change: Callable[[M], None], *, aside: bool = False) -> Kept[M]:
    """Let ``change`` set what the row says on ``obj``, and check the fields of what came out.

    A DomainError of ``change``, or a value that a field does not take, refuses the row. Foreign keys are not looked up again: whoever
    gave the object did that for all rows at once.
    """
    before = None if obj.pk is None else attributes(obj)
    try:
        change(obj)
        obj.clean_fields(exclude={field.name for field in obj._meta.concrete_fields if field.is_relation})
    except DomainError as refusal:
        return Kept(number, obj, before, refusal.message, aside)
    except ValidationError as fault:
        return Kept(number, obj, before, sentence_of(obj, fault), aside)
    if before is None:
        return Kept(number, obj, None, "", aside)
    now = attributes(obj)
    return Kept(number, obj, {name: old for name, old in before.items() if now[name] != old}, "", aside)


def write(kept: Sequence[Kept[M]]) -> None:
    """Write the new and the changed objects: one insert, one upsert on the primary key. Within the caller's transaction."""
    fresh = [one.obj for one in kept if one.is_new]
    changed = [one for one in kept if one.is_changed]
    if fresh:
        type(fresh[0])._default_manager.bulk_create(fresh, batch_size=500)
    if changed:
        _update(changed)


def _update(changed: Sequence[Kept[M]]) -> None:
    """One plain statement instead of a CASE for every row and column."""
    model = type(changed[0].obj)
    names = {name for one in changed for name in one.before or ()}
    fields = [field.name for field in model._meta.concrete_fields if field.attname in names]
    if any(field.name == "updated_at" for field in model._meta.concrete_fields):
        fields.append("updated_at")
        now = timezone.now()
        for one in changed:
            one.obj.updated_at = now  # type: ignore[attr-defined]  # looked for just above
    model._default_manager.bulk_create(
        [one.obj for one in changed], update_conflicts=True, unique_fields=[model._meta.pk.name], update_fields=sorted(set(fields))
    )


def written(kept: Iterable[Kept[M]]) -> list[Kept[M]]:
    """Those that ``write`` wrote: new or changed."""
    return [one for one in kept if one.is_new or one.is_changed]
