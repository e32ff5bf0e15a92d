"""The policy of health reviews: weights, limits and days, versioned."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from health.indicators import INDICATORS
from health.models import HealthPolicy

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
                indicators={one.key: {"weight": one.weight, "red": one.red, "green": one.green} for one in INDICATORS},
                thresholds=DEFAULT_THRESHOLDS,
                reason=_("The defaults that Ronghe comes with."),
            )
    except IntegrityError:
        return HealthPolicy.objects.latest("version")
