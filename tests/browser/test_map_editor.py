"""The course-map editor in a real browser: typing, undoing, pasting, two people, a lost connection, the keyboard, a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from curricula.cells import CellEdit
from curricula.models import CourseMap, Support
from curricula.services.cells import save_cells
from curricula.services.maps import start_map, submit_map
from tests import factories as make
from tests.conftest import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(world: World) -> CourseMap:
    """Three capabilities by three courses, nothing filled."""
    side = world.own
    for n in (2, 3):
        make.CapabilityFactory(programme=side.programme, code=f"P-9.{n}", name=f"能力 {n}")
        make.CourseFactory(programme=side.programme, code=f"X{n}", name=f"课程 {n}", term=n)
    return start_map(programme=side.programme, actor=world.cast.instructor)


@pytest.fixture
def editor(page: Page, context: BrowserContext, live_server: Any, world: World, draft: CourseMap, client_for: Any) -> Page:
    """The editor, opened by the instructor in English."""
    sign_in(context, live_server.url, client_for(world.cast.instructor))
    page.goto(f"{live_server.url}/maps/{draft.pk}/edit/")
    return page


def sign_in(context: BrowserContext, url: str, client: Any) -> None:
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: "en"}
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])


@pytest.fixture
def colleague(browser: Browser, live_server: Any, world: World, draft: CourseMap, client_for: Any) -> Iterator[Page]:
    """The same draft in a browser of its own, opened by the coordinator."""
    context = browser.new_context()
    sign_in(context, live_server.url, client_for(world.cast.coordinator))
    page = context.new_page()
    page.goto(f"{live_server.url}/maps/{draft.pk}/edit/")
    yield page
    context.close()


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
        text,
    )


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f"#map-grid tbody tr:nth-child({row}) td:nth-of-type({column})")


def saved(page: Page) -> None:
    expect(page.locator("#map-status")).to_have_text("Saved ✓")


def strengths(draft: CourseMap) -> list[str]:
    return sorted(Support.objects.filter(map=draft).values_list("strength", flat=True))


def test_typing_saves_moves_the_figures_and_is_taken_back(editor: Page, draft: CourseMap) -> None:
    gaps = editor.locator("#map-figures [data-figure=gaps] .figure-value")
    expect(gaps).to_contain_text("3")
    cell(editor, 1, 1).click()
    editor.keyboard.press("h")
    editor.keyboard.press("ArrowRight")
    editor.keyboard.press("2")
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("1")
    saved(editor)
    expect(gaps).to_contain_text("2")
    assert strengths(draft) == ["H", "L", "M"]
    editor.keyboard.press("Control+z")
    editor.keyboard.press("Control+z")
    saved(editor)
    expect(cell(editor, 1, 2)).to_have_text("")
    editor.keyboard.press("Delete")
    editor.reload()
    assert strengths(draft) == ["H"]


def test_a_block_from_a_spreadsheet_is_pasted_and_what_makes_no_sense_is_told(editor: Page, draft: CourseMap) -> None:
    sent: list[str] = []
    editor.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    cell(editor, 1, 1).click()
    paste(editor, "H\tM\tmaybe\n3\t\t1\n")
    saved(editor)
    expect(editor.locator("#map-notes")).to_contain_text("Cells left alone")
    assert len(sent) == 1
    expect(cell(editor, 2, 1)).to_have_text("H")
    assert strengths(draft) == ["H", "H", "L", "M"]


def put_by_another(draft: CourseMap, editor: Page, world: World, strength: str) -> None:
    """Somebody else fills the first cell, and the editor does not hear of it."""
    editor.route("**/cells/?since=*", lambda route: route.abort())
    row = editor.locator("#map-grid tbody tr").first.get_attribute("data-c")
    column = editor.locator("#map-grid thead th[data-k]").first.get_attribute("data-k")
    edit = CellEdit((int(row or 0), int(column or 0)), strength, "")
    save_cells(course_map=draft, edits=[edit], actor=world.cast.administrator)


def test_a_conflict_keeps_what_was_typed_and_lets_the_person_choose(editor: Page, draft: CourseMap, world: World) -> None:
    put_by_another(draft, editor, world, "M")
    cell(editor, 1, 1).click()
    editor.keyboard.press("l")
    expect(editor.locator("#map-problems")).to_contain_text(f"{world.cast.administrator} put “M” here")
    expect(cell(editor, 1, 1)).to_have_text("L")
    expect(cell(editor, 1, 1)).to_have_attribute("aria-invalid", "true")
    assert strengths(draft) == ["M"]
    editor.get_by_role("button", name="Put mine").click()
    saved(editor)
    assert strengths(draft) == ["L"]


def test_the_others_value_can_be_kept(editor: Page, draft: CourseMap, world: World) -> None:
    put_by_another(draft, editor, world, "M")
    cell(editor, 1, 1).click()
    editor.keyboard.press("l")
    editor.get_by_role("button", name="Keep theirs").click()
    saved(editor)
    expect(cell(editor, 1, 1)).to_have_text("M")
    expect(editor.locator("#map-problems")).to_be_empty()
    assert strengths(draft) == ["M"]


def test_two_people_see_each_others_cells_and_take_back_their_own_alone(
    editor: Page, colleague: Page, draft: CourseMap, world: World
) -> None:
    cell(editor, 1, 1).click()
    paste(editor, "H\tH")
    saved(editor)
    expect(cell(colleague, 1, 1)).to_have_text("H", timeout=10_000)
    expect(colleague.locator("#map-notes")).to_contain_text(str(world.cast.instructor))
    expect(colleague.locator("#map-figures [data-figure=gaps] [data-value]")).to_have_text("2")
    cell(colleague, 1, 2).click()
    colleague.keyboard.press("l")
    saved(colleague)
    expect(cell(editor, 1, 2)).to_have_text("L", timeout=10_000)
    cell(editor, 1, 1).click()
    editor.keyboard.press("Control+z")
    expect(editor.locator("#map-notes")).to_contain_text("they stay as they are: 1")
    saved(editor)
    assert strengths(draft) == ["L"]
    editor.keyboard.press("Control+y")
    saved(editor)
    assert strengths(draft) == ["H", "L"]


def test_a_conflict_hides_nothing_else_that_others_did(editor: Page, colleague: Page, draft: CourseMap) -> None:
    editor.route("**/cells/?since=*", lambda route: route.abort())
    cell(colleague, 1, 1).click()
    paste(colleague, "M\tM\tM")
    saved(colleague)
    cell(editor, 1, 1).click()
    editor.keyboard.press("h")
    expect(editor.locator("#map-problems")).to_contain_text("put “M” here")
    editor.unroute_all()
    expect(cell(editor, 1, 2)).to_have_text("M", timeout=30_000)
    expect(cell(editor, 1, 3)).to_have_text("M")
    editor.keyboard.press("Control+z")
    expect(cell(editor, 1, 1)).to_have_text("M")
    saved(editor)
    assert strengths(draft) == ["M", "M", "M"]


def test_a_key_reaches_the_cells_alone_that_are_looked_at(editor: Page, draft: CourseMap) -> None:
    editor.locator("#map-tools [data-put=H]").click()
    assert strengths(draft) == []
    cell(editor, 3, 3).click()
    editor.keyboard.press("Shift+ArrowLeft")
    editor.keyboard.press("/")
    editor.keyboard.press("Escape")
    expect(editor.locator("#map-grid [aria-selected=true]")).to_have_count(0)
    editor.keyboard.press("l")
    saved(editor)
    assert strengths(draft) == ["L"]
    editor.evaluate("""() => document.dispatchEvent(new ClipboardEvent("paste",
        { clipboardData: new DataTransfer(), bubbles: true, cancelable: true }))""")
    expect(cell(editor, 1, 1)).to_have_text("L")
    cell(editor, 3, 3).click()
    paste(editor, "H\tH")
    expect(editor.locator("#map-notes")).to_contain_text("fall beside the grid: 1")


def test_who_edits_a_map_that_was_submitted_meanwhile_is_told_before_typing(editor: Page, colleague: Page, draft: CourseMap) -> None:
    cell(colleague, 1, 1).click()
    colleague.keyboard.press("h")
    saved(colleague)
    submit_map(course_map=draft, actor=make.person("administrator"))
    expect(editor.locator("#map-notes")).to_contain_text("no longer a draft", timeout=10_000)
    cell(editor, 2, 1).click()
    editor.keyboard.press("h")
    expect(editor.locator("#map-problems")).to_contain_text("Only a draft can be edited")
    assert strengths(draft) == ["H"]


def test_whoever_was_signed_out_keeps_what_was_typed(editor: Page, context: BrowserContext, draft: CourseMap) -> None:
    context.clear_cookies()
    cell(editor, 1, 1).click()
    editor.keyboard.press("h")
    expect(editor.locator("#map-problems")).to_contain_text("You are signed out")
    expect(cell(editor, 1, 1)).to_have_text("H")
    assert strengths(draft) == []


def test_one_value_fills_the_whole_selection(editor: Page, draft: CourseMap) -> None:
    cell(editor, 1, 1).click()
    editor.keyboard.press("Control+a")
    paste(editor, "2")
    saved(editor)
    assert strengths(draft) == ["M"] * 9
    editor.keyboard.press("Delete")
    saved(editor)
    assert strengths(draft) == []


def test_a_lost_connection_keeps_the_cell_and_the_save_is_repeated(editor: Page, context: BrowserContext, draft: CourseMap) -> None:
    context.set_offline(True)
    cell(editor, 1, 1).click()
    editor.keyboard.press("m")
    expect(editor.locator("#map-status")).to_have_text("Not saved: 1")
    expect(cell(editor, 1, 1)).to_have_text("M")
    context.set_offline(False)
    # The page repeats the save by itself when the browser says that it is back.
    saved(editor)
    assert strengths(draft) == ["M"]


def test_it_is_found_and_filled_by_keyboard_alone(editor: Page, draft: CourseMap) -> None:
    editor.keyboard.press("/")
    editor.keyboard.type("P-9.3")
    expect(editor.locator("#map-grid tbody tr:visible")).to_have_count(1)
    editor.keyboard.press("Enter")
    editor.keyboard.press("3")
    saved(editor)
    assert strengths(draft) == ["H"]
    editor.keyboard.press("ArrowLeft")
    editor.keyboard.press("Enter")
    expect(editor).to_have_url(f"{editor.url.split('/maps/')[0]}/maps/{draft.pk}/rows/{Support.objects.get(map=draft).capability_id}/")


def test_a_figure_shows_the_rows_behind_it(editor: Page) -> None:
    cell(editor, 1, 1).click()
    editor.keyboard.press("h")
    saved(editor)
    editor.locator("#map-figures [data-figure=single] a").click()
    expect(editor.locator("#map-grid tbody tr:visible")).to_have_count(1)
    editor.get_by_role("link", name="Show everything").click()
    expect(editor.locator("#map-grid tbody tr:visible")).to_have_count(3)


def test_on_a_phone_each_capability_is_a_form_and_nothing_scrolls_sideways(editor: Page, draft: CourseMap) -> None:
    editor.set_viewport_size({"width": 360, "height": 740})
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360
    editor.locator("#map-cards a").first.click()
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360
    editor.locator(".row-cell label", has_text="H").first.click()
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.locator("#messages")).to_contain_text("1 cell saved.")
    assert strengths(draft) == ["H"]
