"""The registry behind the navigation: each app adds its entries, filtered by role."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from college.policies import Person
from config.kit.registry import Registry


@dataclass(frozen=True)
class NavEntry:
    """A line of the navigation. ``group`` is home, partnerships, curricula, internships, reviews or admin;
    ``icon`` a heroicon's name; ``shown(user)`` says who sees it."""

    key: str
    group: str
    title: str | Promise
    url_name: str
    icon: str
    shown: Callable[[Person], bool]


entries: Registry[NavEntry] = Registry()
