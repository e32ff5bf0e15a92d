"""Gathers the rows of all files beside this one, the URL names of the product, and people of two roles."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic import RedirectView

import tests.permissions
from college.enums import Role
from college.models import RoleGrant
from partnerships.models import Liaison
from tests.conftest import World
from tests.permissions import Row

#: Prefixes of URLs that a library brings; their rows stand in ``college.py`` all the same.
NOT_FILES = {"matrix", "test_matrix"}
#: People of the cast and what they are besides; each stands where the first of the two does, and speaks for the same enterprise.
TWO_ROLES = ("coordinator+auditor", "instructor+auditor", "mentor+liaison")


def gather() -> dict[str, Row]:
    """All rows by URL name; a name in two files is an error."""
    rows: dict[str, Row] = {}
    for module in pkgutil.iter_modules(tests.permissions.__path__):
        if module.ispkg or module.name in NOT_FILES or module.name.startswith("test_"):
            continue
        for name, row in importlib.import_module(f"tests.permissions.{module.name}").MATRIX.items():
            if name in rows:
                raise ValueError(f"{name} stands in two permission files")
            rows[name] = row
    return rows


def url_names() -> Iterator[str]:
    """The name of every URL of the product, with its namespace."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, space)
        elif getattr(pattern.callback, "view_class", None) is not RedirectView:  # which only leads to a URL with its own row
            yield f"{prefix}{pattern.name}" if pattern.name else f"unnamed:{pattern.pattern}"


@contextmanager
def holding(world: World, more: str) -> Iterator[None]:
    """For the time of the block the person of the role has another one as well."""
    role, other = more.split("+")
    with transaction.atomic():
        RoleGrant.objects.create(user=world.cast[role], role=other)
        if other == Role.LIAISON:
            Liaison.objects.create(enterprise=world.own.enterprise, user=world.cast[role])
        yield
        transaction.set_rollback(True)
