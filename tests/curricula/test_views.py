"""Pages of curricula: what they cost, what they keep, and what a save answers."""

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from college.models import AuditEntry
from curricula.enums import MapState
from curricula.models import Capability, Course, CourseMap, Post, Requirement, Support
from curricula.services.maps import Rating, save_requirements, start_map
from tests import factories as make
from tests.conftest import World


@pytest.fixture
def draft(world: World) -> CourseMap:
    return start_map(programme=world.own.programme, actor=world.cast.instructor)


@pytest.fixture
def client(world: World, client_for: Any) -> Any:
    return client_for(world.cast.instructor)


def send(client: Any, world: World, draft: CourseMap, strength: Any, expected: Any = "", **more: Any) -> Any:
    given = {"capability": world.own.capability.pk, "course": world.own.course.pk, "strength": strength, "expected": expected, **more}
    return send_cells(client, draft, [given])


def send_cells(client: Any, draft: CourseMap, given: Any) -> Any:
    return client.post(reverse("map_cells", args=[draft.pk]), {"cells": given}, content_type="application/json")


LISTS = [("post_list", make.PostFactory), ("capability_list", make.CapabilityFactory), ("course_list", make.CourseFactory)]


@pytest.mark.parametrize(("name", "factory"), [*LISTS, ("map_list", make.CourseMapFactory)])
@pytest.mark.parametrize("role", ["coordinator", "liaison"])
def test_a_list_costs_the_same_for_few_and_many(
    name: str, factory: Any, role: str, world: World, client_for: Any, count_queries: Any
) -> None:
    client = client_for(world.cast[role])
    client.get(reverse(name))
    few = count_queries(lambda: client.get(reverse(name)))
    for _ in range(12):
        factory()
    assert count_queries(lambda: client.get(reverse(name))) == few
    assert few <= 12


@pytest.mark.parametrize("name", ["map_detail", "map_edit", "map_requirements", "map_export"])
def test_a_map_costs_the_same_for_small_and_large(name: str, world: World, draft: CourseMap, client: Any, count_queries: Any) -> None:
    url = reverse(name, args=[draft.pk])
    client.get(url)
    small = count_queries(lambda: client.get(url))
    enlarge(world, draft, 12, 8)
    assert count_queries(lambda: client.get(url)) == small


def enlarge(world: World, draft: CourseMap, capabilities: int, courses: int) -> None:
    held = [make.CapabilityFactory(programme=world.own.programme) for _ in range(capabilities)]
    taught = [make.CourseFactory(programme=world.own.programme, term=1 + n % 6) for n in range(courses)]
    Requirement.objects.bulk_create([Requirement(map=draft, capability=capability) for capability in held])
    Support.objects.bulk_create(
        [
            Support(map=draft, capability=capability, course=course, strength="HML"[(n + m) % 3])
            for n, capability in enumerate(held)
            for m, course in enumerate(taught)
            if (n + m) % 2
        ]
    )


def test_a_large_editor_page_stays_light(world: World, draft: CourseMap, client: Any) -> None:
    enlarge(world, draft, 60, 40)
    assert len(client.get(reverse("map_edit", args=[draft.pk])).content) < 300_000


def test_a_cell_is_saved_and_answers_with_the_new_figures_as_numbers(world: World, draft: CourseMap, client: Any) -> None:
    place = [world.own.capability.pk, world.own.course.pk]
    answer = send(client, world, draft, "H").json()
    assert (answer["revision"], answer["accepted"], answer["conflicts"], answer["refused"]) == (1, [[*place, "H"]], [], [])
    assert answer["figures"]["rows"] == [[place[0], 1.0, 1]]
    assert (answer["figures"]["coverage"], answer["figures"]["gaps"]) == (1.0, [])


def test_a_conflict_answers_what_stands_there_and_saves_the_others(world: World, draft: CourseMap, client: Any, client_for: Any) -> None:
    other = make.CourseFactory(programme=world.own.programme)
    send(client_for(world.cast.coordinator), world, draft, "H")
    capability = world.own.capability.pk
    given = [{"capability": capability, "course": course.pk, "strength": "L", "expected": ""} for course in (world.own.course, other)]
    response = send_cells(client, draft, given)
    conflict = response.json()["conflicts"][0]
    assert (response.status_code, conflict["capability"], conflict["course"], conflict["current"]) == (
        200,
        capability,
        world.own.course.pk,
        "H",
    )
    assert str(world.cast.coordinator) in conflict["message"]
    assert response.json()["accepted"] == [[capability, other.pk, "L"]]
    assert set(draft.supports.values_list("course", "strength")) == {(world.own.course.pk, "H"), (other.pk, "L")}


def test_a_block_of_600_cells_is_one_save_at_the_cost_of_one_cell(world: World, draft: CourseMap, client: Any, count_queries: Any) -> None:
    held = [make.CapabilityFactory(programme=world.own.programme).pk for _ in range(30)]
    taught = [make.CourseFactory(programme=world.own.programme).pk for _ in range(20)]
    Requirement.objects.bulk_create([Requirement(map=draft, capability_id=pk) for pk in held])
    block = [{"capability": row, "course": column, "strength": "M", "expected": ""} for row in held for column in taught]
    client.get(reverse("map_cells", args=[draft.pk]))
    one = count_queries(lambda: send(client, world, draft, "H"))
    assert count_queries(lambda: send_cells(client, draft, block)) == one
    assert one <= 22
    assert draft.supports.filter(strength="M").count() == 600
    assert len(AuditEntry.objects.filter(verb="map.cells_changed").latest("pk").changes) == 600
    draft.refresh_from_db()
    assert draft.revision == 2


def test_others_hear_what_was_changed_since_their_revision_and_by_whom(
    world: World, draft: CourseMap, client: Any, client_for: Any, count_queries: Any
) -> None:
    url = reverse("map_cells", args=[draft.pk])
    place = [world.own.capability.pk, world.own.course.pk]
    assert client.get(url, {"since": 0}).json() == {"revision": 0, "editable": True, "cells": [], "figures": None}
    send(client_for(world.cast.coordinator), world, draft, "H")
    heard = client.get(url, {"since": 0}).json()
    assert (heard["revision"], heard["cells"]) == (1, [[*place, "H", str(world.cast.coordinator)]])
    assert heard["figures"]["coverage"] == 1.0
    assert client.get(url, {"since": 1}).json()["cells"] == []
    send(client_for(world.cast.coordinator), world, draft, "", "H")
    assert client.get(url, {"since": 1}).json()["cells"] == [[*place, "", str(world.cast.coordinator)]]
    assert count_queries(lambda: client.get(url, {"since": 2})) <= 9
    CourseMap.objects.filter(pk=draft.pk).update(state=MapState.SUBMITTED)
    assert client.get(url, {"since": 2}).json()["editable"] is False


def test_new_rows_are_news_too(world: World, draft: CourseMap, client: Any) -> None:
    capability = world.own.capability.pk
    save_requirements(course_map=draft, post=None, ratings={capability: Rating(5, 4)}, actor=world.cast.instructor)
    heard = client.get(reverse("map_cells", args=[draft.pk]), {"since": "0"}).json()
    assert (heard["revision"], heard["cells"], heard["figures"]["rows"]) == (1, [], [[capability, 1.0, 0]])


def test_a_draft_is_read_by_those_alone_who_see_it(world: World, draft: CourseMap, client_for: Any) -> None:
    url = reverse("map_cells", args=[draft.pk])
    seen = {role: client_for(world.cast[role]).get(url).status_code for role in ("auditor", "liaison", "student")}
    assert seen == {"auditor": 200, "liaison": 404, "student": 404}


@pytest.mark.parametrize(
    "more", [{"course": ""}, {"course": "x"}, {"capability": "9" * 30}, {"course": "²"}, {"strength": 3}, {"expected": None}]
)
def test_what_is_no_cell_is_refused_with_a_sentence(more: Any, world: World, draft: CourseMap, client: Any) -> None:
    response = send(client, world, draft, **{"strength": "H", **more})
    assert response.status_code == 422
    assert response.json()["message"].endswith(".")
    assert not draft.supports.exists()


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"cells": 3}', '{"cells": ["H"]}', "{", b"\xff", "[" * 100_000])
def test_what_is_no_list_of_cells_is_refused_with_a_sentence(body: Any, draft: CourseMap, client: Any) -> None:
    response = client.post(reverse("map_cells", args=[draft.pk]), body, content_type="application/json")
    assert response.status_code == 422
    assert "Load it again" in response.json()["message"]


@pytest.mark.parametrize(("more", "sentence"), [({"strength": "Z"}, "H, M, L"), ({"course": 10**9}, "another programme")])
def test_a_cell_that_does_not_fit_is_named_with_its_reason(more: Any, sentence: str, world: World, draft: CourseMap, client: Any) -> None:
    answer = send(client, world, draft, **{"strength": "H", **more}).json()
    assert sentence in answer["refused"][0]["message"]
    assert (answer["accepted"], draft.supports.count()) == ([], 0)


def test_more_cells_than_a_map_has_are_refused(world: World, draft: CourseMap, client: Any) -> None:
    cell = {"capability": 1, "course": 1, "strength": "", "expected": ""}
    assert send_cells(client, draft, [cell] * 10_001).status_code == 422


def test_a_cell_of_a_submitted_map_says_why_it_is_closed(world: World, draft: CourseMap, client: Any) -> None:
    send(client, world, draft, "H")
    CourseMap.objects.filter(pk=draft.pk).update(state=MapState.SUBMITTED)
    response = send(client, world, draft, "M", "H")
    assert response.status_code == 409
    assert "draft" in response.json()["message"]


def row_url(world: World, draft: CourseMap) -> str:
    return reverse("map_row", args=[draft.pk, world.own.capability.pk])


def row_data(world: World, strength: str, was: str, stage: str = "") -> dict[str, str]:
    pk = world.own.course.pk
    return {f"s_{pk}": strength, f"was_{pk}": was, f"stage_{pk}": stage, f"was_stage_{pk}": ""}


def test_the_plain_form_saves_strength_and_stage_without_script(world: World, draft: CourseMap, client: Any) -> None:
    response = client.post(row_url(world, draft), row_data(world, "H", "", "I"))
    assert response.status_code == 302
    assert list(draft.supports.values_list("strength", "stage")) == [("H", "I")]


def test_the_plain_form_keeps_a_conflicting_choice_and_saves_it_the_second_time(world: World, draft: CourseMap, client: Any) -> None:
    send(client, world, draft, "M")
    response = client.post(row_url(world, draft), row_data(world, "L", ""))
    pk, html = world.own.course.pk, response.content.decode()
    assert response.status_code == 409
    assert f'id="s{pk}L" name="s_{pk}" value="L" checked' in " ".join(html.split())
    assert f'name="was_{pk}" value="M"' in html
    client.post(row_url(world, draft), row_data(world, "L", "M"))
    assert list(draft.supports.values_list("strength", flat=True)) == ["L"]


def test_requirements_are_rated_per_post_and_refusals_keep_what_was_chosen(world: World, draft: CourseMap, client: Any) -> None:
    pk, url = world.own.capability.pk, reverse("map_requirements", args=[draft.pk])
    client.post(f"{url}?post={world.own.post.pk}", {f"importance_{pk}": "5", f"level_{pk}": "4"})
    assert list(draft.requirements.filter(post=world.own.post).values_list("importance", "level")) == [(5, 4)]
    client.post(f"{url}?post={world.own.post.pk}", {f"importance_{pk}": "", f"level_{pk}": "3"})
    send(client, world, draft, "H")
    response = client.post(url, {f"importance_{pk}": "", f"level_{pk}": "3"})
    assert response.status_code == 422
    assert world.own.capability.code in response.content.decode()
    assert draft.requirements.count() == 1


def test_filters_work_on_the_server_and_the_export_follows_them(world: World, draft: CourseMap, client: Any) -> None:
    gap = make.CapabilityFactory(programme=world.own.programme, code="G-9", name="沟通", layer="G")
    Requirement.objects.create(map=draft, capability=gap)
    send(client, world, draft, "H")
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("map_export", args=[draft.pk]), {"form": "xlsx", "only": "gaps"}).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["Code", "G-9"]
    text = b"".join(client.get(reverse("map_export", args=[draft.pk])).streaming_content).decode("utf-8-sig")
    assert world.own.capability.code in text
    assert AuditEntry.objects.filter(verb="list.exported").count() == 2
    for query, count in [({"layer": "G"}, 1), ({"q": "沟通"}, 1), ({"only": "not_strict"}, 1), ({"only": "nonsense"}, 2)]:
        assert len(client.get(reverse("map_detail", args=[draft.pk]), query).context["view"].rows) == count


def test_a_map_is_started_submitted_and_published_through_the_pages(world: World, client: Any, client_for: Any) -> None:
    client.post(reverse("map_create"), {"programme": world.own.programme.pk, "title": "2027"})
    made = CourseMap.objects.get(title="2027")
    refused = client.post(reverse("map_submit", args=[made.pk]), follow=True)
    assert "Nothing is mapped yet" in refused.content.decode()
    send(client, world, made, "H")
    client.post(reverse("map_submit", args=[made.pk]))
    coordinator = client_for(world.cast.coordinator)
    assert str(made) in coordinator.get("/").content.decode()
    coordinator.post(reverse("map_publish", args=[made.pk]), {"effective_from": "2026-12-01"})
    made.refresh_from_db()
    assert made.state == MapState.PUBLISHED


def test_a_liaison_reads_the_published_map_and_no_draft(world: World, draft: CourseMap, client_for: Any) -> None:
    liaison = client_for(world.cast.liaison)
    assert liaison.get(draft.get_absolute_url()).status_code == 404
    CourseMap.objects.filter(pk=draft.pk).update(state=MapState.PUBLISHED)
    page = liaison.get(draft.get_absolute_url())
    assert page.status_code == 200
    assert "Edit the cells" not in page.content.decode()
    assert liaison.get(reverse("map_edit", args=[draft.pk])).status_code == 403


def test_codes_left_empty_are_suggested(world: World, client: Any) -> None:
    programme = world.own.programme
    client.post(reverse("capability_create"), {"programme": programme.pk, "layer": "S", "name": "协作"})
    assert Capability.objects.get(name="协作").code == "S-1.1"
    client.post(reverse("course_create"), {"programme": programme.pk, "kind": "core", "name": "液压"})
    assert Course.objects.get(name="液压").code not in ("", world.own.course.code)


def test_a_form_with_errors_keeps_what_was_typed(world: World, client: Any) -> None:
    given = {"programme": world.own.programme.pk, "layer": "P", "code": world.own.capability.code, "name": "读懂装配图"}
    response = client.post(reverse("capability_create"), given)
    assert response.status_code == 422
    html = response.content.decode()
    assert "读懂装配图" in html
    assert "code already" in html


def test_a_liaison_adds_a_post_of_the_own_enterprise_only(world: World, client_for: Any) -> None:
    liaison = client_for(world.cast.liaison)
    liaison.post(reverse("post_create"), {"enterprise": world.foreign.enterprise.credit_code, "name": "钳工"})
    assert not Post.objects.filter(name="钳工").exists()
    liaison.post(reverse("post_create"), {"enterprise": world.own.enterprise.credit_code, "name": "钳工"})
    assert Post.objects.get(name="钳工").enterprise == world.own.enterprise


def test_the_way_back_from_a_form_is_a_link(client: Any, world: World) -> None:
    html = client.get(reverse("map_create")).content.decode()
    assert f'<a class="btn btn-link" href="{reverse("map_list")}">Cancel</a>' in html
    assert 'type="link"' not in html


@pytest.mark.parametrize(
    ("kind", "more", "model"),
    [("posts", {}, Post), ("capabilities", {"layer": "P"}, Capability), ("courses", {"kind": "core", "term": "3"}, Course)],
)
def test_many_are_pasted_at_once(kind: str, more: dict[str, str], model: type[Any], world: World, client: Any) -> None:
    url = reverse("catalogue_lines", args=[world.own.programme.pk, kind])
    before = model.objects.count()
    answer = client.post(url, {"lines": "First of them\n\nSecond of them\n", **more})
    assert answer.status_code == 302, answer.content.decode()
    assert model.objects.count() == before + 2
    assert client.get(reverse("catalogue_lines", args=[world.own.programme.pk, "teachers"])).status_code == 404


@pytest.mark.parametrize("name", ["map_edit", "map_requirements"])
def test_a_map_that_is_no_draft_leads_back_with_the_reason(name: str, world: World, draft: CourseMap, client: Any) -> None:
    CourseMap.objects.filter(pk=draft.pk).update(state=MapState.SUBMITTED)
    answer = client.get(reverse(name, args=[draft.pk]), follow=True)
    assert answer.redirect_chain == [(draft.get_absolute_url(), 302)]
    assert "draft" in answer.content.decode()


def test_a_row_saved_unchanged_or_in_part_says_what_was_saved(world: World, draft: CourseMap, client: Any) -> None:
    url, pk = reverse("map_row", args=[draft.pk, world.own.capability.pk]), world.own.course.pk
    unchanged = {f"s_{pk}": "", f"was_{pk}": "", f"stage_{pk}": "", f"was_stage_{pk}": ""}
    assert "Nothing was changed." in client.post(url, unchanged, follow=True).content.decode()
    # A course that came into the map while the form was open is not touched.
    assert "Nothing was changed." in client.post(url, {f"s_{pk}": "H"}, follow=True).content.decode()
    filled = {**unchanged, f"s_{pk}": "H"}
    assert "1 cell saved." in client.post(url, filled, follow=True).content.decode()
    staged = {**filled, f"was_{pk}": "H", f"stage_{pk}": "R"}
    assert "1 cell saved." in client.post(url, staged, follow=True).content.decode()
    assert list(draft.supports.values_list("strength", "stage")) == [("H", "R")]
    assert client.get(reverse("map_row", args=[draft.pk, world.foreign.capability.pk])).status_code == 404


@pytest.mark.parametrize(("term", "is_kept"), [("0", False), ("1", True), ("12", True), ("13", False), ("", True)])
def test_a_course_is_taught_in_one_of_twelve_terms(term: str, is_kept: bool, world: World, client: Any) -> None:
    given = {"programme": world.own.programme.pk, "code": "X9", "name": "Welding", "kind": "core", "term": term}
    client.post(reverse("course_create"), given)
    assert Course.objects.filter(code="X9").exists() is is_kept
