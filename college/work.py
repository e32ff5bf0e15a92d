"""The registry behind the home page: what needs a person now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from college.policies import Person
from config.kit.registry import Registry


@dataclass(frozen=True)
class WorkItem:
    """One row of the home page, one click from done. ``due`` sorts it; without one it stands under "later".

    With ``is_post`` the click is the deed itself: a POST to ``url`` with ``next=/``, after which the list is drawn anew.
    """

    title: str | Promise
    subject: str
    url: str
    action: str | Promise
    due: date | None = None
    level: str = "info"  # info, warning or danger; shown as text and icon too
    is_post: bool = False
    is_whole: bool = False  # one row that stands for all its source has


@dataclass(frozen=True)
class WorkSource:
    """Gives a person's work items of one kind.

    ``verb`` is one of screen, agree, map, place, review. ``items(user, on, limit)`` returns at most ``limit`` items,
    most urgent first, and ``count(user, on)`` all there are; both at a constant number of queries.
    """

    key: str
    verb: str
    roles: frozenset[str]
    items: Callable[[Person, date, int], list[WorkItem]]
    count: Callable[[Person, date], int]


@dataclass(frozen=True)
class Move:
    """Something that changed while the person was away, such as a health score."""

    title: str | Promise
    detail: str
    url: str
    at: datetime
    tone: str = "info"  # up, down or info; shown as a sign and as text


@dataclass(frozen=True)
class MoveSource:
    """Gives what moved for a person: ``moves(user, since, limit)``, newest first, at a constant number of queries."""

    key: str
    roles: frozenset[str]
    moves: Callable[[Person, datetime, int], list[Move]]


sources: Registry[WorkSource] = Registry()
move_sources: Registry[MoveSource] = Registry()
VERBS = ("screen", "agree", "map", "place", "review")
