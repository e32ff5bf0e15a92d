"""The indicators read from internships: placements completed, and logs that mentors confirmed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from college.policies import Person
from health.indicators.kinds import ROWS_SHOWN, Evidence, EvidenceRow, Indicator, Observation
from internships.enums import OVER, LogState, PlacementState
from internships.models import Placement, WorkLog
from internships.policies import visible_placements

YEAR = timedelta(days=365)
#: Logs of the eight weeks before, leaving the mentor a week for the last one.
LOG_WEEKS = timedelta(weeks=8)
TIME_TO_CONFIRM = timedelta(days=7)
OVER_ON = Coalesce("closed_on", "ends_on")


def ended_placements(on: date) -> QuerySet[Placement]:
    """Placements that were over by ``on`` and ended in the twelve months before.

    Imported history knows no closing date; its planned end stands for it.
    """
    over = Placement.objects.filter(state__in=OVER)
    return over.alias(over_on=OVER_ON).filter(over_on__lte=on, over_on__gt=on - YEAR)


def observe_completion(partnership_ids: Sequence[int], on: date) -> Mapping[int, Observation]:
    """Per cent completed of the placements that ended in the twelve months to ``on``. One query.

    Whoever ended a placement early, it was not completed; the evidence tells by whom. Not known where none ended.
    """
    ended: dict[int, Counter[str]] = defaultdict(Counter)
    rows = ended_placements(on).filter(partnership__in=partnership_ids).order_by()
    for partnership, state, by, how_many in rows.values_list("partnership", "state", "ended_by").annotate(Count("pk")):
        ended[partnership]["completed" if state == PlacementState.COMPLETED else f"ended_by_{by}"] += how_many
    return {pk: _completion(ended.get(pk)) for pk in partnership_ids}


def _completion(counts: Counter[str] | None) -> Observation:
    if not counts:
        return Observation(None, {"ended": 0})
    ended = sum(counts.values())
    return Observation(round(100 * counts["completed"] / ended, 1), {"ended": ended, **counts})


def completion_rows(user: Person, partnership_id: int, on: date) -> Evidence:
    rows = ended_placements(on).filter(partnership=partnership_id, pk__in=visible_placements(user).values("pk"))
    shown = list(rows.select_related("student", "enterprise").order_by(OVER_ON.desc(), "-pk")[:ROWS_SHOWN])
    return Evidence(
        columns=(_("Student"), _("Post"), _("From"), _("Over on"), _("State"), _("Ended by")),
        rows=[
            EvidenceRow(
                cells=(
                    str(one.student),
                    one.post_name,
                    one.starts_on,
                    one.closed_on or one.ends_on,
                    one.get_state_display(),
                    one.get_ended_by_display(),
                ),
                url=one.get_absolute_url(),
                counts=one.state == PlacementState.COMPLETED,
            )
            for one in shown
        ],
        total=len(shown) if len(shown) < ROWS_SHOWN else rows.count(),
    )


def expected_logs(on: date) -> QuerySet[WorkLog]:
    """Logs of the eight weeks that had been over for a week by ``on``. Drafts are the student's own business."""
    last = on - TIME_TO_CONFIRM - timedelta(days=6)
    return WorkLog.objects.exclude(state=LogState.DRAFT).filter(week__lte=last, week__gt=last - LOG_WEEKS)


def confirmed_by(on: date) -> Q:
    return Q(state=LogState.CONFIRMED, confirmed_at__date__lte=on)


def observe_logs(partnership_ids: Sequence[int], on: date) -> Mapping[int, Observation]:
    """Per cent confirmed by the mentor of the logs handed in for the eight weeks before ``on``. One query.

    Not known where no log was handed in, which is silence and not approval.
    """
    rows = expected_logs(on).filter(placement__partnership__in=partnership_ids).order_by()
    counted = rows.values("placement__partnership").annotate(logs=Count("pk"), confirmed=Count("pk", filter=confirmed_by(on)))
    found = {row["placement__partnership"]: (row["logs"], row["confirmed"]) for row in counted}
    return {pk: _confirmation(*found.get(pk, (0, 0))) for pk in partnership_ids}


def _confirmation(logs: int, confirmed: int) -> Observation:
    value = round(100 * confirmed / logs, 1) if logs else None
    return Observation(value, {"logs": logs, "confirmed": confirmed})


def log_rows(user: Person, partnership_id: int, on: date) -> Evidence:
    rows = expected_logs(on).filter(placement__partnership=partnership_id, placement__in=visible_placements(user).values("pk"))
    shown = list(rows.select_related("placement__student", "placement__mentor").order_by("-week", "-pk")[:ROWS_SHOWN])
    return Evidence(
        columns=(_("Student"), _("Week from"), _("Mentor"), pgettext("worked", "Hours"), _("State")),
        rows=[
            EvidenceRow(
                cells=(str(one.placement.student), one.week, str(one.placement.mentor or ""), one.hours, one.get_state_display()),
                url=one.placement.get_absolute_url(),
                counts=one.state == LogState.CONFIRMED and one.confirmed_at is not None and one.confirmed_at.date() <= on,
            )
            for one in shown
        ],
        total=len(shown) if len(shown) < ROWS_SHOWN else rows.count(),
    )


PLACEMENTS_COMPLETED = Indicator(
    key="placements_completed",
    title=gettext_lazy("Placements completed"),
    explanation=gettext_lazy(
        "Share completed of the placements that ended in the twelve months before, whoever ended the others early. "
        "Not known when none ended. Imported history counts with its planned end."
    ),
    unit="%",
    weight=0.20,
    red=60,
    green=95,
    observe=observe_completion,
    rows=completion_rows,
    counts={
        "ended": pgettext_lazy("evidence", "ended"),
        "completed": pgettext_lazy("evidence", "completed"),
        "ended_by_student": pgettext_lazy("evidence", "ended early by the student"),
        "ended_by_host": pgettext_lazy("evidence", "by the host"),
        "ended_by_college": pgettext_lazy("evidence", "by the college"),
        "ended_by_outside": pgettext_lazy("evidence", "by circumstances"),
    },
    source="docs/formulas.md; status: design",
)
LOGS_CONFIRMED = Indicator(
    key="logs_confirmed",
    title=gettext_lazy("Mentors confirm logs"),
    explanation=gettext_lazy(
        "Share that mentors confirmed of the weekly logs handed in for the last eight weeks; a log is counted a week after "
        "its own week. Not known when no log was handed in. A log sent back since then counts as not confirmed."
    ),
    unit="%",
    weight=0.20,
    red=40,
    green=90,
    observe=observe_logs,
    rows=log_rows,
    counts={
        "logs": pgettext_lazy("evidence", "logs"),
        "confirmed": pgettext_lazy("evidence", "confirmed"),
    },
    source="docs/formulas.md; status: design",
)
