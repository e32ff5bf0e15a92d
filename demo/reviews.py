"""The monthly reviews of the past, by the same service that makes tomorrow's, and what was done about their warnings."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from demo.content.phrases import PLANS, SETTLEMENTS
from health.enums import WarningState
from health.models import HealthWarning
from health.services.reviews import review_partnerships


def build_reviews(*, months: int, today: date) -> int:
    """Review every partnership for each of the last ``months`` months, the present one included. Returns how many."""
    random = Random(29)
    reviewed = 0
    for month in _months(months, today):
        on = min(_last_day(month), today)
        _answer_warnings(on, random)
        reviewed += review_partnerships(period=month, on=on)["reviewed"]
    return reviewed


def _answer_warnings(on: date, random: Random) -> None:
    """Of the warnings due by now most were settled in time, the others have a plan and another fortnight."""
    due = list(HealthWarning.objects.filter(state=WarningState.OPEN, due_on__lte=on).order_by("pk"))
    for warning in due:
        if random.random() < 0.75:
            warning.state = WarningState.CLOSED
            warning.closed_on = warning.due_on
            warning.closed_by_id = warning.owner_id
            warning.close_reason = random.choice(SETTLEMENTS)
        else:
            warning.plan = random.choice(PLANS)
            warning.due_on = on + timedelta(days=14)
    HealthWarning.objects.bulk_update(due, ["state", "closed_on", "closed_by", "close_reason", "plan", "due_on"], batch_size=500)


def _months(count: int, today: date) -> Iterator[date]:
    """First days of months, oldest first."""
    index = today.year * 12 + today.month - 1
    for back in range(count - 1, -1, -1):
        yield date((index - back) // 12, (index - back) % 12 + 1, 1)


def _last_day(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
