"""Rows of health: reviews and warnings. The college's judgement of a partner is not for the partner."""

from datetime import date
from typing import Any

from tests.permissions import STAFF, Row

READERS = STAFF
SEES_ALL = "administrator auditor"
RUNS = "administrator coordinator"


def review_both(world: Any) -> None:
    """A review and an open warning on both sides."""
    from health.models import HealthWarning
    from health.services.reviews import review_partnership

    for name in ("own", "foreign"):
        side = getattr(world, name)
        review = review_partnership(partnership=side.partnership, on=date(2026, 3, 15))
        warning, _created = HealthWarning.objects.get_or_create(
            partnership=side.partnership, kind="insufficient", defaults={"level": "blue", "due_on": review.on, "opened_on": review.on}
        )
        world.extra[name] = {"review": review, "warning": warning}


def of(thing: str, **more: Any) -> dict[str, Any]:
    return {
        "own": lambda world: {"pk": world.extra["own"][thing].pk, **more},
        "foreign": lambda world: {"pk": world.extra["foreign"][thing].pk, **more},
        "prepare": review_both,
    }


def of_partnership() -> dict[str, Any]:
    return {
        "own": lambda world: {"pk": world.own.partnership.pk},
        "foreign": lambda world: {"pk": world.foreign.partnership.pk},
        "prepare": review_both,
    }


MATRIX = {
    "review_list": Row(allowed=READERS),
    "review_detail": Row(allowed=READERS, foreign_allowed=SEES_ALL, **of("review")),
    "reading_rows": Row(allowed=READERS, foreign_allowed=SEES_ALL, **of("review", indicator="agreement_validity")),
    "partnership_health": Row(allowed=READERS, foreign_allowed=SEES_ALL, **of_partnership()),
    "partnership_health_panel": Row(allowed=READERS, foreign_allowed=SEES_ALL, **of_partnership()),
    "partnership_review": Row(allowed=RUNS, foreign_allowed="administrator", method="post", **of_partnership()),
    "warning_list": Row(allowed=READERS),
    "warning_detail": Row(allowed=READERS, foreign_allowed=SEES_ALL, **of("warning")),
    "warning_take_over": Row(allowed=RUNS, foreign_allowed="administrator", method="post", **of("warning")),
    "warning_plan": Row(
        allowed=RUNS, foreign_allowed="administrator", method="post", data={"plan": "Call them.", "due_on": "2026-04-01"}, **of("warning")
    ),
    "warning_close": Row(allowed=RUNS, foreign_allowed="administrator", method="post", data={"reason": "Renewed."}, **of("warning")),
}
