"""Suggested codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.codes import next_capability_code, next_code


@pytest.mark.parametrize(
    ("layer", "existing", "expected"),
    [
        ("P", [], "P-1.1"),
        ("P", ["P-1.1", "P-1.9", "G-4.1"], "P-1.10"),
        ("P", ["P-1.2", "P-2.1", "P-2.x"], "P-2.2"),
        ("G", ["G-3"], "G-4"),
        ("S", ["Social"], "S-1.1"),
    ],
)
def test_next_capability_code(layer: str, existing: list[str], expected: str) -> None:
    assert next_capability_code(layer, existing) == expected


@pytest.mark.parametrize(("last", "expected"), [("C09", "C10"), ("C099", "C100"), ("2024-A7x", "2024-A8x"), ("course", "course1")])
def test_next_code(last: str, expected: str) -> None:
    assert next_code(last, []) == expected


@given(st.sampled_from("PGSD"), st.lists(st.from_regex(r"[PGSD]-[0-9]{1,2}(\.[0-9]{1,2}){0,2}", fullmatch=True)))
def test_a_suggestion_is_never_taken(layer: str, existing: list[str]) -> None:
    assert next_capability_code(layer, existing) not in existing
