"""One URL serves a page and its fragment, and both say the same: every URL that looks at htmx is asked both ways."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from django_htmx.middleware import HtmxDetails

from college.lists import ListPage
from tests.architecture.test_house import sources
from tests.conftest import World
from tests.fragments import difference, fetch, targets
from tests.permissions import ROLES, Row
from tests.permissions.matrix import gather

#: What is drawn otherwise on purpose, and why.
OF_THEIR_OWN = {
    "search": "the box under the search field: a few hits of each kind, in lines without a frame",
    "notification_list": "the menu under the bell: the newest few, without pages",
}


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths whose answer depended on whether htmx asked."""
    seen: list[str] = []
    is_htmx = HtmxDetails.__bool__

    def note(self: HtmxDetails) -> bool:
        seen.append(self.request.path)
        return is_htmx(self)

    monkeypatch.setattr(HtmxDetails, "__bool__", note)
    return seen


def readable() -> list[tuple[str, Row]]:
    return [(name, row) for name, row in sorted(gather().items()) if row.method == "get" and row.allowed]


def _reader(world: World, row: Row, client_for: Any) -> Client:
    return client_for(world.cast[next(role for role in ROLES if role in row.allowed.split())])


def _list_at(url: str) -> type[ListPage] | None:
    view = getattr(resolve(url).func, "view_class", None)
    return view if isinstance(view, type) and issubclass(view, ListPage) else None


def _questions(url: str) -> list[str]:
    """More to ask of a list: what nothing answers to, and another order."""
    listing = _list_at(url)
    columns = [name for name, column in listing.table_class.base_columns.items() if column.orderable is not False] if listing else []
    return [f"{url}?q=no-such-words-anywhere", f"{url}?per_page=50&sort=-{columns[0]}"] if listing else []


def _differences(client: Client, url: str, page: HttpResponse) -> Iterator[str]:
    places = [target for target in targets() if f'id="{target}"'.encode() in page.content] or [""]
    parts = [(target, part) for target in places if b"<html" not in (part := fetch(client, url, target)).content]
    if not parts:
        yield "looks at htmx and gives it the whole page"
    for target, part in parts:
        yield difference(part, page, target)
        for more in _questions(url):
            yield difference(fetch(client, more, target), client.get(more), target)


def test_every_fragment_is_a_part_of_its_page(world: World, client_for: Any, looks: list[str]) -> None:
    wrong, served = [], set()
    for name, row in readable():
        with transaction.atomic():
            if row.prepare:
                row.prepare(world)
            client, url = _reader(world, row, client_for), reverse(name, kwargs=row.own(world) if row.own else {})
            looks.clear()
            page = client.get(url, row.data)
            if url in looks and name not in OF_THEIR_OWN:
                served.add(name)
                wrong += [f"{name}: {said}" for said in _differences(client, url, page) if said]
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)
    assert {name for name, row in readable() if name.endswith(("_list", "_panel"))} - set(OF_THEIR_OWN) <= served


def test_only_htmx_details_know_the_header() -> None:
    """Whoever reads the header past ``request.htmx`` would not be found above."""
    strays = [name for name, tree in sources("config") for node in ast.walk(tree) if _is_header(node)]
    assert not strays, strays


def _is_header(node: ast.AST) -> bool:
    text = node.value if isinstance(node, ast.Constant) else ""
    return isinstance(text, str) and text.lower().replace("_", "-").endswith("hx-request")


def test_the_comparison_sees_a_difference() -> None:
    page = HttpResponse('<div id="messages"></div><p>one</p> <p class="b a">two</p><div id="rows"><b>3</b></div>')
    assert not difference(HttpResponse('<p>one</p><p class="a  b">two</p>\n<div id="rows"><b>3</b></div>'), page)
    assert not difference(HttpResponse("<b>3</b>"), page, "rows")
    assert not difference(HttpResponse('<div id="rows"><b>3</b></div>'), page, "rows")
    for other, target in (("<p>one</p>", ""), ("<b>4</b>", "rows"), ("", "rows"), ("<b>3</b>", "gone")):
        assert difference(HttpResponse(other), page, target)
