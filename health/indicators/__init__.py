"""Which indicators there are. Health stands above all apps and reads their facts; so this is a list, and nothing registers."""

from health.indicators.agreements import AGREEMENT_VALIDITY, COMMITMENTS_DELIVERED
from health.indicators.curricula import MAP_COVERAGE
from health.indicators.internships import LOGS_CONFIRMED, PLACEMENTS_COMPLETED
from health.indicators.kinds import Indicator

#: In the order in which people read them. A key is for ever: readings of past reviews carry it.
INDICATORS: tuple[Indicator, ...] = (
    AGREEMENT_VALIDITY,
    COMMITMENTS_DELIVERED,
    MAP_COVERAGE,
    PLACEMENTS_COMPLETED,
    LOGS_CONFIRMED,
)


def indicator_of(key: str) -> Indicator | None:
    """The indicator of that key; None for one of a past review that is no longer in the list."""
    return next((one for one in INDICATORS if one.key == key), None)


__all__ = ["INDICATORS", "Indicator", "indicator_of"]
