"""The monthly reviews of the past, by the same service that makes tomorrow's."""

from collections.abc import Iterator
from datetime import date, timedelta

from partnerships.services.reviews import review_partnerships


def build_reviews(*, months: int, today: date) -> int:
    """Review every partnership for each of the last ``months`` months, the present one included. Returns how many."""
    return sum(review_partnerships(period=month, on=min(_last_day(month), today))["reviewed"] for month in _months(months, today))


def _months(count: int, today: date) -> Iterator[date]:
    """First days of months, oldest first."""
    index = today.year * 12 + today.month - 1
    for back in range(count - 1, -1, -1):
        yield date((index - back) // 12, (index - back) % 12 + 1, 1)


def _last_day(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
