"""The browser of the journeys: found, launched, or its absence said in one line."""

import os
from pathlib import Path
from typing import Any

import pytest

from make.chromium import GET_CHROMIUM, find_chromium

# Playwright's synchronous interface keeps an event loop in this thread; Django would take it for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

HERE = Path(__file__).parent
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
