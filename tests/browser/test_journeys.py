"""Each demo account signs in and does its verb, in both languages; one of them without a mouse; everybody on a phone."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from curricula.enums import MapState
from curricula.models import CourseMap, Support
from demo.sign_ins import DEMO_ACCOUNTS
from health.enums import ReviewTrigger
from health.models import Review
from internships.enums import LogState, OpeningState, PlacementState
from internships.models import Opening, Placement, WorkLog
from partnerships.enums import AgreementState, InspectionRating, ScreeningState, Side
from partnerships.models import Agreement, Partnership, Screening, Signature
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORDS = dict(DEMO_ACCOUNTS)


class Troupe:
    """The demo accounts, each in a browser of their own when called upon."""

    def __init__(self, browser: Browser, base: str, **ways: Any) -> None:
        self.browser, self.base, self.ways = browser, base, ways
        self.open: list[Visitor] = []

    def __call__(self, role: str) -> Visitor:
        visitor = Visitor(self.browser, self.base, **self.ways).sign_in(f"demo-{role}", PASSWORDS[f"demo-{role}"])
        visitor.page.on("dialog", lambda dialog: dialog.accept())
        self.open.append(visitor)
        return visitor

    def leave(self) -> None:
        complaints = []
        for visitor in self.open:
            complaints += visitor.complaints
            visitor.complaints = []
            visitor.close()
        assert not complaints, "\n".join(dict.fromkeys(complaints))


@pytest.fixture
def demo(db: None) -> None:
    call_command("seed_demo", verbosity=0)


@pytest.fixture(params=["en", "zh-CN"])
def troupe(request: Any, browser: Browser, live_server: Any, demo: None) -> Iterator[Troupe]:
    people = Troupe(browser, live_server.url, language=request.param)
    yield people
    people.leave()


def press(page: Page, action: str) -> None:
    """Press the button of the form that posts to an address ending in ``action``."""
    with page.expect_navigation():
        page.locator(f'form[action$="{action}"] button[type=submit]').first.click()


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] [type=submit][name=save]").click()


def test_each_role_does_its_verb(troupe: Troupe) -> None:
    screen(troupe)
    agree(troupe)
    map_course(troupe)
    place(troupe)
    review(troupe)


def screen(troupe: Troupe) -> None:
    """The administrator passes a submitted screening; the auditor reads the decision."""
    bad = Screening.objects.filter(items__rating__in=[InspectionRating.FAILS, InspectionRating.NOT_SEEN])
    good = Screening.objects.filter(state=ScreeningState.SUBMITTED, is_credit_clear=True, is_safety_clear=True).exclude(pk__in=bad).first()
    assert good
    admin = troupe("admin")
    admin.look()
    admin.open(f"/screenings/{good.pk}/")
    page = admin.open(f"/screenings/{good.pk}/pass/")
    page.fill("[name=meeting]", "2026-11")
    save(page)
    good.refresh_from_db()
    assert good.state == ScreeningState.PASSED
    assert good.valid_until
    assert good.valid_until > timezone.localdate()
    auditor = troupe("auditor")
    expect(auditor.open(f"/screenings/{good.pk}/").locator("h1")).to_contain_text(
        good.enterprise.name if troupe.ways["language"] == "zh-CN" else ""
    )
    assert not auditor.page.locator('main form[method=post]:not([action*="/lists/"])').count(), "an auditor changes nothing"


def agree(troupe: Troupe) -> None:
    """The liaison signs what the college has signed; nobody can bring it into force before its time comes."""
    mine = Agreement.objects.filter(
        state=AgreementState.APPROVED, partnership__enterprise__liaisons__user__username="demo-liaison"
    ).exclude(signatures__side=Side.ENTERPRISE, signatures__is_refused=False)
    agreement = mine.first()
    assert agreement
    coordinator = troupe("coordinator")
    coordinator.look()
    if not agreement.signatures.filter(side=Side.COLLEGE, is_refused=False).exists():
        page = coordinator.open(f"/agreements/{agreement.pk}/sign/college/")
        page.fill("[name=signer_name]", "林青黛")
        save(page)
    liaison = troupe("liaison")
    liaison.look()
    liaison.open(f"/agreements/{agreement.pk}/")
    page = liaison.open(f"/agreements/{agreement.pk}/sign/enterprise/")
    page.check("[name=confirm]")
    save(page)
    liaison.look()
    assert Signature.objects.filter(agreement=agreement, side=Side.ENTERPRISE, is_refused=False).exists()
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.SIGNED


def map_course(troupe: Troupe) -> None:
    """The instructor fills a cell of the own draft and sees it saved."""
    draft = CourseMap.objects.filter(state=MapState.DRAFT, programme__team__user__username="demo-instructor").first()
    assert draft
    instructor = troupe("instructor")
    instructor.look()
    page = instructor.open(f"/maps/{draft.pk}/edit/")
    before = Support.objects.filter(map=draft).count()
    empty = page.locator("#map-grid tbody td[data-c]:not([data-s]), #map-grid tbody td").filter(has_text="·")
    target = empty.first if empty.count() else page.locator("#map-grid tbody td:empty").first
    target.click()
    page.keyboard.press("h")
    expect(page.locator("#map-status")).to_contain_text("✓")
    assert Support.objects.filter(map=draft).count() == before + 1


def place(troupe: Troupe) -> None:
    """The liaison offers an opening; the student signs a placement and hands in a log; the mentor confirms logs."""
    liaison = troupe("liaison")
    liaison.open("/openings/")
    page = liaison.open("/openings/new/")
    start = timezone.localdate() + datetime.timedelta(days=20)
    page.fill("[name=title]", "设备维护")
    page.select_option("[name=programme]", index=1)
    page.fill("[name=seats]", "2")
    page.fill("[name=starts_on]", start.isoformat())
    page.fill("[name=ends_on]", (start + datetime.timedelta(days=100)).isoformat())
    save(page)
    liaison.look()
    opening = Opening.objects.get(title="设备维护")
    press(page, f"/openings/{opening.pk}/open/")
    opening.refresh_from_db()
    assert opening.state == OpeningState.OPEN

    student = troupe("student")
    student.look()
    planned = Placement.objects.get(student__user__username="demo-student", state=PlacementState.PLANNED)
    page = student.open(f"/placements/{planned.pk}/")
    press(page, f"/placements/{planned.pk}/sign/student/")
    assert planned.signatures.filter(party="student").exists()
    active = Placement.objects.get(student__user__username="demo-student", state=PlacementState.ACTIVE)
    page = student.open(f"/placements/{active.pk}/log/")
    page.fill("[name=hours]", "36")
    page.fill("[name=text]", "Aligned two shafts and wrote down the readings.")
    save(page)
    student.look()
    assert WorkLog.objects.filter(placement=active, text__startswith="Aligned", state=LogState.SUBMITTED).exists()

    mentor = troupe("mentor")
    mentor.look()
    waiting = WorkLog.objects.filter(placement__mentor__user__username="demo-mentor", state=LogState.SUBMITTED)
    before = waiting.count()
    assert before
    page = mentor.open("/logs/confirm/")
    press(page, "") if page.locator("main form[method=post] button.btn-primary").count() == 0 else page.locator(
        "main form[method=post] button.btn-primary"
    ).first.click()
    page.wait_for_load_state("networkidle")
    mentor.look()
    assert waiting.count() < before


def review(troupe: Troupe) -> None:
    """The coordinator reviews a partnership on demand, opens why, and the rows behind a point."""
    partnership = Partnership.objects.filter(department__grants__user__username="demo-coordinator", health_on__isnull=False).first()
    assert partnership
    coordinator = troupe("coordinator")
    page = coordinator.open(f"/partnerships/{partnership.pk}/health/")
    expect(page.locator("canvas, svg").first).to_be_visible()
    press(page, f"/partnerships/{partnership.pk}/health/review/")
    fresh = Review.objects.filter(partnership=partnership, trigger=ReviewTrigger.DEMAND, on=timezone.localdate())
    page.wait_for_load_state("networkidle")
    assert fresh.count() == 1
    coordinator.open(f"/reviews/{fresh.get().pk}/")
    page.locator('a[href*="/readings/"]').first.click()
    coordinator.look()


def test_a_liaison_signs_without_a_mouse(browser: Browser, live_server: Any, demo: None) -> None:
    liaison = Visitor(browser, live_server.url)
    page = liaison.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + "/accounts/login/")
    tab_to(page, 'input[name="login"]')
    page.keyboard.type("demo-liaison")
    tab_to(page, 'input[name="password"]')
    page.keyboard.type(PASSWORDS["demo-liaison"])
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + "/")
    # The first stop is the way past the navigation; from there on the work items.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    placement = Placement.objects.filter(state=PlacementState.PLANNED, enterprise__liaisons__user__username="demo-liaison").exclude(
        signatures__party="host"
    )
    waiting = placement.count()
    assert waiting
    link = page.locator('main a[href^="/placements/"]:not([href*="desk"])').first
    href = link.get_attribute("href") or ""
    tab_to(page, f'main a[href="{href}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")
    tab_to(page, 'form[action$="/sign/host/"] button')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert placement.count() == waiting - 1
    liaison.close()


def tab_to(page: Page, selector: str, limit: int = 90) -> None:
    """Press Tab until the element has the focus, which must be visible."""
    for _press in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement !== document.body && document.activeElement.matches(s)", selector):
            outline = page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
            )
            assert outline != "nonenone", f"{selector} shows no focus"
            return
    raise AssertionError(f"{selector} is not reached by {limit} presses of Tab")


@pytest.mark.parametrize("role", [name.removeprefix("demo-") for name, _password in DEMO_ACCOUNTS])
def test_every_page_of_the_navigation_on_a_phone_in_chinese(role: str, browser: Browser, live_server: Any, demo: None) -> None:
    troupe = Troupe(browser, live_server.url, language="zh-CN", width=360)
    visitor = troupe(role)
    visitor.look()
    lists = visitor.page.eval_on_selector_all("#sidebar-menu a.nav-link", "links => links.map(link => link.getAttribute('href'))")
    assert len(lists) > 1
    for path in lists:
        page = visitor.open(path)
        first = page.locator("tr[data-href]").first
        if first.count():
            visitor.open(first.get_attribute("data-href") or "")
    visitor.open("/people/me/")
    troupe.leave()
