"""Gathers the rows of all files beside this one, and the services of the product."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps

from tests.permissions.services import Row

APPS = ("college", "importing", "partnerships", "curricula", "internships", "health")


def rows() -> list[Row]:
    return [row for app in APPS for row in importlib.import_module(f"tests.permissions.services.{app}").ROWS]


def unguarded() -> dict[Callable[..., Any], str]:
    """The services that ask no policy, each with the reason."""
    found: dict[Callable[..., Any], str] = {}
    for app in APPS:
        found |= importlib.import_module(f"tests.permissions.services.{app}").UNGUARDED
    return found


def service_modules() -> Iterator[Any]:
    for app in apps.get_app_configs():
        if importlib.util.find_spec(f"{app.name}.services") and app.name in APPS:
            package = importlib.import_module(f"{app.name}.services")
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                yield importlib.import_module(module.name)


def services() -> Iterator[Callable[..., Any]]:
    """Every public function of a services package that takes nothing but keywords, or an actor."""
    for module in service_modules():
        for name, thing in vars(module).items():
            if not name.startswith("_") and inspect.isfunction(thing) and thing.__module__ == module.__name__:
                taken = inspect.signature(thing).parameters
                keywords = {each.kind for each in taken.values()} <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
                if keywords or "actor" in taken:
                    yield thing
