"""The monthly reviews of the past, by the same service that makes tomorrow's."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec


def build_reviews(*, months: int, today: date) -> int:
    """Review every partnership for each of the last ``months`` months, the present one included. Returns how many."""
    if find_spec("partnerships.services.reviews") is None:
        return 0
    review: Callable[..., dict[str, int]] = import_module("partnerships.services.reviews").review_partnerships
    return sum(review(period=month, on=min(_last_day(month), today))["reviewed"] for month in _months(months, today))


def _months(count: int, today: date) -> Iterator[date]:
    """First days of months, oldest first."""
    index = today.year * 12 + today.month - 1
    for back in range(count - 1, -1, -1):
        yield date((index - back) // 12, (index - back) % 12 + 1, 1)


def _last_day(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
