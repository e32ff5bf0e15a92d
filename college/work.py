"""The registry behind the home page: what needs a person now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from college.policies import Person
from config.kit.registry import Registry


@dataclass(frozen=True)
class WorkItem:
    """One row of the home page, one click from done. ``due`` sorts it; without one it stands under "whenever"."""

    title: str | Promise
    subject: str
    url: str
    action: str | Promise
    due: date | None = None
    level: str = "info"  # info, warning or danger; shown as text and icon too


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


sources: Registry[WorkSource] = Registry()
VERBS = ("screen", "agree", "map", "place", "review")
