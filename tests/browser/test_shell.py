"""Signing in, and the frame around every page."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor
from tests.conftest import Cast
from tests.permissions import ROLES

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-enough-word"


def test_signing_in_by_keyboard(cast: Cast, visitor: Callable[..., Visitor]) -> None:
    cast.coordinator.set_password(PASSWORD)
    cast.coordinator.save()
    guest = visitor()
    page = guest.visit("/accounts/login/")
    page.locator('input[name="login"]').focus()
    page.keyboard.type(cast.coordinator.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(guest.base + "/")
    guest.check()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("zh-hans", 360)])
def test_home(role: str, language: str, width: int, cast: Cast, visitor: Callable[..., Visitor]) -> None:
    page = visitor(cast[role], language=language, width=width).visit("/")
    assert page.locator("html").get_attribute("lang") == ("en" if language == "en" else "zh-hans")
    assert page.locator("main, [role=main]").count() == 1


def test_dark_home(cast: Cast, visitor: Callable[..., Visitor]) -> None:
    visitor(cast.administrator, dark=True).visit("/")
