"""Rows of the services of health."""

from datetime import date
from typing import Any

from django.utils import timezone

from health.models import HealthWarning
from health.services import policies, reviews, warnings
from tests.permissions.services import Here, Row

ADMIN = "administrator"
RUNS = "administrator coordinator"
DAY = date(2026, 3, 15)


def _warning(owner: str = "", **arguments: Any) -> Any:
    def given(here: Here) -> dict[str, Any]:
        warning = HealthWarning.objects.create(
            partnership=here.partnership,
            kind="insufficient",
            level="blue",
            due_on=DAY,
            opened_on=DAY,
            owner=here.person(owner) if owner else None,
        )
        return {"warning": warning, **arguments}

    return given


PLAN: dict[str, Any] = {"plan": "Call them.", "due_on": DAY}
CLOSE: dict[str, Any] = {"reason": "Renewed.", "on": DAY}

ROWS = [
    Row(
        policies.publish_policy,
        lambda h: {"indicators": {"map_coverage": {"weight": 1.0, "red": 0, "green": 1}}, "reason": "Why."},
        ADMIN,
        ADMIN,
    ),
    Row(reviews.review_partnership, lambda h: {"partnership": h.partnership, "on": timezone.localdate()}, RUNS, ADMIN),
    Row(warnings.take_over_warning, _warning(), RUNS, ADMIN),
    Row(warnings.plan_warning, _warning(**PLAN), RUNS, ADMIN),
    Row(warnings.plan_warning, _warning("instructor", **PLAN), f"{RUNS} instructor", f"{ADMIN} instructor", "owned by an instructor"),
    Row(warnings.close_warning, _warning(**CLOSE), RUNS, ADMIN),
    Row(warnings.close_warning, _warning("instructor", **CLOSE), f"{RUNS} instructor", f"{ADMIN} instructor", "owned by an instructor"),
]

PERIODIC = "periodic; by hand it runs through run_job"
STEP = "a step of a review, in its transaction"

UNGUARDED = {
    reviews.review_partnerships: PERIODIC,
    reviews.review_range: PERIODIC,
    reviews.run_monthly_reviews: PERIODIC,
    reviews.due_ids: "only reads",
    warnings.raise_warnings: STEP,
    warnings.tell_owners: STEP,
    policies.current_policy: "reads the policy in force; the first one is the defaults",
}
