"""Rows of the moves of state machines, drawn from the tables that make their addresses.

Each is a POST of the move itself, with a reason, so that the service has the last word. Who gets through is what the table says: who sees
the object and has the move's right. That the rights are the right ones is told by hand in the tables of policies and in the matrix of
services; here a view that asks less, more or something else than its table is found.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import SimpleNamespace
from typing import Any

from django.http import Http404

from college.models import User
from college.transitions import Transition, Transitions
from partnerships.enums import InspectionTopic
from partnerships.models import Screening, ScreeningItem
from tests.conftest import World
from tests.permissions import Row

APPS = ("partnerships", "curricula", "internships", "health", "importing", "college")


def tables() -> list[Transitions[Any]]:
    """Every table of moves of the product."""
    found: dict[str, Transitions[Any]] = {}
    for app in APPS:
        for module in walk_packages(import_module(app).__path__, f"{app}."):
            if ".views" in module.name:
                found |= {one.name: one for one in vars(import_module(module.name)).values() if isinstance(one, Transitions)}
    return list(found.values())


def _screening(side: Any) -> Screening:
    screening = Screening.objects.create(enterprise=side.enterprise)
    ScreeningItem.objects.bulk_create(ScreeningItem(screening=screening, topic=topic) for topic in InspectionTopic)
    return screening


#: How a side of the world comes by the object of a table.
SUBJECTS: dict[str, Any] = {
    "screening": _screening,
    "partnership": lambda side: side.partnership,
    "agreement": lambda side: side.agreement,
    "map": lambda side: side.map,
    "opening": lambda side: side.opening,
    "placement": lambda side: side.placement,
}


def _ready(table: Transitions[Any], move: Transition[Any]) -> Any:
    """Put each side's object into a state from which the move is allowed."""

    def prepare(world: World) -> None:
        state = next(old for old, new in table.machine.edges() if new == move.to)
        for whose in ("own", "foreign"):
            subject = SUBJECTS[table.name](getattr(world, whose))
            type(subject)._default_manager.filter(pk=subject.pk).update(**{table.machine.field: state})
            world.extra[f"{whose}_{table.name}"] = subject

    return prepare


def _may(table: Transitions[Any], move: Transition[Any]) -> Any:
    def may(user: User, pk: int) -> bool:
        request: Any = SimpleNamespace(user=User.objects.get(pk=user.pk))
        try:
            return bool(move.right(request.user, table.seen(request, pk)))
        except Http404:
            return False

    return may


def _row(table: Transitions[Any], move: Transition[Any]) -> Row:
    return Row(
        allowed="administrator",
        own=lambda world: {"pk": world.extra[f"own_{table.name}"].pk},
        foreign=lambda world: {"pk": world.extra[f"foreign_{table.name}"].pk},
        method="get" if move.own_page else "post",
        data={} if move.own_page else {"reason": "Because."},
        prepare=_ready(table, move),
        may=_may(table, move),
        has_page=move.asks_reason,
    )


def _rows() -> Iterator[tuple[str, Row]]:
    for table in tables():
        if table.name in SUBJECTS:
            for move in table.moves:
                yield table.url_name(move), _row(table, move)


MATRIX = dict(_rows())
