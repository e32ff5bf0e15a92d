"""What no page of ours sends, and somebody else may."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from college.models import SavedView
from config.kit.reading import read_id
from internships.models import Placement
from tests.conftest import World

HUGE = "99999999999999999999"
CSP = "Content-Security-Policy"


@pytest.mark.parametrize("text", ["²", "٣", "-1", HUGE, "9223372036854775808", "1.0", "", None, " 1"])
def test_what_is_no_id(text: str | None) -> None:
    assert read_id(text) is None


def test_an_id() -> None:
    assert read_id("42") == 42


@pytest.mark.parametrize("wanted", ["2027", "home", "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_back_is_a_path_of_ours(world: World, client_for: Any, wanted: str) -> None:
    response = client_for(world.cast.student).post(reverse("notification_read_all"), {"next": wanted})
    assert response.status_code == 302
    assert response["Location"] == reverse("notification_list")


@pytest.mark.parametrize("name", ["placement_detail", "enterprise_detail", "agreement_detail", "map_detail", "user_detail"])
def test_a_number_that_no_database_holds_is_nothing_here(world: World, client_for: Any, name: str) -> None:
    address = reverse(name, args=[1]).replace("/1/", f"/{HUGE}/")
    assert client_for(world.cast.administrator).get(address).status_code == 404


@pytest.mark.parametrize("key", ["enterprise", "partnership", "opening", "student", "mentor"])
@pytest.mark.parametrize("value", [HUGE, f"-{HUGE}", "1e400", "NaN", "²"])
def test_a_list_takes_any_number_in_its_address(world: World, client_for: Any, key: str, value: str) -> None:
    assert client_for(world.cast.administrator).get(reverse("placement_list"), {key: value}).status_code == 200


@pytest.mark.parametrize("value", ["²", HUGE, "-1", "25.0"])
def test_a_page_size_that_is_none(world: World, client_for: Any, value: str) -> None:
    assert client_for(world.cast.administrator).get(reverse("placement_list"), {"per_page": value}).status_code == 200


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31"])
def test_the_desk_at_the_ends_of_time(world: World, client_for: Any, week: str) -> None:
    assert client_for(world.cast.liaison).get(reverse("placement_desk"), {"week": week}).status_code == 200


@pytest.mark.parametrize("value", ["²", HUGE])
@pytest.mark.parametrize("name", ["opening_create", "partnership_create", "enterprise_similar"])
def test_a_choice_that_is_no_id(world: World, client_for: Any, name: str, value: str) -> None:
    address = reverse(name)
    response = client_for(world.cast.coordinator).get(address, {"enterprise": value, "except": value, "name": "a"})
    assert response.status_code == 200


def test_ids_among_the_ticked_that_are_none(world: World, client_for: Any) -> None:
    ticked = {"student": ["²", HUGE], "log": ["²", HUGE]}
    plan = client_for(world.cast.coordinator).post(reverse("opening_plan", args=[world.own.opening.pk]), ticked)
    assert plan.status_code == 422
    assert client_for(world.cast.mentor).post(reverse("log_confirm_many"), ticked).status_code == 302
    assert Placement.objects.count() == 2


def test_nul_is_taken_out_of_texts(world: World, client_for: Any) -> None:
    client = client_for(world.cast.administrator)
    assert client.post(reverse("list_view_save", args=["people"]), {"name": "mi\x00ne", "query": "q=a\x00"}).status_code == 302
    assert SavedView.objects.get().name == "mine"
    assert client.get(reverse("search"), {"q": "ab\x00c"}).status_code == 200
    assert client.get("/placements/%00/").status_code == 404


def test_a_request_that_cannot_be_read_is_answered_in_the_shell(world: World, client_for: Any) -> None:
    client = client_for(world.cast.administrator)
    many = client.post(reverse("notification_read_all"), {f"field{number}": "" for number in range(4_100)})
    large = client.post(reverse("notification_read_all"), {"field": "x" * 2_600_000})
    foreign = client.get("/", headers={"host": "evil.example"})
    for response in (many, large, foreign):
        assert response.status_code == 400
        assert "could not be read" in response.content.decode()
        assert "evil" not in response.content.decode()
        assert "style-src" in response[CSP]


def test_a_mistyped_year_does_not_close_the_page_on_which_it_is_mended(world: World, client_for: Any) -> None:
    agreement = world.own.agreement
    last = date(9999, 12, 31)
    type(agreement).objects.filter(pk=agreement.pk).update(state="draft", starts_on=last, ends_on=last)
    client = client_for(world.cast.coordinator)
    assert client.get(agreement.get_absolute_url()).status_code == 200
    assert client.get(reverse("agreement_edit", args=[agreement.pk])).status_code == 200


def test_signing_in_leads_nowhere_else(world: World, client: Client) -> None:
    person = world.cast.coordinator
    person.set_password("correct-horse-9")
    person.save()
    given = {"login": person.username, "password": "correct-horse-9", "next": "https://evil.example/"}
    assert client.post(reverse("account_login"), given)["Location"] == "/"
