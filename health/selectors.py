"""What the pages of health read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kit.verdicts import Verdict, allow_if
from health.enums import ReviewTrigger, WarningState
from health.indicators import INDICATORS, Indicator, indicator_of
from health.models import HealthWarning, Reading, Review
from health.scoring import Movement, Part, movements, possible_gains
from partnerships.models import Partnership

#: A chart shows two years of months, and what was reviewed on demand between them.
HISTORY = 36


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator on the page "why": its reading, what it was before, and what it moved."""

    key: str
    title: str | Promise
    explanation: str | Promise
    unit: str | Promise
    reading: Reading
    before: Reading | None
    moved: Movement
    gain: float

    @property
    def is_known(self) -> bool:
        return self.reading.value is not None

    @property
    def became_known(self) -> bool | None:
        """True or False where knowing it began or ended, None where nothing changed in that."""
        was = self.before is not None and self.before.value is not None
        return None if was == self.is_known else self.is_known


@dataclass(frozen=True)
class Why:
    """A review taken apart: its lines with the largest loss first, and what is not known."""

    review: Review
    lines: list[IndicatorLine]

    @property
    def unknown(self) -> list[IndicatorLine]:
        return [line for line in self.lines if not line.is_known]

    @property
    def gains(self) -> list[IndicatorLine]:
        """The known indicators by what they would add at their green line, the largest first."""
        return sorted((line for line in self.lines if line.gain > 0.05), key=lambda line: -line.gain)


def why(review: Review) -> Why:
    """The readings of a review beside those of the review it is compared with. Two queries."""
    after = list(review.readings.all())
    before = {reading.indicator: reading for reading in Reading.objects.filter(review=review.previous_id)} if review.previous_id else {}
    parts = [part_of(reading) for reading in after]
    gains = dict(possible_gains(parts))
    moved = {movement.key: movement for movement in movements([part_of(one) for one in before.values()], parts)}
    by_key = {reading.indicator: reading for reading in after}
    lines = [_line(by_key[key], before.get(key), movement, gains.get(key, 0.0)) for key, movement in moved.items() if key in by_key]
    return Why(review=review, lines=lines)


def part_of(reading: Reading) -> Part:
    return Part(reading.indicator, reading.value, reading.normalised, reading.weight, reading.points)


def _line(reading: Reading, before: Reading | None, moved: Movement, gain: float) -> IndicatorLine:
    known: Indicator | None = indicator_of(reading.indicator)
    return IndicatorLine(
        key=reading.indicator,
        title=known.title if known else reading.indicator,
        explanation=known.explanation if known else "",
        unit=known.unit if known else "",
        reading=reading,
        before=before,
        moved=moved,
        gain=gain,
    )


def latest_reviews(partnerships: QuerySet[Partnership]) -> QuerySet[Review]:
    """The latest review of each of these partnerships: of the day that the partnership shows, the one written last."""
    later = Review.objects.filter(partnership=OuterRef("partnership"), on=OuterRef("on"), pk__gt=OuterRef("pk"))
    return Review.objects.filter(~Exists(later), partnership__in=partnerships, on=F("partnership__health_on"))


def is_latest(review: Review) -> bool:
    """Whether nothing was reviewed of the partnership since."""
    return latest_reviews(Partnership.objects.filter(pk=review.partnership_id)).filter(pk=review.pk).exists()


def history(partnership: Partnership, *, limit: int = HISTORY) -> list[Review]:
    """The partnership's last reviews, oldest first, with their readings. Two queries."""
    newest = partnership.reviews.select_related("policy").prefetch_related(Prefetch("readings", Reading.objects.order_by("pk")))
    return list(reversed(newest[:limit]))


def readings_in_order(review: Review) -> list[tuple[str | Promise, Reading | None]]:
    """The review's prefetched readings beside the indicators' titles, None where it has none."""
    known = {reading.indicator: reading for reading in review.readings.all()}
    return [(one.title, known.get(one.key)) for one in INDICATORS]


def open_warnings(partnership: Partnership) -> QuerySet[HealthWarning]:
    return partnership.warnings.filter(state=WarningState.OPEN).select_related("owner").order_by("due_on", "pk")


def warning_is_open(warning: HealthWarning) -> Verdict:
    """Readiness for every answer to a warning."""
    return allow_if(warning.state == WarningState.OPEN, _("This warning is closed already."))


def chart(reviews: Sequence[Review]) -> dict[str, Any]:
    """What the history chart draws: one point per review, and the limits of the newest policy."""
    limits = reviews[-1].policy.thresholds if reviews else {}
    return {
        "points": [_point(review) for review in reviews],
        "yellow": limits.get("enter_yellow"),
        "red": limits.get("enter_red"),
    }


def _point(review: Review) -> dict[str, Any]:
    return {
        "on": review.on.isoformat(),
        "score": None if review.score is None else float(review.score),
        "band": review.get_band_display(),
        "kind": review.get_trigger_display(),
        "url": review.get_absolute_url(),
    }


def sparkline(reviews: Sequence[Review], *, width: int = 160, height: int = 36) -> list[str]:
    """SVG polyline points of the monthly scores, one list of points per unbroken run of known scores."""
    monthly = [review for review in reviews if review.trigger == ReviewTrigger.MONTHLY]
    step = width / max(1, len(monthly) - 1)
    runs: list[list[str]] = [[]]
    for place, review in enumerate(monthly):
        if review.score is None:
            runs.append([])
        else:
            runs[-1].append(f"{place * step:.1f},{height - float(review.score) / 100 * height:.1f}")
    return [" ".join(run) for run in runs if len(run) > 1]
