"""Which pages there are: every GET URL of the permission matrix, and variants of every list."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, resolve, reverse

from college.lists import ListPage
from tests.bench.world import FITTING
from tests.conftest import World
from tests.permissions import ROLES, Row
from tests.permissions.matrix import gather

#: Pages of libraries, and answers that are no pages.
NOT_OURS = re.compile(r"^(account_|mfa_|socialaccount_|openid_|healthz|logout)|_(file|download|template|export|refused)$|jsi18n")

MISFITS = (IndexError, IntegrityError, ObjectDoesNotExist, MultipleObjectsReturned, AttributeError, KeyError, NoReverseMatch)


@dataclass(frozen=True)
class Page:
    name: str
    kind: str
    role: str
    url: str
    data: dict[str, Any]
    row: Row | None = None


def pages(world: World) -> Iterator[Page]:
    """Each page with what its row prepares in place; that is taken back when the next page is asked for."""
    for name, row in sorted(gather().items()):
        if not row.is_page or row.public or not row.allowed or NOT_OURS.search(name):
            continue
        with transaction.atomic():
            try:
                with transaction.atomic():
                    if name in FITTING:
                        url = reverse(name, kwargs={"pk": FITTING[name](world).pk})
                    else:
                        if row.prepare:
                            row.prepare(world)
                        url = reverse(name, kwargs=row.own(world) if row.own else {})
            except MISFITS as problem:
                sys.stdout.write(f"{name}: not measured, its row does not fit this world ({problem!r})\n")
            else:
                yield from _of(name, url, row)
            transaction.set_rollback(True)


def _of(name: str, url: str, row: Row) -> Iterator[Page]:
    kind = kind_of(name, url)
    for role in _roles(kind, row):
        yield Page(f"{name} ({role})", kind, role, url, row.data, row)
    if kind == "list":
        yield from _variants(name, _roles(kind, row)[0], url, row)


def kind_of(name: str, url: str) -> str:
    view = getattr(resolve(url).func, "view_class", None)
    if isinstance(view, type) and issubclass(view, ListPage):
        return "list"
    if name == "home" or name == "search":
        return name
    return "panel" if re.search(r"panel|similar|fragment|_rows$|preview", name) else "detail"


def _roles(kind: str, row: Row) -> list[str]:
    """A home page for everybody; a list as the one who sees all and as those whose view is filtered; else one role."""
    allowed = [role for role in ROLES if role in row.allowed.split()]
    if kind == "home":
        return allowed
    if kind == "list":
        return [role for role in allowed if role in ("administrator", "coordinator", "instructor", "liaison")] or allowed[:1]
    return allowed[:1]


def _variants(name: str, role: str, url: str, row: Row) -> Iterator[Page]:
    """A search with hits, one without, a far page, and the whole page size."""
    for data in ({"q": "木星"}, {"q": "没有这样的词"}, {"page": "400"}, {"per_page": "100"}):
        label = "&".join(f"{key}={value}" for key, value in data.items())
        yield Page(f"{name}?{label} ({role})", "list", role, url, {**row.data, **data}, row)
