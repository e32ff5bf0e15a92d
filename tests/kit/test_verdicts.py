"""Verdicts carry their reason all the way."""

import pytest

from config.kit.errors import Forbidden
from config.kit.registry import Registry
from config.kit.verdicts import ALLOW, Verdict, allow_if, deny, require

YES, A, B, C = ALLOW, deny("a"), deny("b"), deny("c")


@pytest.mark.parametrize(
    ("verdict", "allowed", "reason"),
    [
        (YES & YES, True, ""),
        (YES & A, False, "a"),
        (A & YES, False, "a"),
        (A & B, False, "a"),
        (A & B & C, False, "a"),
        (YES & B & C, False, "b"),
        (YES | YES, True, ""),
        (YES | A, True, ""),
        (A | YES, True, ""),
        (A | B, False, "b"),
        (A | B | C, False, "c"),
        (A | YES | C, True, ""),
        # & binds tighter than |, as everywhere in Python.
        (A & B | C, False, "c"),
        (YES | A & B, True, ""),
        ((YES | A) & B, False, "b"),
    ],
)
def test_both_or_one_of_them(verdict: Verdict, allowed: bool, reason: str) -> None:
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
