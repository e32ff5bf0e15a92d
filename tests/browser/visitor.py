"""A person in a real browser, and what is looked at on every page they open."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.factories import PASSWORD

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """rules => axe.run(document, {runOnly: rules}).then(
    found => found.violations.flatMap(v => v.nodes.map(n => `${v.id} ${n.target} ${n.failureSummary}`))
)"""
#: Console lines that follow from an answer the journey provokes on purpose.
EXPECTED = ("status of 403", "status of 404", "status of 409", "status of 422")


class Visitor:
    """One signed-in person. Every page looked at is checked for console errors, requests to other hosts, sideways
    scroll and accessibility violations; ``close`` fails with all that was found."""

    def __init__(self, browser: Browser, base: str, *, language: str = "en", width: int = 1280, dark: bool = False) -> None:
        self.base = base
        self.language = language
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN" if language.startswith("zh") else "en",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        # What the page shows must come soon, or the page is at fault.
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.complaints: list[str] = []
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._same_host(request.url))

    def sign_in(self, username: str, password: str = PASSWORD) -> "Visitor":
        self.page.goto(self.base + "/accounts/login/")
        self.page.fill('input[name="login"]', username)
        self.page.fill('input[name="password"]', password)
        self.page.press('input[name="password"]', "Enter")
        self.page.wait_for_url(self.base + "/")
        return self

    def open(self, path: str) -> Page:
        """Go there and look at it as a whole."""
        answer = self.page.goto(self.base + path)
        assert isinstance(answer, Response)
        assert answer.status == 200, f"{path} answered {answer.status}"
        return self.look()

    def look(self) -> Page:
        """What is on the screen now, checked."""
        page = self.page
        page.wait_for_load_state("networkidle")
        where = f"{urlsplit(page.url).path} ({self.language})"
        wrong = [error for error in self.errors if not any(known in error for known in EXPECTED)]
        self.errors.clear()
        self.complaints += [f"{where}: {error}" for error in wrong]
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 1:
            self.complaints.append(f"{where} scrolls sideways by {overflow} px")
        self.complaints += [f"{where}: {violation}" for violation in self.violations()]
        return page

    def violations(self) -> list[str]:
        """What axe-core finds, one line per element."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            RUN_AXE,
            RULES,
        )
        return [str(line)[:300] for line in found]

    def close(self) -> None:
        """Leave; fails with everything that was wrong on the pages seen, all at once."""
        self.context.close()
        assert not self.complaints, "\n".join(self.complaints)

    def _same_host(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).netloc != urlsplit(self.base).netloc:
            self.errors.append(f"asks another host: {url}")
