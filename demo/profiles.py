"""How well each partnership does; its rows are made to show it, and the review then finds it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """``delivered`` is the share of commitments kept, ``logged`` of weekly logs written, ``early`` of placements ended
    early; ``fading`` ones kept their word until half a year ago. ``agreement`` says what stands today."""

    key: str
    screening: str
    agreement: str
    delivered: float
    logged: float
    early: float
    is_old: bool = True
    is_fading: bool = False
    state: str = "active"


HEALTHY = Profile("healthy", "passed", "long", 0.93, 0.93, 0.06)
WATCH = Profile("watch", "expiring", "short", 0.85, 0.85, 0.1)
RISK = Profile("risk", "expired", "lapsed", 0.25, 0.4, 0.4)
FADING = Profile("fading", "passed", "short", 0.95, 0.85, 0.05, is_fading=True)
NEW = Profile("new", "submitted", "none", 1.0, 1.0, 0.0, is_old=False)
FRESH = Profile("fresh", "passed", "waiting", 1.0, 1.0, 0.0, is_old=False)
ENDED = Profile("ended", "expired", "terminated", 0.4, 0.6, 0.3, state="ended")
PAUSED = Profile("paused", "passed", "lapsed", 0.6, 0.7, 0.1, state="paused")

#: Forty partnerships, then again from the start.
PATTERN = (
    HEALTHY, HEALTHY, HEALTHY, WATCH, RISK, HEALTHY, FADING, HEALTHY, WATCH, NEW,
    HEALTHY, WATCH, HEALTHY, RISK, FRESH, HEALTHY, HEALTHY, FADING, WATCH, HEALTHY,
    RISK, HEALTHY, HEALTHY, NEW, WATCH, HEALTHY, PAUSED, HEALTHY, RISK, FADING,
    HEALTHY, WATCH, FRESH, HEALTHY, WATCH, RISK, HEALTHY, NEW, ENDED, WATCH,
)  # fmt: skip


def profile_of(number: int) -> Profile:
    return PATTERN[number % len(PATTERN)]
