"""Reviewing partnerships: every one each month, one on demand, and never twice.

Exactly once is the database's doing: a monthly review is unique by partnership and month, a reading by review and
indicator, an open warning by partnership and kind. Each batch is one transaction that skips what is there already, so a
worker killed in the middle leaves whole batches or nothing, and whoever comes next does the rest.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from college.jobs import Counts
from college.models import User
from college.services.audit import record
from config.kit.errors import DomainError
from config.kit.queue import enqueue
from config.kit.verdicts import require
from health.enums import ReviewTrigger
from health.indicators import INDICATORS
from health.indicators.kinds import Observation
from health.models import HealthPolicy, Reading, Review
from health.policies import can_review
from health.rules import Signs
from health.scoring import Bands, Scale, Score, band, score
from health.selectors import latest_reviews
from health.services.policies import BAND_LIMITS, current_policy
from health.services.warnings import raise_warnings, tell_owners
from partnerships.enums import PartnershipState
from partnerships.models import Partnership
from partnerships.services.health import keep_health

logger = logging.getLogger(__name__)
UNSEEN = Observation(None)


@dataclass(frozen=True)
class Yardstick:
    """The policy, read for use."""

    policy: HealthPolicy
    scales: dict[str, Scale]
    bands: Bands
    min_completeness: float


def review_partnerships(*, period: date, on: date | None = None, ids: Sequence[int] | None = None) -> Counts:
    """Review every active partnership (or those of ``ids``) for the month of ``period``, here and now, and return counts.

    ``on`` is the day the facts are taken as of: by default today for the current month, the month's last day for one
    that is past. A partnership reviewed for that month already is left alone. The number of queries does not depend on
    the number of partnerships within one batch (``REVIEW_BATCH``, 5,000).
    """
    period = period.replace(day=1)
    on = on or min(_last_day(period), timezone.localdate())
    counts: Counts = {"due": 0, "reviewed": 0, "warnings": 0}
    for batch in _batches(due_ids(period=period, on=on, ids=ids)):
        done = _review_batch(ids=batch, period=period, on=on, trigger=ReviewTrigger.MONTHLY)
        counts = {"due": counts["due"] + len(batch), **{key: counts[key] + done[key] for key in ("reviewed", "warnings")}}
    return counts


def review_range(*, period: date, on: date, first: int, last: int) -> Counts:
    """Review the partnerships due with ids from ``first`` to ``last``, and tell the owners of new warnings."""
    due = _due(period, on).filter(pk__range=(first, last)).values_list("pk", flat=True)
    counts = _review_batch(ids=list(due), period=period, on=on)
    tell_owners(on=on)
    return counts


def run_monthly_reviews(*, on: date, dry_run: bool = False) -> Counts:
    """The periodic job: review whoever is due for the month of ``on``.

    Up to one batch is done here; more are handed out to the workers by id range. A range that gets lost with its worker
    is found due again by the next run.
    """
    period = on.replace(day=1)
    due = due_ids(period=period, on=on)
    if dry_run:
        return {"due": len(due)}
    if len(due) <= settings.REVIEW_BATCH:
        counts = review_partnerships(period=period, on=on, ids=due)
        return {**counts, "told": tell_owners(on=on)}
    batches = list(_batches(due))
    for batch in batches:
        enqueue("health.review_range", period=period.isoformat(), on=on.isoformat(), first=batch[0], last=batch[-1])
    return {"due": len(due), "handed_out": len(batches), "told": tell_owners(on=on)}


@transaction.atomic
def review_partnership(*, partnership: Partnership, on: date, actor: User | None = None) -> Review:
    """Review one partnership on demand, as of ``on``.

    A second time on the same day the day's review is computed anew, so that who has just mended something sees it; the
    same facts give the same review. Refuses (Forbidden) who may not run the partnership, and (DomainError) one that is
    not active. ``actor`` None is the system, such as after an agreement comes into force.
    """
    if actor is not None:
        require(can_review(actor, partnership))
    if partnership.state != PartnershipState.ACTIVE:
        raise DomainError(_("Only an active partnership is reviewed."))
    _review_batch(ids=[partnership.pk], period=on.replace(day=1), on=on, trigger=ReviewTrigger.DEMAND)
    review = Review.objects.get(partnership=partnership, on=on, trigger=ReviewTrigger.DEMAND)
    record(actor=actor, verb="partnership.reviewed", target=partnership, note=f"{on:%Y-%m-%d}: {review.score} {review.band}")
    enqueue("health.tell_warning_owners", on=on.isoformat())
    return review


def due_ids(*, period: date, on: date, ids: Sequence[int] | None = None) -> list[int]:
    """Ids, ascending, of the active partnerships without a review for the month."""
    due = _due(period, on)
    return list((due if ids is None else due.filter(pk__in=ids)).values_list("pk", flat=True))


def _due(period: date, on: date) -> QuerySet[Partnership]:
    done = Review.objects.filter(partnership=OuterRef("pk"), period=period, trigger=ReviewTrigger.MONTHLY)
    return Partnership.objects.filter(~Exists(done), state=PartnershipState.ACTIVE, started_on__lte=on).order_by("pk")


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), settings.REVIEW_BATCH):
        yield ids[start : start + settings.REVIEW_BATCH]


def _last_day(period: date) -> date:
    return (period + timedelta(days=32)).replace(day=1) - timedelta(days=1)


@transaction.atomic
def _review_batch(*, ids: Sequence[int], period: date, on: date, trigger: str = ReviewTrigger.MONTHLY) -> Counts:
    """Review these partnerships in one transaction, at a number of queries that does not depend on how many they are."""
    if not ids:
        return {"reviewed": 0, "warnings": 0}
    yardstick = _yardstick(current_policy())
    seen = {one.key: one.observe(ids, on) for one in INDICATORS if one.key in yardstick.scales}
    before = _compared_with(ids, period)
    memory = before if trigger == ReviewTrigger.MONTHLY else _remembered(ids, on)
    scores = {pk: _score(pk, seen, yardstick) for pk in ids}
    of_all = {"period": period, "on": on, "trigger": trigger, "policy": yardstick.policy}
    fresh = [Review(partnership_id=pk, **_outcome(scores[pk], before.get(pk), memory.get(pk), yardstick.bands), **of_all) for pk in ids]
    Review.objects.bulk_create(fresh, ignore_conflicts=True)
    kept = _kept(ids, fresh, period, on, trigger)
    _write_readings(kept, scores, seen)
    signs = {pk: _signs(kept[pk], before.get(pk), seen) for pk in kept}
    _keep_latest(ids)
    # A review written for a past month raises nothing: what it would warn of has been overtaken.
    latest = set(latest_reviews(Partnership.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    current = {pk: review for pk, review in kept.items() if review.pk in latest}
    opened = raise_warnings(reviews=current, signs=signs, limits=yardstick.policy.thresholds, on=on)
    return {"reviewed": len(kept), "warnings": opened}


def _yardstick(policy: HealthPolicy) -> Yardstick:
    limits = policy.thresholds
    known = {one.key for one in INDICATORS}
    return Yardstick(
        policy=policy,
        scales={key: Scale(**numbers) for key, numbers in policy.indicators.items() if key in known},
        bands=Bands(**{name: limits[name] for name in BAND_LIMITS}),
        min_completeness=limits["min_completeness"],
    )


def _compared_with(ids: Sequence[int], period: date) -> dict[int, Review]:
    """{partnership: its last monthly review of an earlier month}. A change always spans about a month, whatever was
    reviewed on demand meanwhile; so reviews on demand do not hide a fall or make two declines out of one."""
    return _newest(ids, Review.objects.filter(trigger=ReviewTrigger.MONTHLY, period__lt=period))


def _remembered(ids: Sequence[int], on: date) -> dict[int, Review]:
    """{partnership: the monthly review whose band a review on demand starts from}: the newest by that day."""
    return _newest(ids, Review.objects.filter(trigger=ReviewTrigger.MONTHLY, on__lte=on))


def _newest(ids: Sequence[int], reviews: QuerySet[Review]) -> dict[int, Review]:
    newest = reviews.filter(partnership=OuterRef("pk")).order_by("-period").values("pk")[:1]
    latest = Partnership.objects.filter(pk__in=ids).annotate(newest=Subquery(newest))
    return {review.partnership_id: review for review in Review.objects.filter(pk__in=latest.values("newest"))}


def _score(pk: int, seen: Mapping[str, Mapping[int, Observation]], yardstick: Yardstick) -> Score:
    values = {key: of.get(pk, UNSEEN).value for key, of in seen.items()}
    return score(values, yardstick.scales, min_completeness=yardstick.min_completeness)


def _outcome(found: Score, before: Review | None, memory: Review | None, bands: Bands) -> dict[str, Any]:
    """A review's own columns: score, completeness, band (remembering the band before) and change since ``before``."""
    total = None if found.total is None else round(found.total, 1)
    since = _number(before.score) if before else None
    return {
        "score": total,
        "completeness": round(found.completeness, 3),
        "band": band(total, memory.band if memory else None, bands),
        "change": None if total is None or since is None else round(total - since, 1),
        "previous": before,
    }


def _kept(ids: Sequence[int], fresh: list[Review], period: date, on: date, trigger: str) -> dict[int, Review]:
    """{partnership: its review as stored}: ours, or what another worker was faster to write."""
    mine = {"period": period} if trigger == ReviewTrigger.MONTHLY else {"on": on}
    kept = {review.partnership_id: review for review in Review.objects.filter(partnership__in=ids, trigger=trigger, **mine)}
    if trigger == ReviewTrigger.DEMAND:
        for review in fresh:
            review.pk = kept[review.partnership_id].pk
        Review.objects.bulk_update(fresh, ["policy", "score", "completeness", "band", "change", "previous"])
        Reading.objects.filter(review__in=fresh).delete()
        kept = {review.partnership_id: review for review in fresh}
    return kept


def _write_readings(reviews: Mapping[int, Review], scores: Mapping[int, Score], seen: Mapping[str, Mapping[int, Observation]]) -> None:
    Reading.objects.bulk_create(
        (
            Reading(
                review=review,
                indicator=part.key,
                value=part.value,
                normalised=part.normalised,
                weight=part.weight,
                points=part.points,
                evidence=seen[part.key].get(pk, UNSEEN).evidence,
            )
            for pk, review in reviews.items()
            for part in scores[pk].parts
        ),
        ignore_conflicts=True,
    )


def _signs(review: Review, before: Review | None, seen: Mapping[str, Mapping[int, Observation]]) -> Signs:
    told: dict[str, Any] = {}
    for one in INDICATORS:
        told |= one.signs(seen.get(one.key, {}).get(review.partnership_id, UNSEEN).evidence)
    return Signs(
        on=review.on,
        band=review.band,
        score=_number(review.score),
        change=_number(review.change),
        change_before=_number(before.change) if before else None,
        completeness=float(review.completeness),
        **told,
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _keep_latest(ids: Sequence[int]) -> None:
    """Have the partnerships show the figures of their latest review."""
    latest = Review.objects.filter(partnership=OuterRef("pk")).order_by("-on", "-pk")
    keep_health(
        ids=ids,
        score=Subquery(latest.values("score")[:1]),
        band=Subquery(latest.values("band")[:1]),
        on=Subquery(latest.values("on")[:1]),
    )
