"""Every page obeys its own Content-Security-Policy: no inline style, script or handler, nothing from another host."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from college.views.errors import machine_fault
from tests.conftest import World
from tests.permissions import Row
from tests.permissions.matrix import gather

PAGES = {name: row for name, row in gather().items() if row.is_page and (row.public or row.allowed)}
POLICY = "Content-Security-Policy"
EXECUTED = {None, "module", "text/javascript"}


class Inspector(HTMLParser):
    """Collects what the policy would refuse, as a browser would read it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        bare = not given.get("nonce") and not given.get("src")
        inline = (tag == "script" and bare and given.get("type") in EXECUTED) or (tag == "style" and bare)
        addresses = [given.get(name) or "" for name in ("src", "action", "href") if tag != "a" or name != "href"]
        elsewhere = any(address.startswith(("http:", "https:", "//")) for address in addresses)
        scripted = any((value or "").strip().lower().startswith("javascript:") for value in given.values())
        if inline or elsewhere or scripted or "style" in given or any(name.startswith("on") for name in given):
            self.found.append(self.get_starttag_text() or tag)


def disobeys(html: str) -> list[str]:
    return Inspector(html).found


def test_the_patterns_can_find_something() -> None:
    inline = ('<p style="x">', "<a class='a' onclick=x>", "<script>x</script>", "<style>x</style>", '<a href="javascript:x">')
    for bad in (*inline, '<img src="//evil.example/a">'):
        assert disobeys(bad), bad
    assert not disobeys('<script src="/a.js"></script><p data-style="x"><script nonce="1">x</script>')


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page(name: str, world: World, client_for: Any) -> None:
    row: Row = PAGES[name]
    if row.prepare:
        row.prepare(world)
    client = Client() if row.public else client_for(world.cast[row.allowed.split()[0]])
    for name_of_world in ("own", "foreign"):
        side = getattr(world, name_of_world)
        type(side.enterprise).objects.filter(pk=side.enterprise.pk).update(name=f'<img src=x onerror="alert({side.enterprise.pk})">"\'')
        type(side.programme).objects.filter(pk=side.programme.pk).update(name=f"<script>{side.programme.pk}</script>")
        type(side.student).objects.filter(pk=side.student.pk).update(name="<b style='x'>")
        type(side.capability).objects.filter(pk=side.capability.pk).update(name="</script><script>x</script>")
        type(side.opening).objects.filter(pk=side.opening.pk).update(title="<p onclick=x>")
    response = client.get(reverse(name, kwargs=row.own(world) if row.own else {}), row.data)
    if response.get("Content-Type", "").startswith("text/html"):
        assert "script-src 'self'" in response[POLICY]
        assert "unsafe" not in response[POLICY]
        assert disobeys(response.content.decode()) == []
    assert response.get("X-Content-Type-Options") == "nosniff" or name == "healthz"


def test_pages_of_failures_obey_too(world: World, client_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_for(world.cast.student)
    client.raise_request_exception = False
    answers = [client.get("/nowhere/"), client.get(reverse("user_list"))]
    for error, status in ((ZeroDivisionError("x"), 500), (OperationalError("connection closed"), 503), (OSError(28, "full"), 503)):

        def fail(*_: Any, error: Exception = error, **__: Any) -> None:
            raise error

        with monkeypatch.context() as broken:
            broken.setattr("college.views.home.note_visit", fail)
            answers.append(client.get("/"))
        assert answers[-1].status_code == status
    assert [answer.status_code for answer in answers] == [404, 403, 500, 503, 503]
    for answer in answers:
        assert "script-src 'self'" in answer[POLICY]
        assert disobeys(answer.content.decode()) == []
        assert "Traceback" not in answer.content.decode()


def test_a_fault_of_ours_is_not_blamed_on_the_machine() -> None:
    assert machine_fault(ValueError("disk is full")) == ""
    assert "disk" in machine_fault(OperationalError("database or disk is full"))
    assert "disk" not in machine_fault(OperationalError("database is locked"))
