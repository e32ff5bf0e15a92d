"""The registry of panels: what higher apps show on detail pages of lower ones.

A page draws every shown panel as ``<section hx-get="…" hx-trigger="load">`` with ``{% panels page obj %}``; the panel's
URL, query and permission are the higher app's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from college.policies import Person
from config.kit.registry import Registry


@dataclass(frozen=True)
class Panel:
    """One panel. ``page`` names the detail page (``programme``, ``enterprise``, ``partnership``, …), ``url(obj)`` gives
    the fragment and ``shown(user, obj)`` says who gets it."""

    key: str
    page: str
    title: str | Promise
    url: Callable[[Any], str]
    shown: Callable[[Person, Any], bool]


panels: Registry[Panel] = Registry()


def panels_for(page: str, user: Person, obj: Any) -> list[Panel]:
    """The panels of a page that the person gets, in the order of registration."""
    return [panel for panel in panels if panel.page == page and panel.shown(user, obj)]
