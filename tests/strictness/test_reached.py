"""What counts as reached, and of which runs that is asked."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import ERROR, SUCCESS
from django.http import HttpRequest, HttpResponse

from tests.environment import ROOT
from tests.permissions.matrix import url_names
from tests.plugins.reached import TEMPLATES, TEMPLATES_APART, URLS_APART, is_success, is_whole, missed


@pytest.mark.parametrize(
    ("status", "location", "told", "counts"),
    [
        (200, "", None, True),
        (302, "/agreements/1/", SUCCESS, True),
        (302, "/agreements/1/", ERROR, False),
        (302, "/accounts/login/?next=/agreements/1/", None, False),
        (403, "", None, False),
        (422, "", None, False),
    ],
)
def test_success(status: int, location: str, told: int | None, counts: bool) -> None:
    request = HttpRequest()
    request._messages = SimpleNamespace(_queued_messages=[SimpleNamespace(level=told)] if told else [])  # type: ignore[attr-defined]
    response = HttpResponse(status=status, headers={"Location": location} if location else {})
    assert is_success(request, response) == counts


def config(*paths: str, **asked: Any) -> Any:
    chosen = {"keyword": "", "collectonly": False, "deselect": None, "markexpr": "", **asked}
    return SimpleNamespace(args=[str(ROOT / path) for path in paths], option=SimpleNamespace(**chosen))


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        (config("tests"), True),
        (config("tests", markexpr="not browser"), True),
        (config("tests/college"), False),
        (config("tests", "tests/college/test_lists.py"), False),
        (config("tests", keyword="lists"), False),
        (config("tests", markexpr="not services"), False),
        (config("tests", lf=True), False),
    ],
)
def test_a_whole_run(given: Any, whole: bool) -> None:
    assert is_whole(given) == whole


def test_what_no_test_reached_is_named() -> None:
    templates = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()} - set(TEMPLATES_APART)
    urls = set(url_names()) - set(URLS_APART)
    assert missed(urls, templates) == []
    assert missed(urls - {"home"}, templates - {"home.html"}) == ["no test answers the URL home with success", "no test draws home.html"]
    assert missed(urls | {"healthz"}, templates) == ["healthz is reached and need not be listed"]
