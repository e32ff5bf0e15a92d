"""Every service × every role × own and foreign side."""

import pytest

from tests.conftest import World
from tests.permissions.services import FORBIDDEN, PEOPLE, SIDES, THROUGH, Row, attempt
from tests.permissions.services.gather import rows, services, unguarded

ROWS = rows()


def test_every_service_has_a_row() -> None:
    known = {row.service for row in ROWS} | set(unguarded())
    missing = [f"{one.__module__}.{one.__qualname__}" for one in services() if one not in known]
    assert not missing, f"give these a row in tests/permissions/services/: {missing}"


def test_the_rows_name_only_services() -> None:
    there = set(services())
    gone = [f"{one.__module__}.{one.__qualname__}" for one in [row.service for row in ROWS] + list(unguarded()) if one not in there]
    assert not gone, f"these are no services any more: {gone}"


def test_no_service_is_both_guarded_and_not() -> None:
    assert not {row.service for row in ROWS} & set(unguarded())


def test_rows_have_names_of_their_own() -> None:
    names = [str(row) for row in ROWS]
    assert len(names) == len(set(names)), sorted({name for name in names if names.count(name) > 1})


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_service(row: Row, crowd: World) -> None:
    wrong = []
    for whose in SIDES:
        for person in PEOPLE:
            came = attempt(row, crowd, person, whose)
            if came != (THROUGH if row.allows(person, whose) else FORBIDDEN):
                wrong.append(f"{person} {came} on the {whose} side")
    assert not wrong, f"{row}: " + "; ".join(wrong)
