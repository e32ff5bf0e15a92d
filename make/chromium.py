"""The browser of the journeys. ``tests/browser`` asks here too."""

import shutil
from collections.abc import Mapping

GET_CHROMIUM = "On Debian and Ubuntu: apt install chromium; elsewhere set CHROMIUM to the path of one."


def find_chromium(env: Mapping[str, str]) -> str | None:
    """``CHROMIUM``, or the first one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    candidates = [env["CHROMIUM"]] if env.get("CHROMIUM") else names
    return next((found for name in candidates if (found := shutil.which(name, path=env.get("PATH")))), None)
