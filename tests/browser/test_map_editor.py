"""The course-map editor in a real browser: typing, undoing, pasting, conflicts, a lost connection, the keyboard, a phone."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Locator, Page, expect

from curricula.models import CourseMap, Requirement, Support
from curricula.services.maps import set_support, start_map
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
    session = client_for(world.cast.instructor).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url},
        ]
    )
    page.goto(f"{live_server.url}/maps/{draft.pk}/edit/")
    return page


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f"#map-grid tbody tr:nth-child({row}) td:nth-of-type({column})")


def saved(page: Page) -> None:
    expect(page.locator("#map-status")).to_have_text("Saved ✓")


def strengths(draft: CourseMap) -> list[str]:
    return sorted(Support.objects.filter(map=draft).values_list("strength", flat=True))


def test_typing_saves_moves_the_figures_and_is_taken_back(editor: Page, draft: CourseMap) -> None:
    gaps = editor.locator("#map-figures [data-only=gaps]").nth(1)
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
    cell(editor, 1, 1).click()
    editor.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "H\\tM\\tmaybe\\n3\\t\\t1\\n");
        document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    saved(editor)
    expect(editor.locator("#map-problems")).to_contain_text("Cells left alone")
    expect(cell(editor, 2, 1)).to_have_text("H")
    assert strengths(draft) == ["H", "H", "L", "M"]


def test_a_conflict_keeps_what_was_typed_and_lets_the_person_choose(editor: Page, draft: CourseMap, world: World) -> None:
    row = editor.locator("#map-grid tbody tr").first.get_attribute("data-c")
    column = editor.locator("#map-grid thead th[data-k]").first.get_attribute("data-k")
    capability = Requirement.objects.get(map=draft, capability=row).capability
    course = world.own.programme.courses.get(pk=column)
    set_support(course_map=draft, capability=capability, course=course, strength="M", expected="", actor=world.cast.administrator)
    cell(editor, 1, 1).click()
    editor.keyboard.press("l")
    expect(editor.locator("#map-problems")).to_contain_text("Somebody else put “M” here")
    expect(cell(editor, 1, 1)).to_have_text("L")
    expect(cell(editor, 1, 1)).to_have_attribute("aria-invalid", "true")
    assert strengths(draft) == ["M"]
    editor.get_by_role("button", name="Put mine").click()
    saved(editor)
    assert strengths(draft) == ["L"]


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
    editor.locator("#map-figures [data-only=single]").click()
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
