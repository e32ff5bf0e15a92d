"""The registry behind the global search box."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from college.policies import Person
from config.kit.registry import Registry


@dataclass(frozen=True)
class Hit:
    """One line of a search result."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class SearchSource:
    """``find(user, words, limit)`` returns at most ``limit`` hits that the person may open, in one query."""

    key: str
    title: str | Promise
    find: Callable[[Person, str, int], list[Hit]]


sources: Registry[SearchSource] = Registry()
