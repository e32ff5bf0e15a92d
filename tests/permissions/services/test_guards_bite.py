"""Takes the guards out of the services, one by one, and asks whether the rows beside this file notice.

A row about people who are refused anyway, for another reason, proves nothing. So each row must let somebody through once
its service's module asks nothing any more, and each single ``require(…)`` of a service must be missed by some row.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any

import pytest
from django.db.models import QuerySet

from college.policies import Person
from college.services import invitations
from config.kit.verdicts import ALLOW, Verdict
from tests.conftest import World
from tests.permissions.services import FORBIDDEN, PEOPLE, SIDES, Row, attempt
from tests.permissions.services.gather import rows, service_modules

ROWS = rows()

#: Services that call another one which refuses the very same people: there both must be taken out to see a difference.
GUARDED_BELOW: dict[str, ModuleType] = dict.fromkeys(("invite_liaison", "invite_mentor", "invite_student"), invitations)


@dataclass(frozen=True)
class Guard:
    """One ``require(…)`` statement: the function that holds it, and which of the function's it is."""

    module: ModuleType
    function: str
    number: int

    def __str__(self) -> str:
        return f"{self.module.__name__}.{self.function}:{self.number}".replace(".services.", ".", 1)


def _functions(module: ModuleType) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef):
            yield node


def _is_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "require"


def _guards(function: ast.FunctionDef) -> list[ast.Expr]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Expr) and _is_guard(node)]


GUARDS = [
    Guard(module, function.name, number)
    for module in service_modules()
    for function in _functions(module)
    for number, _guard in enumerate(_guards(function), 1)
]


def _without(guard: Guard) -> CodeType:
    """The code of the guard's function, less the guard."""
    tree = ast.parse(inspect.getsource(guard.module))
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == guard.function)
    _guards(function)[guard.number - 1].value = ast.Constant(None)
    compiled = compile(ast.fix_missing_locations(tree), str(guard.module.__file__), "exec")
    return next(each for each in compiled.co_consts if isinstance(each, CodeType) and each.co_name == guard.function)


def _notices(row: Row, world: World) -> bool:
    """Whether somebody whom the row refuses is refused no longer."""
    return any(
        not row.allows(person, whose) and attempt(row, world, person, whose) != FORBIDDEN
        # First those who may do most, as whatever else refuses would refuse them last.
        for person in ("coordinator", "coordinator_auditor", "liaison_student", *PEOPLE)
        for whose in SIDES
    )


def _rows_for(guard: Guard) -> list[Row]:
    """The rows of the guard's module, those of its own function first."""
    inside = [row for row in ROWS if row.service.__module__ == guard.module.__name__]
    return sorted(inside, key=lambda row: row.service.__name__ != guard.function)


def test_there_are_guards() -> None:
    assert len(GUARDS) > 80


@pytest.mark.parametrize("guard", GUARDS, ids=str)
def test_a_missing_guard_is_noticed(guard: Guard, crowd: World, monkeypatch: pytest.MonkeyPatch) -> None:
    if guard.function in GUARDED_BELOW:
        monkeypatch.setattr(GUARDED_BELOW[guard.function], "require", _ask_nothing)
    monkeypatch.setattr(inspect.unwrap(getattr(guard.module, guard.function)), "__code__", _without(guard))
    assert any(_notices(row, crowd) for row in _rows_for(guard)), f"no row would miss {guard}"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_bites(row: Row, crowd: World, monkeypatch: pytest.MonkeyPatch) -> None:
    module = inspect.getmodule(row.service)
    for asking in (module, GUARDED_BELOW.get(row.service.__name__, module)):
        monkeypatch.setattr(asking, "require", _ask_nothing)
    for name in row.guards:
        monkeypatch.setattr(module, name, _everything_of(getattr(module, name)) if name.startswith("visible_") else _allow)
    assert _notices(row, crowd), f"{row} refuses nobody because of its guard"


def _ask_nothing(verdict: Verdict) -> None:
    pass


def _allow(*_: Any) -> Verdict:
    return ALLOW


def _everything_of(visible: Callable[[Person], QuerySet[Any]]) -> Callable[[Person], QuerySet[Any]]:
    """As ``visible`` would answer if everybody saw everything."""
    return lambda user: visible(user).model._default_manager.all()
