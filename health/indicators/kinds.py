"""What a health indicator is, and what it answers.

An indicator answers for many partnerships at once, so that a review of 2,000 costs as many queries as one of 20.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from college.policies import Person


@dataclass(frozen=True)
class Observation:
    """What one indicator saw of one partnership. ``value`` None means not known, which is never neutral.

    ``evidence`` holds the counts behind the value, such as ``{"due": 4, "delivered": 3}``.
    """

    value: float | None
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EvidenceRow:
    """One row behind a reading: its cells, the page that it opens, and whether it spoke for (True), against (False) or
    merely stands there (None)."""

    cells: tuple[Any, ...]
    url: str = ""
    counts: bool | None = None


@dataclass(frozen=True)
class Evidence:
    """The rows behind a reading that a person may see, newest first, at most ``ROWS_SHOWN`` of ``total``."""

    columns: tuple[str | Promise, ...]
    rows: list[EvidenceRow]
    total: int


#: A page of evidence shows no more rows than this and says how many there are.
ROWS_SHOWN = 300


@dataclass(frozen=True)
class Indicator:
    """One health indicator.

    ``observe(partnership_ids, on)`` returns an Observation per id as things stood on that date, in a number of queries
    that does not depend on how many ids there are. ``weight``, ``red`` and ``green`` are the first policy's defaults:
    ``red`` scores 0, ``green`` scores 1, and red > green means that less is better. ``rows(user, partnership_id, on)``
    gives the rows behind a reading, limited to what the person may see. ``explanation`` says what is measured and
    what cannot be known of a past date. ``source`` cites where the indicator comes from.

    ``counts`` are the words for those keys of the evidence that people read, in the order in which they read them.
    ``signs(evidence)`` gives what the rules of warning want to know of it, by field of ``health.rules.Signs``.
    """

    key: str
    title: str | Promise
    explanation: str | Promise
    unit: str | Promise
    weight: float
    red: float
    green: float
    observe: Callable[[Sequence[int], date], Mapping[int, Observation]]
    rows: Callable[[Person, int, date], Evidence]
    counts: Mapping[str, str | Promise] = field(default_factory=dict)
    signs: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda evidence: {}
    source: str = ""
