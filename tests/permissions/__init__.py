"""The permission matrix: every URL × every role × own and foreign object."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ROLES = ("administrator", "coordinator", "instructor", "liaison", "mentor", "student", "auditor", "stranger")
EVERYONE = " ".join(ROLES)
STAFF = "administrator coordinator instructor auditor"


@dataclass(frozen=True)
class Row:
    """What a URL answers.

    ``own`` and ``foreign`` build the URL's keyword arguments from the world (a fixture ``World``); a URL without an
    object gives neither. ``allowed`` and ``foreign_allowed`` name the roles, separated by spaces, that get through on
    the own and the foreign object; everybody else must get 403 or 404. ``stranger`` is a signed-in person without a
    role. ``method`` is ``get`` or ``post`` with ``data``. ``public`` is open without signing in.
    ``prepare`` may put objects into the world first. ``may(person, pk)`` says who gets through where a table knows it, and
    ``allowed`` then only names somebody to look at the page as. ``has_page``: asked by GET it shows one before the POST.
    """

    allowed: str = ""
    foreign_allowed: str = ""
    own: Callable[[Any], dict[str, Any]] | None = None
    foreign: Callable[[Any], dict[str, Any]] | None = None
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    public: bool = False
    prepare: Callable[[Any], None] | None = None
    may: Callable[[Any, int], bool] | None = None
    has_page: bool = False

    @property
    def is_page(self) -> bool:
        """Whether a GET shows something."""
        return self.method == "get" or self.has_page

    def allows(self, world: Any, role: str, kwargs: dict[str, Any], *, is_own: bool) -> bool:
        """Whether the person in that role gets through on the object that ``kwargs`` name."""
        if self.may is not None:
            return self.may(world.cast[role], kwargs["pk"])
        return role in (self.allowed if is_own else self.foreign_allowed).split()


def pk_of(name: str) -> dict[str, Callable[[Any], dict[str, Any]]]:
    """``own`` and ``foreign`` for a URL that takes the pk of one of the world's things: ``Row(..., **pk_of("agreement"))``."""
    return {
        "own": lambda world: {"pk": getattr(world.own, name).pk},
        "foreign": lambda world: {"pk": getattr(world.foreign, name).pk},
    }
