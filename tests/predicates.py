"""Policies as tables: each predicate in each situation, asked by everybody."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.functional import Promise

from college.enums import Role
from college.models import ProgrammeTeam, RoleGrant, User
from college.policies import Person
from config.kit.verdicts import Verdict
from partnerships.models import Liaison
from tests import factories as make
from tests.conftest import World

#: The whole cast of the fixture ``crowd``, and a visitor who has not signed in.
EVERYBODY = (
    *("administrator", "coordinator", "instructor", "liaison", "mentor", "student", "auditor", "stranger"),
    *("coordinator_auditor", "liaison_student", "last_day_liaison", "former_liaison", "anonymous"),
)
SIGNED_IN = " ".join(EVERYBODY[:-1])
ROLE_HOLDERS = SIGNED_IN.replace(" stranger", "")

ADMIN = "administrator"
#: Who may for the own and the foreign department.
RUNS_OWN, RUNS_FOREIGN = "administrator coordinator", "administrator coordinator_auditor"
RUNS_ANY = "administrator coordinator coordinator_auditor"
#: Who speaks for the own and the foreign enterprise today; and whoever holds the role.
SPEAKS_OWN, SPEAKS_FOREIGN = "liaison last_day_liaison", "liaison_student"
LIAISONS = f"{SPEAKS_OWN} {SPEAKS_FOREIGN} former_liaison"
#: Who reads the whole college; everybody who works for it.
WIDE = "administrator auditor coordinator_auditor"
STAFF = f"{WIDE} coordinator instructor"


@dataclass(frozen=True)
class Case:
    """``predicate`` allows exactly the people named in ``allowed`` when asked about ``given(world)``.

    A verdict or a bool is asked with what ``given`` returns after the user. For rows that a person sees, ``given`` returns
    one, and they are allowed who see it.
    """

    predicate: Callable[..., Any]
    allowed: str
    situation: str = ""
    given: Callable[[World], Any] = lambda _world: ()

    def __str__(self) -> str:
        return f"{self.predicate.__name__}: {self.situation}" if self.situation else self.predicate.__name__

    def wrong(self, world: World) -> list[str]:
        """What the predicate answers otherwise than the table; also a refusal without a reason, and a closed account
        that may or sees anything."""
        given = self.given(world)
        about = given if isinstance(given, tuple) else (given,)
        wrong = []
        for name in EVERYBODY:
            person = _person(world, name)
            if self._allows(person, about) != (name in self.allowed.split()):
                wrong.append(f"{name} is {'refused' if name in self.allowed.split() else 'allowed'}")
            if not self._has_reason(person, about):
                wrong.append(f"{name} is refused without a reason")
            if isinstance(person, User) and self._allows(_closed(person), about):
                wrong.append(f"{name} is allowed with a closed account")
        return wrong

    def _ask(self, person: Person, about: tuple[Any, ...]) -> Any:
        looks_at_rows = len(inspect.signature(self.predicate).parameters) == 1
        return self.predicate(person) if looks_at_rows else self.predicate(person, *about)

    def _allows(self, person: Person, about: tuple[Any, ...]) -> bool:
        answer = self._ask(person, about)
        if isinstance(answer, QuerySet):
            return answer.filter(pk=about[0].pk).exists()
        return about[0] in answer if isinstance(answer, frozenset) else bool(answer)

    def _has_reason(self, person: Person, about: tuple[Any, ...]) -> bool:
        answer = self._ask(person, about)
        return not isinstance(answer, Verdict) or bool(answer) or (isinstance(answer.reason, str | Promise) and bool(str(answer.reason)))


def many_roles(world: World) -> User:
    """Somebody who coordinates the own department, teaches the foreign programme and speaks for the foreign enterprise, and
    who is a mentor and a student elsewhere: what each role shows, all of them together show."""
    person = make.person(Role.COORDINATOR, world.own.department, username="many-roles")
    for role in (Role.INSTRUCTOR, Role.LIAISON, Role.MENTOR, Role.STUDENT):
        RoleGrant.objects.create(user=person, role=role)
    ProgrammeTeam.objects.create(programme=world.foreign.programme, user=person)
    Liaison.objects.create(enterprise=world.foreign.enterprise, user=person)
    return User.objects.get(pk=person.pk)


def _person(world: World, name: str) -> Person:
    return AnonymousUser() if name == "anonymous" else User.objects.get(pk=world.cast[name].pk)


def _closed(person: User) -> User:
    twin = User.objects.get(pk=person.pk)
    twin.is_active = False
    return twin


def untold(policies: ModuleType, cases: Iterable[Case], *, apart: Iterable[Callable[..., Any]] = ()) -> list[str]:
    """The public functions of ``policies`` about a user that no case asks; those of ``apart`` have tests of their own."""
    told = {case.predicate for case in cases} | set(apart)
    return [
        name
        for name, thing in vars(policies).items()
        if inspect.isfunction(thing)
        and thing.__module__ == policies.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(thing).parameters), "") == "user"
        and thing not in told
    ]
