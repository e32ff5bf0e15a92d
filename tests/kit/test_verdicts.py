"""Verdicts carry their reason all the way."""

import pytest

from config.kit.errors import Forbidden
from config.kit.registry import Registry
from config.kit.verdicts import ALLOW, all_of, any_of, deny, require


def test_the_first_refusal_is_the_one_shown() -> None:
    assert all_of(ALLOW, deny("first"), deny("second")).reason == "first"


def test_one_yes_is_enough_for_any_of_and_the_last_no_is_shown() -> None:
    assert any_of(deny("a"), ALLOW)
    assert any_of(deny("a"), deny("b")).reason == "b"


def test_require_raises_with_the_reason() -> None:
    require(ALLOW)
    with pytest.raises(Forbidden, match="not yours"):
        require(deny("not yours"))


def test_a_key_is_registered_once() -> None:
    class Thing:
        key = "one"

    things: Registry[Thing] = Registry()
    things.register(Thing())
    with pytest.raises(ValueError, match="twice"):
        things.register(Thing())
