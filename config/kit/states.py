"""State machines: a transition table as data and one door to pass through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kit.choices import TonedChoices
from config.kit.errors import DomainError, StaleState


@dataclass(frozen=True)
class Machine:
    """The moves allowed for ``field``: {state: the states it may go to}. The READMEs draw their diagrams from it."""

    field: str
    states: type[TonedChoices]
    moves: Mapping[str, frozenset[str]]

    def allows(self, old: str, new: str) -> bool:
        return new in self.moves.get(old, frozenset())

    def edges(self) -> Iterator[tuple[str, str]]:
        """Every (old, new) pair, in the table's order."""
        for old, targets in self.moves.items():
            for new in sorted(targets):
                yield old, new

    def drawing(self) -> str:
        """One line per state that can be left: ``draft → submitted``. Stands in the app's README; a test compares."""
        width = max(len(str(old)) for old in self.moves)
        return "\n".join(f"{old!s:<{width}} → {' | '.join(sorted(str(new) for new in targets))}" for old, targets in self.moves.items())


def move(obj: models.Model, *, to: str, **changes: Any) -> str:
    """Move ``obj`` to state ``to`` by conditional update, writing ``changes`` in the same statement. Returns the old state.

    The model class carries its ``machine``. Refuses (DomainError) a move that the table lacks; raises StaleState when
    the row is no longer in the state that ``obj`` was read in. Behaves alike on SQLite and PostgreSQL; takes no lock.
    """
    machine: Machine = type(obj).machine  # type: ignore[attr-defined]  # declared on each model that has states
    old = getattr(obj, machine.field)
    if not machine.allows(old, to):
        raise DomainError(
            _("This cannot go from “%(old)s” to “%(new)s”.") % {"old": machine.states(old).label, "new": machine.states(to).label}
        )
    values = {machine.field: to, **changes}
    changed = type(obj)._default_manager.filter(pk=obj.pk, **{machine.field: old}).update(**values)
    if not changed:
        raise StaleState
    for name, value in values.items():
        setattr(obj, name, value)
    return str(old)
