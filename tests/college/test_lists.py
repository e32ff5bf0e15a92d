"""The list base: what every list of the product gets from it."""

import csv
import html
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from college.models import AuditEntry, ListColumns, SavedView
from partnerships.enums import EnterpriseNature
from partnerships.models import Enterprise
from tests.conftest import World
from tests.factories import EnterpriseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.college.list_urls")]
LIST = "/probe/"


@pytest.fixture
def client(world: World, client_for: Callable[..., Client]) -> Client:
    return client_for(world.cast.administrator)


def names(content: bytes) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]


def test_search_and_filters_come_from_the_address(client: Client) -> None:
    EnterpriseFactory(name="蓝河物流", nature=EnterpriseNature.STATE)
    EnterpriseFactory(name="蓝河机械", nature=EnterpriseNature.PRIVATE)
    page = client.get(LIST, {"q": "蓝河", "nature": "private"}).content.decode()
    assert "蓝河机械" in page
    assert "蓝河物流" not in page


def test_a_filter_value_that_does_not_exist_is_named_and_ignored(client: Client) -> None:
    response = client.get(LIST, {"nature": "martian"})
    assert response.status_code == 200
    assert "martian" in response.content.decode()


@pytest.mark.parametrize("sort", ["nature", "-nature"])
def test_rows_that_sort_alike_keep_one_order_over_all_pages(client: Client, sort: str) -> None:
    for _number in range(60):
        EnterpriseFactory(nature=EnterpriseNature.STATE)
    Enterprise.objects.update(nature=EnterpriseNature.STATE)
    seen: list[int] = []
    for page in (1, 2, 3):
        table = client.get(LIST, {"sort": sort, "page": page}).context["table"]
        seen += [row.record.pk for row in table.paginated_rows]
    assert seen == sorted(Enterprise.objects.values_list("pk", flat=True), reverse=True)


def test_sorting_anew_begins_on_the_first_page_and_keeps_the_filters(client: Client) -> None:
    for _number in range(30):
        EnterpriseFactory()
    page = client.get(LIST, {"page": "2", "q": "企业", "sort": "name"}).content.decode()
    links = re.findall(r'class="sort-link"\s+href="([^"]*)"', page)
    assert [sorted(parse_qs(html.unescape(link)[1:])) for link in links] == [["q", "sort"]] * 3


def test_the_pager_leads_to_the_other_pages(client: Client) -> None:
    for number in range(60):
        EnterpriseFactory(name=f"蓝河{number:02}")
    page = client.get(LIST, {"q": "蓝河", "sort": "name", "page": "2"}).content.decode()
    links = [html.unescape(link) for link in re.findall(r'href="(\?[^"]*)"', page) if "page=" in link]
    assert {parse_qs(link[1:])["page"][0] for link in links if "&page=" in link or "?page=" in link} == {"1", "2", "3"}
    assert {parse_qs(link[1:])["per_page"][0] for link in links if "per_page=" in link} == {"50", "100"}  # 25 is what is shown
    for link in links:
        table = client.get(LIST + link).context["table"]
        asked = parse_qs(link[1:])
        first = (int(asked.get("page", ["1"])[0]) - 1) * int(asked.get("per_page", ["25"])[0])
        assert table.paginated_rows[0].record.name == f"蓝河{first:02}", link


@pytest.mark.parametrize(
    "query", [{"page": "999"}, {"page": "x"}, {"per_page": "1000000"}, {"sort": "password"}, {"sort": "-"}, {"export": "exe"}]
)
def test_nonsense_in_the_address_does_no_harm(client: Client, query: dict[str, str]) -> None:
    assert client.get(LIST, query).status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_holds_exactly_what_is_filtered_and_is_recorded(client: Client, world: World, form: str) -> None:
    for number in range(30):
        EnterpriseFactory(name=f"蓝河{number:02}")
    response = client.get(LIST, {"q": "蓝河", "export": form, "sort": "-name"})
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if form == "csv":
        found = names(content)
    else:
        found = [str(row[0]) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)][1:]  # type: ignore[union-attr]
    assert found == [f"蓝河{number:02}" for number in reversed(range(30))]
    entry = AuditEntry.objects.get(verb="list.exported")
    assert entry.actor == world.cast.administrator
    assert "30" in entry.note


def test_an_export_never_holds_more_than_the_person_may_see(world: World, client_for: Callable[..., Client]) -> None:
    response: Any = client_for(world.cast.liaison).get(LIST, {"export": "csv"})
    assert names(b"".join(response.streaming_content)) == [world.own.enterprise.name]


def test_a_view_is_kept_replaced_and_removed(client: Client, world: World) -> None:
    save = {"name": "State-owned", "query": "nature=state", "next": LIST}
    assert client.post("/lists/probe/views/", save)["Location"] == f"{LIST}?nature=state"
    client.post("/lists/probe/views/", {**save, "query": "nature=state&q=a"})
    view = SavedView.objects.get(user=world.cast.administrator)
    assert view.query == "nature=state&q=a"
    assert "State-owned" in client.get(LIST).content.decode()
    client.post(f"/lists/views/{view.pk}/delete/", {"next": LIST})
    assert not SavedView.objects.exists()


def test_nobody_removes_the_view_of_another(client: Client, world: World) -> None:
    view = SavedView.objects.create(user=world.cast.auditor, list_key="probe", name="theirs")
    client.post(f"/lists/views/{view.pk}/delete/")
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_hidden_columns_leave_the_page_and_the_export(client: Client) -> None:
    client.post("/lists/probe/columns/", {"all": ["name", "credit_code", "nature"], "shown": ["name", "nature"], "next": LIST})
    response: Any = client.get(LIST, {"export": "csv"})
    header = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()[0]
    assert "redit" not in header
    client.post("/lists/probe/columns/", {"all": ["name", "credit_code", "nature"], "next": LIST})
    assert ListColumns.objects.get().hidden == [], "a list never loses its last column"


def test_the_way_back_never_leaves_the_site(client: Client) -> None:
    response = client.post("/lists/probe/columns/", {"all": ["name"], "shown": ["name"], "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


def test_htmx_gets_the_rows_only(client: Client) -> None:
    part = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "results"}).content.decode()
    assert "<html" not in part
    assert "<table" in part


def test_empty_lists_say_what_to_do_next(client: Client) -> None:
    Enterprise.objects.exclude(placements__isnull=False).delete()
    assert "Nothing matches" in client.get(LIST, {"q": "nowhere"}).content.decode()


def test_it_costs_the_same_for_one_and_many(client: Client, count_queries: Callable[..., int]) -> None:
    client.get(LIST)
    few = count_queries(lambda: client.get(LIST))
    for _number in range(60):
        EnterpriseFactory()
    many = count_queries(lambda: client.get(LIST))
    assert many == few
    assert many <= 12


def test_a_page_sorts_keys_only_and_reads_its_own_rows(client: Client) -> None:
    for number in range(60):
        EnterpriseFactory(name=f"蓝河{number:02}")
    with CaptureQueriesContext(connection) as asked:
        table = client.get(LIST, {"sort": "-name", "page": 2, "q": "蓝河"}).context["table"]
    assert [row.record.name for row in table.paginated_rows] == [f"蓝河{number:02}" for number in range(34, 9, -1)]
    cut = [query["sql"] for query in asked.captured_queries if "OFFSET 25" in query["sql"]]
    assert len(cut) == 1
    assert "credit_code" not in cut[0].split(" FROM ")[0]


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"name": ""}, False),
        ({"name": "  "}, False),
        ({"name": "n" * 60}, True),
        ({"name": "n" * 61}, False),
        ({"query": "q" * 1000}, True),
        ({"query": "q" * 1001}, False),
    ],
)
def test_a_view_has_a_name_and_filters_that_fit(change: dict[str, str], kept: bool, client: Client) -> None:
    answer = client.post("/lists/probe/views/", {"name": "Mine", "query": "q=a", "next": LIST, **change})
    assert SavedView.objects.exists() is kept
    assert answer["Location"].partition("?")[0] == LIST


def test_a_hidden_column_that_is_gone_does_no_harm(client: Client, world: World) -> None:
    ListColumns.objects.create(user=world.cast.administrator, list_key="probe", hidden=["colour", "nature"])
    assert client.get(LIST).status_code == 200
