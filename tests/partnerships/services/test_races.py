"""Two people at the same moment, on real connections."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from college.models import AuditEntry
from config.kit.errors import DomainError, StaleState
from partnerships.enums import Side
from partnerships.models import Agreement
from partnerships.services.agreements import activate_agreement, approve_agreement, sign_agreement
from tests.conftest import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _shared_by_threads(transactional_db: None) -> None:
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()
    assert not in_memory, "two threads cannot share SQLite's database in memory; the settings name a test file"


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Run the calls in threads that start together; returns the names of what was refused."""
    start, refused = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            call()
        except DomainError as refusal:
            refused.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refused


def copies(agreement: Agreement) -> list[Agreement]:
    rows = Agreement.objects.select_related("partnership__enterprise", "partnership__department")
    return [rows.get(pk=agreement.pk) for _ in range(2)]


def test_two_administrators_approve(world: World, make_agreement: Any) -> None:
    agreement = make_agreement("submitted")
    refused = at_once(*[lambda copy=copy: approve_agreement(agreement=copy, actor=world.cast.administrator) for copy in copies(agreement)])
    assert refused == [StaleState.__name__]
    assert AuditEntry.objects.filter(verb="agreement.approved").count() == 1


def test_two_coordinators_activate(world: World, make_agreement: Any, make_screening: Any, today: Any) -> None:
    agreement = make_agreement("signed")
    make_screening()
    refused = at_once(
        *[lambda copy=copy: activate_agreement(agreement=copy, actor=world.cast.coordinator, on=today) for copy in copies(agreement)]
    )
    assert refused == [StaleState.__name__]
    assert AuditEntry.objects.filter(verb="agreement.activated").count() == 1


def test_both_sides_sign_and_see_each_other(world: World, make_agreement: Any, today: Any) -> None:
    agreement = make_agreement("approved")
    one, other = copies(agreement)
    refused = at_once(
        lambda: sign_agreement(
            agreement=one, side=Side.ENTERPRISE, signer_name="Zhou", actor=world.cast.liaison, on=today, method="online"
        ),
        lambda: sign_agreement(agreement=other, side=Side.COLLEGE, signer_name="Dean", actor=world.cast.coordinator, on=today),
    )
    assert refused == []
    assert Agreement.objects.get(pk=agreement.pk).state == "signed"
