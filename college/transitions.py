"""The moves of a state machine as people meet them: a table from which addresses, views, buttons and history words come.

The service that takes a move stays a plain function, and asks right and readiness itself; here they disable a button and
fill its tooltip. A move with a form of its own (``own_page``) keeps its own view.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import models
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from college.models import User
from college.pages import Button, Crumbs, Text, act, reason_page
from college.policies import Person
from college.requests import Request
from college.verbs import Verb
from config.kit.states import Machine
from config.kit.verdicts import ALLOW, Verdict, require

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Taken:
    """Who takes a step, on which day, and why where the step asks for a reason."""

    actor: User
    on: date
    reason: str = ""


def _ready(obj: Any, on: date) -> Verdict:
    return ALLOW


@dataclass(frozen=True)
class Transition(Generic[M]):
    """One move to the state ``to``.

    ``key`` ends its address and URL name ("submit": ``agreement_submit``), ``verb`` is its entry in the history and
    ``past`` how that reads. ``right(user, obj)`` is the policy and ``ready(obj, on)`` the readiness that the service asks
    as well; ``take(obj, taken)`` calls the service. ``lead`` is said on the page that asks for a reason.
    """

    key: str
    to: str
    label: Text
    done: Text
    verb: str
    past: Text
    right: Callable[[Person, M], Verdict]
    take: Callable[[M, Taken], Any] | None = None
    ready: Callable[[M, date], Verdict] = _ready
    style: str = "primary"
    confirm: Text = ""
    asks_reason: bool = False
    title: Text = ""
    lead: Text = ""

    @property
    def own_page(self) -> bool:
        """Whether a view of its own takes it, with more than a reason to fill in."""
        return self.take is None


@dataclass(frozen=True)
class Transitions(Generic[M]):
    """The moves of one kind of object, called ``name`` in URL names. ``seen(request, pk)`` reads it for a person or raises
    404, ``crumbs(obj)`` lead to it."""

    name: str
    machine: Machine
    seen: Callable[[Request, int], M]
    crumbs: Callable[[M], Crumbs]
    moves: tuple[Transition[M], ...]

    def urls(self, prefix: str) -> list[URLPattern]:
        """The addresses of the moves that need no page of their own, below ``prefix``: ``agreements/<int:pk>/submit/``."""
        return [
            path(f"{prefix}/<int:pk>/{move.key.replace('_', '-')}/", self.view(move), name=self.url_name(move)) for move in self.simple()
        ]

    def simple(self) -> Iterator[Transition[M]]:
        return (move for move in self.moves if not move.own_page)

    def url_name(self, move: Transition[M]) -> str:
        return f"{self.name}_{move.key}"

    def view(self, move: Transition[M]) -> Callable[..., HttpResponse]:
        """A POST that takes the move; where it asks for a reason, a page that asks first."""

        def taken(request: Request, pk: int) -> HttpResponse:
            obj = self.seen(request, pk)
            if not move.asks_reason:
                return act(request, lambda: self._take(move, obj, request), success=move.done, to=obj)
            require(move.right(request.user, obj))
            return reason_page(
                request,
                lambda reason: self._take(move, obj, request, reason),
                title=move.title or move.label,
                lead=move.lead,
                success=move.done,
                to=obj,
                submit=move.label,
                crumbs=self.crumbs(obj),
            )

        return taken if move.asks_reason else require_POST(taken)

    def _take(self, move: Transition[M], obj: M, request: Request, reason: str = "") -> None:
        assert move.take is not None
        move.take(obj, Taken(request.user, timezone.localdate(), reason))

    def buttons(self, obj: M, user: Person, on: date) -> list[Button]:
        """The moves that the object's state allows, in the table's order."""
        state = getattr(obj, self.machine.field)
        return [self.button(move, obj, user, on) for move in self.moves if self.machine.allows(state, move.to)]

    def button(self, move: Transition[M], obj: M, user: Person, on: date) -> Button:
        right = move.right(user, obj)
        return Button(
            label=move.label,
            url=reverse(self.url_name(move), args=[obj.pk]),
            # Readiness costs queries, and says nothing to somebody who may not take the step at all.
            verdict=right and move.ready(obj, on),
            style=move.style,
            post=not (move.asks_reason or move.own_page),
            confirm=move.confirm,
        )

    def verbs(self) -> list[Verb]:
        """How the moves read in the history."""
        return [Verb(move.verb, move.past) for move in self.moves]
