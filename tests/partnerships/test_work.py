"""What the home page asks of whom, the search and the calendar."""

from datetime import date, timedelta
from typing import Any

import pytest

from college.search import sources as search_sources
from college.services.jobs import advance_dates
from college.work import sources
from partnerships.completeness import years_after
from partnerships.models import Agreement, Commitment
from partnerships.services.agreements import send_back_agreement
from tests.conftest import World

pytestmark = pytest.mark.django_db

MINE = (
    "screenings_to_decide",
    "screenings_to_finish",
    "screenings_to_renew",
    "agreements_to_approve",
    "agreements_sent_back",
    "agreements_to_sign",
    "agreements_to_activate",
    "commitments_due",
    "agreements_expiring",
)


def asked(world: World, key: str, role: str, on: date) -> int:
    """How many items of a source a person gets; the count and the items must agree."""
    source, user = sources[key], type(world.cast[role]).objects.get(pk=world.cast[role].pk)
    if role not in source.roles:
        return 0
    count = source.count(user, on)
    items = source.items(user, on, 50)
    assert len(items) == count
    assert all(item.url.startswith("/") and item.subject for item in items)
    return count


def who(world: World, key: str, on: date) -> set[str]:
    return {role for role in ("administrator", "coordinator", "liaison", "instructor") if asked(world, key, role, on)}


def test_nothing_to_do_in_a_fresh_world(world: World, today: date) -> None:
    assert {key for key in MINE if who(world, key, today)} == set()


@pytest.mark.parametrize(
    ("state", "key", "people"),
    [("draft", "screenings_to_finish", {"coordinator"}), ("submitted", "screenings_to_decide", {"administrator"})],
)
def test_screenings(world: World, make_screening: Any, today: date, state: str, key: str, people: set[str]) -> None:
    make_screening(state)
    assert who(world, key, today) == people


def test_a_screening_asks_for_its_renewal_in_time(world: World, make_screening: Any, today: date) -> None:
    screening = make_screening("passed")
    assert who(world, "screenings_to_renew", today) == set()
    assert who(world, "screenings_to_renew", screening.valid_until - timedelta(days=30)) == {"coordinator"}
    assert who(world, "screenings_to_renew", screening.valid_until + timedelta(days=30)) == {"coordinator"}, "missed is not forgotten"
    make_screening("draft")
    assert who(world, "screenings_to_renew", screening.valid_until) == set()


@pytest.mark.parametrize(
    ("state", "key", "people"),
    [
        ("submitted", "agreements_to_approve", {"administrator"}),
        ("approved", "agreements_to_sign", {"coordinator", "liaison"}),
        ("signed", "agreements_to_activate", {"coordinator"}),
    ],
)
def test_agreements(world: World, make_agreement: Any, today: date, state: str, key: str, people: set[str]) -> None:
    make_agreement(state)
    assert who(world, key, today) == people


def test_a_liaison_who_signed_is_not_asked_again(world: World, make_agreement: Any, today: date) -> None:
    agreement = make_agreement("approved")
    agreement.signatures.create(side="enterprise", signer_name="x", method="online", signed_on=today)
    assert who(world, "agreements_to_sign", today) == {"coordinator"}


def test_sent_back(world: World, make_agreement: Any, today: date) -> None:
    send_back_agreement(agreement=make_agreement("submitted"), reason="seats", actor=world.cast.administrator, on=today)
    assert who(world, "agreements_sent_back", today) == {"coordinator"}


def test_commitments_by_side(world: World, make_agreement: Any, today: date) -> None:
    agreement = make_agreement("active")
    due = agreement.commitments.first().due_on
    assert who(world, "commitments_due", due - timedelta(days=30)) == set()
    assert asked(world, "commitments_due", "coordinator", due) == 2
    assert asked(world, "commitments_due", "liaison", due + timedelta(days=100)) == 1
    Commitment.objects.filter(agreement=agreement).update(delivered_on=today)
    assert who(world, "commitments_due", due) == set()


def test_expiring_agreements_get_louder(world: World, make_agreement: Any) -> None:
    agreement = make_agreement("active")
    user = world.cast.coordinator
    levels = [
        [item.level for item in sources["agreements_expiring"].items(user, agreement.ends_on - timedelta(days=left), 9)]
        for left in (181, 180, 90, 30, -5)
    ]
    assert levels == [[], ["info"], ["warning"], ["danger"], ["danger"]]
    Agreement.objects.create(
        partnership=agreement.partnership,
        number="next",
        title="Next",
        starts_on=agreement.ends_on,
        ends_on=years_after(agreement.ends_on, 3),
    )
    assert who(world, "agreements_expiring", agreement.ends_on) == set(), "a successor is under way"


@pytest.mark.parametrize("key", MINE)
def test_items_cost_the_same_for_one_and_many(
    world: World, make_agreement: Any, make_screening: Any, today: date, key: str, count_queries: Any
) -> None:
    user = world.cast.coordinator
    make_agreement("active")
    ahead = years_after(today, 3)
    one = count_queries(lambda: sources[key].items(user, ahead, 50))
    for number in range(4):
        Commitment.objects.create(agreement=Agreement.objects.latest("pk"), side="college", description=str(number), due_on=today)
    assert count_queries(lambda: sources[key].items(user, ahead, 50)) <= max(one, 1)


@pytest.mark.parametrize("key", ["enterprises", "partnerships", "agreements"])
def test_search_finds_what_may_be_opened_in_one_query(world: World, key: str, count_queries: Any) -> None:
    find = search_sources[key].find
    words = world.own.enterprise.name[:4]
    assert find(world.cast.coordinator, words, 5)
    assert not find(world.cast.stranger, words, 5)
    assert count_queries(lambda: find(world.cast.coordinator, words, 5)) == 1
    foreign = find(world.cast.liaison, world.foreign.enterprise.name, 5)
    assert not foreign


def test_the_calendar_ends_agreements(make_agreement: Any) -> None:
    agreement = make_agreement("active")
    after = agreement.ends_on + timedelta(days=1)
    assert "agreements_ended" in str(advance_dates(on=after, dry_run=True))
    advance_dates(on=after)
    assert Agreement.objects.get(pk=agreement.pk).state == "ended"


@pytest.mark.parametrize("role", ["administrator", "coordinator", "liaison", "instructor", "auditor", "student"])
def test_home_opens_for_everybody(world: World, role: str, client_for: Any, make_agreement: Any) -> None:
    make_agreement("approved")
    page = client_for(world.cast[role]).get("/").content.decode()
    assert ("/agreements/" in page) == (role != "student")
