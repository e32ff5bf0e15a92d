"""Every URL × every role × own and foreign object."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.conftest import World
from tests.permissions import ROLES, Row, transitions
from tests.permissions.matrix import TWO_ROLES, gather, holding, url_names
from tests.permissions.transitions import tables

ROWS = gather()
REFUSED = {403, 404}


def test_every_url_stands_in_the_matrix() -> None:
    missing = sorted(set(url_names()) - set(ROWS))
    assert not missing, f"give these a row in tests/permissions/: {missing}"


def test_the_matrix_names_only_urls_that_exist() -> None:
    gone = sorted(set(ROWS) - set(url_names()))
    assert not gone, f"these have no URL any more: {gone}"


def test_every_move_has_a_row() -> None:
    missing = [table.url_name(move) for table in tables() for move in table.moves if table.url_name(move) not in transitions.MATRIX]
    assert not missing, f"say in tests/permissions/transitions.py how to come by an object for {missing}"


def test_rows_of_moves_allow_and_refuse_somebody(world: World) -> None:
    """A row that lets everybody through, or nobody, would tell nothing."""
    for name, row in transitions.MATRIX.items():
        assert row.prepare
        assert row.own
        with transaction.atomic():
            row.prepare(world)
            came = {row.allows(world, role, row.own(world), is_own=True) for role in ROLES}
            transaction.set_rollback(True)
        assert came == {True, False}, name


def ask(client: Client, name: str, row: Row, kwargs: dict[str, Any]) -> int:
    url = reverse(name, kwargs=kwargs)
    # Each call is rolled back, so that no role meets what another one left.
    with transaction.atomic():
        response = client.post(url, row.data) if row.method == "post" else client.get(url, row.data)
        transaction.set_rollback(True)
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return 401
    return int(response.status_code)


def wrong_for(who: str, world: World, client: Client, name: str, row: Row) -> Iterator[str]:
    """Where the answer is not the one of the table; whoever has two roles gets through where one of them does."""
    for whose, of_side in (("foreign", row.foreign), ("own", row.own or (lambda _world: {}))):
        if of_side is None:
            continue
        kwargs = of_side(world)
        status = ask(client, name, row, kwargs)
        may = any(row.allows(world, role, kwargs, is_own=whose == "own") for role in who.split("+"))
        if may == (status in REFUSED) or status >= 500:
            yield f"{who} got {status} on the {whose} object"


@pytest.mark.parametrize("name", sorted(ROWS))
def test_matrix(name: str, world: World, client_for: Any) -> None:
    row = ROWS[name]
    if row.prepare:
        row.prepare(world)
    anonymous = ask(Client(), name, row, row.own(world) if row.own else {})
    wrong = [f"anonymous got {anonymous}"] if row.public == (anonymous == 401) else []
    if not row.public:
        for role in ROLES:
            wrong += wrong_for(role, world, client_for(world.cast[role]), name, row)
        for pair in TWO_ROLES:
            with holding(world, pair):
                wrong += wrong_for(pair, world, client_for(world.cast[pair.split("+")[0]]), name, row)
    assert not wrong, f"{name}: " + "; ".join(wrong)
