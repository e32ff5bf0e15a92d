"""Verdicts carry their reason all the way."""

from collections.abc import Callable

import pytest

from config.kit.errors import Forbidden
from config.kit.registry import Registry
from config.kit.verdicts import ALLOW, Verdict, allow_if, deny, require

YES, A, B, C = ALLOW, deny("a"), deny("b"), deny("c")


@pytest.mark.parametrize(
    ("asked", "allowed", "reason"),
    [
        (lambda: YES & YES, True, ""),
        (lambda: YES & A, False, "a"),
        (lambda: A & YES, False, "a"),
        (lambda: A & B, False, "a"),
        (lambda: A & B & C, False, "a"),
        (lambda: YES & B & C, False, "b"),
        (lambda: YES | YES, True, ""),
        (lambda: YES | A, True, ""),
        (lambda: A | YES, True, ""),
        (lambda: A | B, False, "b"),
        (lambda: A | B | C, False, "c"),
        (lambda: A | YES | C, True, ""),
        # & binds tighter than |, as everywhere in Python.
        (lambda: A & B | C, False, "c"),
        (lambda: YES | A & B, True, ""),
        (lambda: (YES | A) & B, False, "b"),
    ],
)
def test_both_or_one_of_them(asked: Callable[[], Verdict], allowed: bool, reason: str) -> None:
    verdict = asked()
    assert (bool(verdict), verdict.reason) == (allowed, reason)


def test_a_condition_becomes_a_verdict() -> None:
    assert allow_if(True, "why") == ALLOW
    assert allow_if(False, "why") == deny("why")


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
