"""The registry of health indicators. Each app registers its own; the review service reads them all.

An indicator answers for many partnerships at once, so that a review of 2,000 costs as many queries as one of 20.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from config.kit.registry import Registry


@dataclass(frozen=True)
class Observation:
    """What one indicator saw of one partnership. ``value`` None means not known, which is never neutral.

    ``evidence`` holds the counts behind the value, such as ``{"due": 4, "delivered": 3}``.
    """

    value: float | None
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicator:
    """One health indicator.

    ``observe(partnership_ids, on)`` returns an Observation per id, in a number of queries that does not depend on how
    many ids there are. ``weight``, ``red`` and ``green`` are the first policy's defaults: ``red`` scores 0, ``green``
    scores 1, and red > green means that less is better. ``rows_url(partnership_id, on)`` opens the rows behind it.
    ``source`` cites where the indicator comes from.
    """

    key: str
    title: str | Promise
    explanation: str | Promise
    unit: str
    weight: float
    red: float
    green: float
    observe: Callable[[Sequence[int], date], Mapping[int, Observation]]
    rows_url: Callable[[int, date], str]
    source: str = ""


indicators: Registry[Indicator] = Registry()
