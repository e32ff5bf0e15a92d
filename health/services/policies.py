"""The policy of health reviews: weights, limits and days, versioned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from college.models import User
from college.services.audit import record
from config.kit.errors import DomainError, StaleState
from config.kit.verdicts import require
from health.indicators import INDICATORS, Indicator
from health.models import HealthPolicy
from health.policies import can_publish_policy
from health.scoring import Bands, Scale

#: The limits of the first policy (docs/formulas.md). Points, days, and completeness as a share of 1.
DEFAULT_THRESHOLDS = {
    "enter_yellow": 75,
    "leave_yellow": 80,
    "enter_red": 60,
    "leave_red": 65,
    "min_completeness": 0.6,
    "drop": 10,
    "expiry_days": {"blue": 180, "yellow": 90, "red": 30},
    "overdue_days": 30,
    # A kind that a person has closed is not opened again at the same level for so long.
    "quiet_days": 60,
    # How long the owner of a warning has.
    "warning_days": {"blue": 30, "yellow": 21, "orange": 14, "red": 7},
}
BAND_LIMITS = ("enter_yellow", "leave_yellow", "enter_red", "leave_red")


def current_policy() -> HealthPolicy:
    """The policy in force: the highest version. The first one is made from the indicators' own defaults.

    Two workers that start together agree: version 1 exists once, and the loser reads the winner's.
    """
    policy = HealthPolicy.objects.first()
    if policy is not None:
        return policy
    try:
        with transaction.atomic():
            return HealthPolicy.objects.create(
                version=1,
                indicators={one.key: default_scale(one) for one in INDICATORS},
                thresholds=DEFAULT_THRESHOLDS,
                reason=_("The defaults that Ronghe comes with."),
            )
    except IntegrityError:
        return HealthPolicy.objects.latest("version")


def default_scale(indicator: Indicator) -> dict[str, float]:
    """How an indicator counts unless a college says otherwise."""
    return {"weight": indicator.weight, "red": indicator.red, "green": indicator.green}


@dataclass(frozen=True)
class Drift:
    """How the policy in force differs from the indicators that Ronghe has: ``missing`` are read by no review yet,
    ``gone`` are weighed and no longer exist."""

    missing: tuple[str, ...]
    gone: tuple[str, ...]


def drift(policy: HealthPolicy) -> Drift:
    known = [one.key for one in INDICATORS]
    return Drift(
        missing=tuple(key for key in known if key not in policy.indicators),
        gone=tuple(key for key in policy.indicators if key not in known),
    )


@transaction.atomic
def publish_policy(
    *,
    indicators: Mapping[str, Mapping[str, float]],
    reason: str,
    actor: User | None,
    thresholds: Mapping[str, Any] | None = None,
) -> HealthPolicy:
    """Publish the next version of the policy; reviews from now on count with it and say so, past ones keep theirs.

    ``indicators`` is {key: {weight, red, green}}, weight above 0 and red and green in the indicator's own unit; ``thresholds`` are
    those of the version before unless given. ``actor`` None is the command line. Refuses (DomainError) an unknown indicator, a
    weight or limits that cannot be, and an empty reason; StaleState when somebody published first.
    """
    if actor is not None:
        require(can_publish_policy(actor))
    before = current_policy()
    limits = dict(before.thresholds if thresholds is None else thresholds)
    if not reason.strip():
        raise DomainError(_("Say why the policy changes."))
    _check(indicators, limits)
    try:
        with transaction.atomic():
            policy = HealthPolicy.objects.create(
                version=before.version + 1,
                indicators={key: dict(numbers) for key, numbers in indicators.items()},
                thresholds=limits,
                reason=reason.strip()[:500],
                created_by=actor,
            )
    except IntegrityError as error:
        raise StaleState from error
    record(actor=actor, verb="policy.published", target=policy, changes=_changes(before, policy), note=policy.reason)
    return policy


def _check(indicators: Mapping[str, Mapping[str, float]], limits: Mapping[str, Any]) -> None:
    known = {one.key for one in INDICATORS}
    if unknown := sorted(set(indicators) - known):
        raise DomainError(_("There is no indicator called “%(key)s”.") % {"key": unknown[0]})
    if not indicators:
        raise DomainError(_("A policy weighs at least one indicator."))
    try:
        for numbers in indicators.values():
            Scale(**numbers)
        Bands(**{name: limits[name] for name in BAND_LIMITS})
    except (TypeError, ValueError, KeyError) as fault:
        raise DomainError(_("These numbers cannot be: %(fault)s.") % {"fault": fault}) from fault


def _changes(before: HealthPolicy, after: HealthPolicy) -> dict[str, tuple[str | None, str | None]]:
    keys = dict.fromkeys([*before.indicators, *after.indicators])
    pairs = {key: (_plain(before.indicators.get(key)), _plain(after.indicators.get(key))) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _plain(numbers: Mapping[str, float] | None) -> str | None:
    return f"{numbers['weight']} · {numbers['red']} → {numbers['green']}" if numbers else None
