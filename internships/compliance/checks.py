"""Checks of one placement against the rules. No Django and no words here: a finding names its rule, a code for the
sentence and the figures in it; ``rules.py`` holds sentence, article and how sure we are of it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

#: Severities, most serious first. A block refuses the step, a warning asks for a look.
BLOCK = "block"
WARN = "warn"

MIN_AGE = 16
MAX_HOURS_PER_DAY = Decimal(8)
#: A school year turns in the summer holidays: autumn terms begin in the last days of August or in September. A student
#: enrolled in 2025 is in the first year until the end of July 2026. (The rules give no day; this is our reading.)
SCHOOL_YEAR_MONTH = 8


@dataclass(frozen=True)
class Finding:
    """One rule that a placement does not meet. ``figures`` fill the rule's sentence."""

    rule: str
    code: str
    severity: str
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PlacementFacts:
    """What the checks look at; None means not known, and a check that needs it says so or stays silent, never guesses.

    ``agreement_until`` and ``screening_until`` are the last days of the agreement and screening that are valid on
    ``starts_on``; None when there is none. ``signed`` holds the parties that have signed.
    """

    starts_on: date
    ends_on: date
    is_on_post: bool = True
    birth_date: date | None = None
    enrol_year: int | None = None
    student_major: str = ""
    post_major: str = ""
    is_same_programme: bool = False
    agreement_until: date | None = None
    screening_until: date | None = None
    hours_per_day: Decimal | None = None
    signed: frozenset[str] = frozenset()
    has_mentor: bool = False
    has_teacher: bool = False


Check = Callable[[PlacementFacts], Iterator[Finding]]


def host_screened(facts: PlacementFacts) -> Iterator[Finding]:
    """The host has passed a screening that is valid on the first day."""
    if facts.screening_until is None:
        yield Finding("CN-INT-28", "not_screened", BLOCK, {"on": facts.starts_on})
    elif facts.screening_until < facts.ends_on:
        yield Finding("CN-INT-28", "expires", WARN, {"until": facts.screening_until})


def agreement_in_force(facts: PlacementFacts) -> Iterator[Finding]:
    """An agreement with the host covers the programme on the first day."""
    if facts.agreement_until is None:
        yield Finding("CN-INT-02", "no_agreement", BLOCK, {"on": facts.starts_on})
    elif facts.agreement_until < facts.ends_on:
        yield Finding("CN-INT-02", "agreement_ends", WARN, {"until": facts.agreement_until})


def all_signed(facts: PlacementFacts) -> Iterator[Finding]:
    """College, host and student have signed."""
    missing = {"college", "host", "student"} - facts.signed
    if missing:
        yield Finding("CN-INT-02", "unsigned", BLOCK, {"missing": len(missing)})


def grade_at(enrol_year: int, on: date) -> int:
    """The year of study, counted from 1, on a day."""
    return on.year - enrol_year + (1 if on.month >= SCHOOL_YEAR_MONTH else 0)


def not_first_year(facts: PlacementFacts) -> Iterator[Finding]:
    """No first-year student on a post."""
    if facts.is_on_post and facts.enrol_year is not None and grade_at(facts.enrol_year, facts.starts_on) <= 1:
        yield Finding("CN-INT-07", "first_year", BLOCK, {"year": facts.enrol_year})


def age_at(birth_date: date, on: date) -> int:
    """Completed years of age on a day."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def old_enough(facts: PlacementFacts) -> Iterator[Finding]:
    """At least 16 on the first day."""
    if facts.birth_date is None:
        return
    age = age_at(facts.birth_date, facts.starts_on)
    if age < MIN_AGE:
        # The age itself stays here: a liaison who logs a placement learns the result, not the birth date.
        yield Finding("CN-INT-08", "too_young", BLOCK, {"minimum": MIN_AGE})


def matching_major(facts: PlacementFacts) -> Iterator[Finding]:
    """The post belongs to the student's major, or is near it: never to another 专业大类 (first two digits of the code)."""
    if facts.is_same_programme:
        return
    if not (facts.student_major and facts.post_major):
        yield Finding("CN-INT-21", "unknown_major", WARN)
    elif facts.student_major[:2] != facts.post_major[:2]:
        yield Finding("CN-INT-21", "other_category", BLOCK, {"student": facts.student_major[:2], "post": facts.post_major[:2]})
    elif facts.student_major[:4] != facts.post_major[:4]:
        yield Finding("CN-INT-21", "other_class", WARN, {"student": facts.student_major[:4], "post": facts.post_major[:4]})


def working_hours(facts: PlacementFacts) -> Iterator[Finding]:
    """Planned hours a day within the limit."""
    if facts.hours_per_day is not None and facts.hours_per_day > MAX_HOURS_PER_DAY:
        yield Finding("CN-INT-16", "too_long", BLOCK, {"hours": facts.hours_per_day, "limit": MAX_HOURS_PER_DAY})


def two_mentors(facts: PlacementFacts) -> Iterator[Finding]:
    """A mentor of the host and a supervisor of the college are named."""
    if not facts.has_mentor:
        yield Finding("CN-INT-30", "no_mentor", BLOCK)
    if not facts.has_teacher:
        yield Finding("CN-INT-30", "no_teacher", BLOCK)


#: What must hold to plan a placement, and what more must hold for it to begin.
TO_PLAN: tuple[Check, ...] = (
    host_screened,
    agreement_in_force,
    old_enough,
    not_first_year,
    matching_major,
    working_hours,
)
TO_START: tuple[Check, ...] = (*TO_PLAN, all_signed, two_mentors)


def examine(facts: PlacementFacts, checks: Iterable[Check] = TO_START) -> list[Finding]:
    """Every finding of the checks, blocking ones first, otherwise in the order of the checks."""
    found = [finding for check in checks for finding in check(facts)]
    return sorted(found, key=lambda finding: finding.severity != BLOCK)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that refuse the step."""
    return [finding for finding in findings if finding.severity == BLOCK]
