"""Days and moments are not mixed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import F

from college.models import JobRun
from tests.plugins.exact_dates import WrongKindOfTime

pytestmark = pytest.mark.django_db
DAY, MOMENT = date(2026, 3, 1), datetime(2026, 3, 1, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "call",
    [
        lambda: JobRun.objects.create(name="x", on=MOMENT),
        lambda: JobRun.objects.update(on=MOMENT),
        lambda: JobRun.objects.update(finished_at=DAY),
        lambda: JobRun.objects.filter(on__lte=MOMENT).exists(),
        lambda: JobRun.objects.filter(started_at__gte=DAY).exists(),
        lambda: JobRun.objects.filter(started_at__date=MOMENT).exists(),
        lambda: JobRun.objects.filter(started_at__range=(DAY, DAY)).exists(),
        lambda: JobRun.objects.filter(on__in=[MOMENT]).exists(),
        lambda: JobRun.objects.filter(on__lt=F("started_at")).exists(),
        lambda: JobRun.objects.filter(started_at__lt=F("on")).exists(),
    ],
)
def test_refused(call: Callable[[], Any]) -> None:
    with pytest.raises(WrongKindOfTime):
        call()


def test_a_moment_without_a_zone_is_an_error() -> None:
    with pytest.raises(RuntimeWarning, match="naive"):
        JobRun.objects.filter(started_at__gte=datetime(2026, 3, 1)).exists()


def test_taken() -> None:
    run = JobRun.objects.create(name="x", on=DAY, finished_at=MOMENT)
    kept = JobRun.objects.filter(
        on=DAY, on__in=[DAY], finished_at=MOMENT, started_at__date__gte=DAY, finished_at__date__lte=F("started_at__date")
    )
    assert list(kept) == [run]
