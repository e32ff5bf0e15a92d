"""A real Chromium against a real server: its launch, signed-in pages, and what must hold on every page visited."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page

from college.models import User
from config.make import GET_CHROMIUM, find_chromium

# Playwright's synchronous interface keeps an event loop in this thread; Django would take it for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = find_chromium(os.environ)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if item.path.is_relative_to(HERE)]
    if ours and not CHROMIUM and os.environ.get("REQUIRE_BROWSER", "0") != "0":
        raise pytest.UsageError(f"REQUIRE_BROWSER is set and no Chromium was found. {GET_CHROMIUM}")
    for item in ours:
        item.add_marker(pytest.mark.browser)
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason=f"no Chromium was found. {GET_CHROMIUM}"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


class Visitor:
    """A person at a browser. Remembers what went wrong behind the page: script errors and requests to other hosts."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("request", self._note_request)

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"asked another host: {request.url}")

    def visit(self, path: str) -> Page:
        """Open a page, wait for its panels, and hold it to the rules of every page."""
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        self.check()
        return self.page

    def check(self) -> None:
        """Neither accessibility violations, nor sideways scroll, nor faults behind the page."""
        where = self.page.url.removeprefix(self.base)
        # Evaluated, not added as a script tag: the page's own policy forbids foreign scripts, as it should.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        violations = [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]
        assert not violations, f"{where}: " + "\n".join(violations)
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{where} scrolls sideways by {overflow} px"
        assert not self.faults, f"{where}: {self.faults}"


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """``visitor(user, language="en", width=1440)``: somebody with a browser of their own; None is not signed in."""
    contexts = []

    def arrive(user: User | None = None, *, language: str = "en", width: int = 1440, dark: bool = False) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        cookies = {django_settings.LANGUAGE_COOKIE_NAME: language}
        if user is not None:
            User.objects.filter(pk=user.pk).update(language=language)
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            cookies[django_settings.SESSION_COOKIE_NAME] = client.session.session_key or ""
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        return Visitor(context.new_page(), live_server.url)

    yield arrive
    for context in contexts:
        context.close()
