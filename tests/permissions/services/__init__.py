"""The second matrix: every service × every role × own and foreign side.

Pages ask a policy before they call a service, so the URL matrix beside this folder would not notice a service that asks
none. Here the services are called themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from college.models import AuditEntry, User
from config.kit.errors import DomainError, Forbidden
from tests.architecture.test_private_fields import models_with_details
from tests.conftest import Side, World
from tests.permissions import ROLES

#: People with two roles, and the roles that they hold on the own and on the foreign side. What a person may do is what
#: each of the roles may, in its own place: so their rights follow from the rows, which name single roles only.
DOUBLES = ("coordinator_auditor", "liaison_student")
PEOPLE = (*ROLES, *DOUBLES)
SIDES = ("own", "foreign")

THROUGH, FORBIDDEN = "got through", "was refused"


class Here:
    """One side of the world as the database has it now: each thing is read anew, so that no call sees what an earlier
    one left in memory. ``other`` is the other side; ``coordinator`` and ``liaison`` are those of this side."""

    def __init__(self, world: World, whose: str) -> None:
        self._world, self._whose = world, whose
        self._side: Side = getattr(world, whose)

    def __getattr__(self, name: str) -> Any:
        kept: models.Model = getattr(self._side, name)
        fresh = type(kept)._default_manager.get(pk=kept.pk)
        setattr(self, name, fresh)
        return fresh

    def put(self, name: str, **values: Any) -> Any:
        """Bring a thing of this side into a state, past all services, and return it."""
        kept: models.Model = getattr(self._side, name)
        type(kept)._default_manager.filter(pk=kept.pk).update(**values)
        self.__dict__.pop(name, None)
        return getattr(self, name)

    @property
    def other(self) -> "Here":
        return Here(self._world, "foreign" if self._whose == "own" else "own")

    @property
    def is_own(self) -> bool:
        return self._whose == "own"

    def person(self, name: str) -> User:
        """Somebody of the cast, who has not been asked anything yet."""
        return User.objects.get(pk=self._world.cast[name].pk)

    @property
    def coordinator(self) -> User:
        return self.person("coordinator" if self.is_own else "coordinator_auditor")

    @property
    def liaison(self) -> User:
        return self.person("liaison" if self.is_own else "liaison_student")


@dataclass(frozen=True)
class Row:
    """Who may call a service.

    ``given`` makes what it needs on a side and returns its keyword arguments (save ``actor``), such that the call succeeds
    for whoever may. ``own`` and ``foreign`` name the roles that may on the own and on the foreign side; everybody else
    must get Forbidden. ``variant`` tells several rows of a service apart. ``through`` reads from the result whether anything
    was done, for a service that passes over what it may not touch; ``guards`` are the names that such a service asks
    instead of ``require``.
    """

    service: Callable[..., Any]
    given: Callable[[Here], dict[str, Any]]
    own: str
    foreign: str
    variant: str = ""
    through: Callable[[Any], Any] | None = None
    guards: tuple[str, ...] = ()

    def __str__(self) -> str:
        name = f"{self.service.__module__}.{self.service.__qualname__}".replace(".services.", ".", 1)
        return f"{name}: {self.variant}" if self.variant else name

    def allows(self, person: str, whose: str) -> bool:
        here, there = (self.own.split(), self.foreign.split()) if whose == "own" else (self.foreign.split(), self.own.split())
        if person == "coordinator_auditor":
            return "auditor" in here or "coordinator" in there
        if person == "liaison_student":
            return "liaison" in there or "student" in self.foreign.split()
        return person in here


def all_kept(kept: Any) -> bool:
    """A bulk service passes over what it refuses, and says why."""
    return not any(one.refusal for one in kept)


def _told_in_clear() -> set[str]:
    """Personal details that an entry of the trail quotes."""
    said = " ".join(str(changes) for changes in AuditEntry.objects.exclude(changes={}).values_list("changes", flat=True))
    if not said:
        return set()
    details = {
        str(value)
        for model in models_with_details()
        for name in model.private_fields
        for value in model._default_manager.values_list(name, flat=True)
        if value
    }
    return {value for value in details if value in said}


def attempt(row: Row, world: World, person: str, whose: str) -> str:
    """Call the row's service as the person, and tell what came of it. Nothing stays of it."""
    with transaction.atomic():
        here = Here(world, whose)
        arguments = row.given(here)
        try:
            result = row.service(actor=here.person(person), **arguments)
        except Forbidden as refusal:
            return FORBIDDEN if str(refusal) else "was refused without a reason"
        except DomainError as refusal:
            return f"passed the policy, then: {refusal}"
        else:
            if told := _told_in_clear():
                return f"wrote {told} into the audit trail"
        finally:
            transaction.set_rollback(True)
    return FORBIDDEN if row.through and not row.through(result) else THROUGH
