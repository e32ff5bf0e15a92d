"""The agreement in force and commitments kept, as of a date."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from college.enums import Role
from health.indicators.agreements import agreement_rows, commitment_rows, observe_agreements, observe_commitments
from health.indicators.kinds import ROWS_SHOWN
from partnerships.enums import AgreementState
from partnerships.models import Agreement, Commitment, Partnership
from tests import factories as make
from tests.health.conftest import ON

Build = Callable[..., Partnership]


class TestAgreement:
    def seen(self, partnership: Partnership, on: date = ON) -> Any:
        return observe_agreements([partnership.pk], on)[partnership.pk]

    def test_months_to_the_end(self, partnership_in: Build) -> None:
        assert self.seen(partnership_in(months=7)).value == pytest.approx(7, abs=0.1)

    def test_none_is_known_to_be_nothing(self, partnership_in: Build) -> None:
        assert self.seen(partnership_in(months=None)).value == 0
        assert self.seen(partnership_in(months=-2)).value == 0

    def test_the_one_that_lasts_longest_counts(self, partnership_in: Build) -> None:
        partnership = partnership_in(months=2)
        make.AgreementFactory(partnership=partnership, activated_on=date(2026, 1, 1), ends_on=ON + timedelta(days=365))
        assert self.seen(partnership).value == pytest.approx(12, abs=0.1)

    def test_a_draft_or_one_that_begins_later_does_not(self, partnership_in: Build) -> None:
        partnership = partnership_in(months=2)
        make.AgreementFactory(partnership=partnership, activated_on=None)
        make.AgreementFactory(partnership=partnership, activated_on=date(2026, 1, 1), starts_on=ON + timedelta(days=1))
        assert self.seen(partnership).value == pytest.approx(2, abs=0.1)

    def test_a_termination_is_seen_from_its_day_on(self, partnership_in: Build) -> None:
        partnership = partnership_in(months=12)
        Agreement.objects.update(state=AgreementState.TERMINATED, closed_on=ON)
        assert self.seen(partnership, ON).value == 0
        assert self.seen(partnership, ON - timedelta(days=1)).value == pytest.approx(12, abs=0.1)

    def test_rows(self, partnership_in: Build) -> None:
        partnership = partnership_in(months=12)
        make.AgreementFactory(partnership=partnership, activated_on=date(2025, 1, 1), ends_on=date(2026, 1, 31), starts_on=date(2025, 1, 1))
        evidence = agreement_rows(make.person(Role.ADMINISTRATOR), partnership.pk, ON)
        assert [row.counts for row in evidence.rows] == [True, False]
        assert evidence.total == 2
        assert agreement_rows(make.person(Role.STUDENT), partnership.pk, ON).rows == []


class TestCommitments:
    def seen(self, partnership: Partnership, on: date = ON) -> Any:
        return observe_commitments([partnership.pk], on)[partnership.pk]

    def test_share_delivered_by_the_day(self, partnership_in: Build) -> None:
        partnership = partnership_in(kept=7)
        assert self.seen(partnership).value == 70
        Commitment.objects.filter(description="thing 0").update(delivered_on=ON + timedelta(days=1))
        assert self.seen(partnership).value == 60
        assert self.seen(partnership, ON + timedelta(days=1)).value == 70

    def test_a_part_counts_in_part(self, partnership_in: Build) -> None:
        partnership = partnership_in(kept=0)
        Commitment.objects.filter(description="thing 0").update(quantity=4, delivered_quantity=3)
        Commitment.objects.filter(description="thing 1").update(quantity=4, delivered_quantity=9, delivered_on=ON)
        seen = self.seen(partnership)
        assert seen.value == 17.5
        assert (seen.evidence["delivered"], seen.evidence["overdue"]) == (1, 9)

    def test_nothing_due_is_not_known(self, partnership_in: Build) -> None:
        partnership = partnership_in()
        assert self.seen(partnership, ON - timedelta(days=41)).value is None
        assert self.seen(partnership, ON + timedelta(days=800)).value is None
        Agreement.objects.update(activated_on=None)
        assert self.seen(partnership).value is None

    def test_rows_agree_with_the_reading(self, partnership_in: Build) -> None:
        partnership = partnership_in(kept=7)
        evidence = commitment_rows(make.person(Role.ADMINISTRATOR), partnership.pk, ON)
        assert [row.counts for row in evidence.rows].count(True) == 7
        assert evidence.total == 10

    def test_no_more_rows_than_a_page_can_bear(self, partnership_in: Build) -> None:
        partnership = partnership_in(kept=0)
        agreement = Agreement.objects.get()
        Commitment.objects.bulk_create(
            Commitment(agreement=agreement, side="college", description="more", due_on=ON - timedelta(days=1)) for _ in range(ROWS_SHOWN)
        )
        evidence = commitment_rows(make.person(Role.ADMINISTRATOR), partnership.pk, ON)
        assert (len(evidence.rows), evidence.total) == (ROWS_SHOWN, ROWS_SHOWN + 10)


def test_queries_do_not_grow(partnership_in: Build, count_queries: Any) -> None:
    ids = [partnership_in().pk for _number in range(3)]
    for observe in (observe_agreements, observe_commitments):
        assert count_queries(lambda observe=observe: observe(ids[:1], ON)) == count_queries(lambda observe=observe: observe(ids, ON)) == 1
