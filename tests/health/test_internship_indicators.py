"""Placements completed and logs confirmed, as of a date."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from college.enums import Role
from health.indicators.internships import completion_rows, log_rows, observe_completion, observe_logs
from internships.enums import Ender, LogState, PlacementState
from internships.models import Placement, WorkLog
from partnerships.models import Partnership
from tests import factories as make

ON = date(2026, 3, 16)  # a Monday
CLOCK = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def partnership(db: None) -> Partnership:
    return make.PartnershipFactory()


def placement(partnership: Partnership, state: str = PlacementState.ACTIVE, **fields: Any) -> Placement:
    return make.PlacementFactory(
        partnership=partnership, enterprise=partnership.enterprise, state=state, **{"starts_on": date(2025, 9, 1), "ends_on": ON, **fields}
    )


class TestCompletion:
    def seen(self, partnership: Partnership, on: date = ON) -> Any:
        return observe_completion([partnership.pk], on)[partnership.pk]

    def test_share_of_those_that_ended(self, partnership: Partnership) -> None:
        for _number in range(3):
            placement(partnership, PlacementState.COMPLETED, closed_on=ON)
        placement(partnership, PlacementState.ENDED_EARLY, closed_on=ON - timedelta(days=30), ended_by=Ender.HOST)
        placement(partnership, PlacementState.ACTIVE)
        placement(partnership, PlacementState.CANCELLED)
        seen = self.seen(partnership)
        assert seen.value == 75
        assert seen.evidence == {"ended": 4, "completed": 3, "ended_by_host": 1}

    def test_only_the_year_before_the_day(self, partnership: Partnership) -> None:
        placement(partnership, PlacementState.COMPLETED, closed_on=ON)
        assert self.seen(partnership, ON - timedelta(days=1)).value is None
        assert self.seen(partnership, ON + timedelta(days=364)).value == 100
        assert self.seen(partnership, ON + timedelta(days=365)).value is None

    def test_imported_history_counts_with_its_end(self, partnership: Partnership) -> None:
        placement(partnership, PlacementState.COMPLETED, closed_on=None, ends_on=ON - timedelta(days=5))
        assert self.seen(partnership).value == 100

    def test_rows_are_those_that_the_person_may_see(self, partnership: Partnership) -> None:
        placement(partnership, PlacementState.COMPLETED, closed_on=ON)
        placement(partnership, PlacementState.ENDED_EARLY, closed_on=ON, ended_by=Ender.STUDENT)
        evidence = completion_rows(make.person(Role.ADMINISTRATOR), partnership.pk, ON)
        assert sorted(str(row.counts) for row in evidence.rows) == ["False", "True"]
        assert completion_rows(make.person(Role.INSTRUCTOR), partnership.pk, ON).rows == []


class TestLogs:
    def log(self, of: Placement, weeks_ago: int, confirmed: date | None = None, state: str = LogState.SUBMITTED) -> None:
        WorkLog.objects.create(
            placement=of,
            week=ON - timedelta(weeks=weeks_ago),
            hours=38,
            text="x",
            state=LogState.CONFIRMED if confirmed else state,
            confirmed_at=datetime(confirmed.year, confirmed.month, confirmed.day, 8, tzinfo=CLOCK) if confirmed else None,
        )

    def seen(self, partnership: Partnership, on: date = ON) -> Any:
        return observe_logs([partnership.pk], on)[partnership.pk]

    def test_share_confirmed(self, partnership: Partnership) -> None:
        one = placement(partnership)
        self.log(one, 3, confirmed=ON)
        self.log(one, 4)
        self.log(one, 5, state=LogState.RETURNED)
        self.log(one, 6, state=LogState.DRAFT)
        seen = self.seen(partnership)
        assert seen.evidence == {"logs": 3, "confirmed": 1}
        assert seen.value == pytest.approx(33.3)

    def test_silence_is_not_known(self, partnership: Partnership) -> None:
        placement(partnership)
        assert self.seen(partnership).value is None

    def test_the_mentor_has_a_week_and_eight_weeks_count(self, partnership: Partnership) -> None:
        one = placement(partnership)
        self.log(one, 1)  # ended yesterday: there is still time
        assert self.seen(partnership).value is None
        assert self.seen(partnership, ON + timedelta(days=6)).value == 0
        assert self.seen(partnership, ON + timedelta(weeks=9, days=-2)).value == 0
        assert self.seen(partnership, ON + timedelta(weeks=9)).value is None

    def test_a_confirmation_counts_from_its_day(self, partnership: Partnership) -> None:
        self.log(placement(partnership), 3, confirmed=ON)
        assert self.seen(partnership, ON - timedelta(days=1)).value == 0
        assert self.seen(partnership, ON).value == 100

    def test_rows_agree_with_the_reading(self, partnership: Partnership) -> None:
        one = placement(partnership)
        self.log(one, 3, confirmed=ON)
        self.log(one, 4)
        evidence = log_rows(make.person(Role.ADMINISTRATOR), partnership.pk, ON)
        assert [row.counts for row in evidence.rows] == [True, False]


def test_queries_do_not_grow(partnership: Partnership, count_queries: Any) -> None:
    ids = [partnership.pk, *(make.PartnershipFactory().pk for _number in range(3))]
    for pk in ids:
        placement(Partnership.objects.get(pk=pk), PlacementState.COMPLETED, closed_on=ON)
    for observe in (observe_completion, observe_logs):
        assert count_queries(lambda observe=observe: observe(ids[:1], ON)) == count_queries(lambda observe=observe: observe(ids, ON)) == 1
