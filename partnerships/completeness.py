"""What a screening or an agreement still lacks: plain functions over plain facts, each answer a whole sentence.

A *gap* refuses the next step; a *hint* only advises, because its source could not be verified.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from partnerships.enums import InspectionRating, InspectionTopic, Side

Sentence = str | Promise

#: A screening is good for at most this long (the college's own rule), and for a year unless somebody chooses otherwise.
MAX_VALIDITY_YEARS = 3
DEFAULT_VALIDITY_YEARS = 1
#: 校企合作促进办法 Art. 10 is reported to ask for three years where the enterprise takes interns; the article is unverified.
ADVISED_TERM_YEARS = 3


@dataclass(frozen=True)
class ScreeningFacts:
    """What the report says: ratings by topic, the dates, and the two clearances."""

    ratings: dict[str, str]
    inspected_on: date | None
    inspectors: str
    credit_checked_on: date | None
    is_credit_clear: bool
    is_safety_clear: bool


@dataclass(frozen=True)
class AgreementFacts:
    """The terms as drafted: forms, seats by programme, commitments counted by side, dates, contacts of the enterprise."""

    starts_on: date
    ends_on: date
    takes_interns: bool
    content: str
    forms: frozenset[str]
    seats: tuple[int, ...]
    commitment_sides: tuple[str, ...]
    commitment_dues: tuple[date, ...] = ()
    contacts: int = 2


def years_after(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 February. Never beyond the last day there is: a mistyped year
    must not keep the page from opening on which it is mended."""
    if day.year + years > MAXYEAR:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def screening_gaps(facts: ScreeningFacts) -> Iterator[Sentence]:
    """What keeps a report from being submitted: all eight topics inspected (CN-INT-29), dates, inspectors, credit check (CN-INT-28)."""
    unseen = [topic for topic in InspectionTopic if facts.ratings.get(topic, InspectionRating.NOT_SEEN) == InspectionRating.NOT_SEEN]
    if unseen:
        names = _join([topic.label for topic in unseen])
        yield ngettext_lazy(
            "One of the eight topics is not inspected yet: %(topics)s.",
            "%(n)d of the eight topics are not inspected yet: %(topics)s.",
            "n",
        ) % {"n": len(unseen), "topics": names}
    if facts.inspected_on is None:
        yield _("Give the date of the on-site inspection.")
    if not facts.inspectors.strip():
        yield _("Say who inspected.")
    if facts.credit_checked_on is None:
        yield _("Give the date on which the credit record was checked.")


def passing_obstacles(facts: ScreeningFacts) -> Iterator[Sentence]:
    """What forbids passing, however complete the report is (CN-INT-28)."""
    failed = [topic.label for topic in InspectionTopic if facts.ratings.get(topic) == InspectionRating.FAILS]
    if failed:
        yield _("These topics fail: %(topics)s.") % {"topics": _join(failed)}
    if not facts.is_credit_clear:
        yield _("The credit record is not confirmed as clear of breaches of trust.")
    if not facts.is_safety_clear:
        yield _("It is not confirmed that there was no work-safety violation in the last three years.")


def agreement_gaps(facts: AgreementFacts) -> Iterator[Sentence]:
    """What keeps a draft from being submitted: 校企合作促进办法 Art. 10, as far as software can see it."""
    if not facts.forms:
        yield _("Choose at least one of the seven forms of cooperation.")
    if not facts.content.strip():
        yield _("Describe the content of the cooperation.")
    if facts.takes_interns and not facts.seats:
        yield _("The agreement takes interns: list the programmes it covers.")
    elif facts.takes_interns and not any(facts.seats):
        yield _("The agreement takes interns: give the seats of at least one programme.")
    if Side.COLLEGE not in facts.commitment_sides:
        yield _("Write down at least one commitment of the college.")
    if Side.ENTERPRISE not in facts.commitment_sides:
        yield _("Write down at least one commitment of the enterprise.")
    if any(not facts.starts_on <= due <= facts.ends_on for due in facts.commitment_dues):
        yield _("A commitment is due outside the term of the agreement.")


def agreement_hints(facts: AgreementFacts) -> Iterator[Sentence]:
    """What somebody should look at again; refuses nothing."""
    if facts.takes_interns and facts.ends_on < years_after(facts.starts_on, ADVISED_TERM_YEARS) - timedelta(days=1):
        yield _(
            "The term is shorter than three years although interns are taken. "
            "Article 10 of the 2018 measures is reported to ask for three years; check the text before relying on it."
        )
    if facts.contacts < 2:
        yield _("The enterprise has fewer than two contacts. Name a deputy, so that the cooperation does not hang on one person.")


def _join(names: Sequence[Sentence]) -> str:
    return str(_(", ")).join(str(name) for name in names)
