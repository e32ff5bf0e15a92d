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
    ``prepare`` may put objects into the world first.
    """

    allowed: str = ""
    foreign_allowed: str = ""
    own: Callable[[Any], dict[str, Any]] | None = None
    foreign: Callable[[Any], dict[str, Any]] | None = None
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    public: bool = False
    prepare: Callable[[Any], None] | None = None


def pk_of(name: str) -> dict[str, Callable[[Any], dict[str, Any]]]:
    """``own`` and ``foreign`` for a URL that takes the pk of one of the world's things: ``Row(..., **pk_of("agreement"))``."""
    return {
        "own": lambda world: {"pk": getattr(world.own, name).pk},
        "foreign": lambda world: {"pk": getattr(world.foreign, name).pk},
    }
