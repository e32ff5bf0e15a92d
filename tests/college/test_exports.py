"""What every list of the product writes into its exports: words, numbers and days, nothing that only programs write."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from college.lists import ListPage
from tests.conftest import World

#: What Python writes where a person would not: its yes and no, fractions of seconds, zones, markup.
RAW = re.compile(r"^(True|False|None)$|\d\d:\d\d:\d\d\.\d|\+\d\d:\d\d$|<[a-z/][^>]*>")


def _lists() -> Iterator[str]:
    for pattern in get_resolver().url_patterns:
        for one in getattr(pattern, "url_patterns", [pattern]):
            view = getattr(getattr(one, "callback", None), "view_class", None)
            if isinstance(one, URLPattern) and isinstance(view, type) and issubclass(view, ListPage) and "<" not in str(one.pattern):
                yield str(one.name)


LISTS = sorted(_lists())


def _export(client: Client, name: str) -> list[list[str]]:
    response: Any = client.get(reverse(name), {"export": "csv"})
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


@pytest.fixture
def client(world: World, client_for: Callable[..., Client]) -> Client:
    return client_for(world.cast.administrator)


def test_there_are_lists_to_look_at() -> None:
    assert {"course_list", "audit_list", "placement_list", "import_list"} <= set(LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_an_export_is_for_people(client: Client, name: str) -> None:
    _header, *rows = _export(client, name)
    assert not [cell for row in rows for cell in row if RAW.search(cell)]


def test_yes_and_no_are_words_in_the_language_of_the_reader(client: Client) -> None:
    _header, *rows = _export(client, "course_list")
    assert rows
    assert {row[-1] for row in rows} == {"yes"}
    client.cookies["django_language"] = "zh-hans"
    _header, *rows = _export(client, "course_list")
    assert {row[-1] for row in rows} == {"是"}


def test_a_moment_is_the_colleges_time_to_the_second(client: Client) -> None:
    header, *rows = _export(client, "map_list")
    assert rows
    place = [str(title).lower() for title in header].index("changed")
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row[place]) for row in rows), rows
