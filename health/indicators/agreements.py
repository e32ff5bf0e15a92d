"""The indicators read from agreements: the one in force, and commitments kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from college.policies import Person
from health.indicators.kinds import ROWS_SHOWN, Evidence, EvidenceRow, Indicator, Observation
from partnerships.models import Agreement, Commitment
from partnerships.policies import visible_agreements

DAYS_A_MONTH = 365.25 / 12
#: Commitments due longer ago than this no longer tell how the partnership is doing.
LOOK_BACK = timedelta(days=730)


def in_force_by(on: date) -> QuerySet[Agreement]:
    """Agreements that had come into force by ``on``, whether or not they ran out since."""
    return Agreement.objects.filter(activated_on__lte=on, starts_on__lte=on)


def still_in_force(on: date) -> Q:
    """Of those, the ones that were neither over nor terminated on that day."""
    return Q(ends_on__gte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))


def last_day(agreement: Agreement) -> date:
    return min(agreement.ends_on, agreement.closed_on) if agreement.closed_on else agreement.ends_on


def observe_agreements(partnership_ids: Sequence[int], on: date) -> Mapping[int, Observation]:
    """Months from ``on`` to the end of the agreement in force that ends last (0 when none is). One query.

    Terms are those that the agreement has today: an extension agreed since then is seen too early.
    """
    best: dict[int, Agreement] = {}
    for agreement in in_force_by(on).filter(partnership__in=partnership_ids):
        # One that was terminated since counts as open-ended by its term, as it was on the day.
        known = best.get(agreement.partnership_id)
        if known is None or _runs_until(agreement, on) > _runs_until(known, on):
            best[agreement.partnership_id] = agreement
    return {pk: _validity(best.get(pk), on) for pk in partnership_ids}


def _runs_until(agreement: Agreement, on: date) -> date:
    """The last day as it was known on ``on``."""
    return last_day(agreement) if agreement.closed_on and agreement.closed_on <= on else agreement.ends_on


def _validity(agreement: Agreement | None, on: date) -> Observation:
    if agreement is None:
        return Observation(0.0, {"agreements": 0})
    until = _runs_until(agreement, on)
    months = max(0.0, (until - on).days / DAYS_A_MONTH)
    evidence = {"agreement": agreement.pk, "number": agreement.number, "ends_on": until.isoformat()}
    return Observation(round(months, 1), evidence)


def _expiry(evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    ends = evidence.get("ends_on")
    return {"agreement": evidence.get("number", ""), "expires_on": date.fromisoformat(ends) if ends else None}


def agreement_rows(user: Person, partnership_id: int, on: date) -> Evidence:
    rows = visible_agreements(user).filter(partnership=partnership_id, activated_on__lte=on).order_by("-ends_on", "-pk")
    shown = list(rows[:ROWS_SHOWN])
    return Evidence(
        columns=(_("Agreement"), _("From"), _("To"), _("State")),
        rows=[
            EvidenceRow(
                cells=(str(one), one.starts_on, one.ends_on, one.get_state_display()),
                url=one.get_absolute_url(),
                counts=_runs_until(one, on) >= on,
            )
            for one in shown
        ],
        total=len(shown) if len(shown) < ROWS_SHOWN else rows.count(),
    )


def due_commitments(on: date) -> QuerySet[Commitment]:
    """Commitments of agreements that had come into force, due in the 24 months before ``on``."""
    return Commitment.objects.filter(
        agreement__activated_on__lte=on, agreement__starts_on__lte=on, due_on__lt=on, due_on__gte=on - LOOK_BACK
    )


def delivered_share(quantity: float, delivered: float, delivered_on: date | None, on: date) -> float:
    """How much of a commitment had been delivered by ``on``: 0..1. A partial delivery without a date counts from the
    start; one dated after ``on`` had not happened."""
    if delivered_on is not None and delivered_on > on:
        return 0.0
    return min(1.0, delivered / quantity)


def observe_commitments(partnership_ids: Sequence[int], on: date) -> Mapping[int, Observation]:
    """Per cent delivered of what both sides owed by ``on``, each commitment counting once. One query.

    Not known where nothing was due. What is overdue counts only while its agreement is in force.
    """
    owed: dict[int, list[dict[str, Any]]] = defaultdict(list)
    columns = ("quantity", "delivered_quantity", "delivered_on", "due_on", "agreement__partnership_id")
    for row in due_commitments(on).filter(agreement__partnership__in=partnership_ids).values(*columns):
        owed[row["agreement__partnership_id"]].append(row)
    return {pk: _kept(owed.get(pk, []), on) for pk in partnership_ids}


def _kept(rows: list[dict[str, Any]], on: date) -> Observation:
    if not rows:
        return Observation(None, {"due": 0})
    shares = [delivered_share(float(r["quantity"]), float(r["delivered_quantity"]), r["delivered_on"], on) for r in rows]
    late = [row["due_on"] for row, share in zip(rows, shares, strict=True) if share < 1]
    evidence: dict[str, Any] = {"due": len(rows), "delivered": len(rows) - len(late), "overdue": len(late)}
    if late:
        evidence["overdue_since"] = min(late).isoformat()
    return Observation(round(100 * sum(shares) / len(rows), 1), evidence)


def _lateness(evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    since = evidence.get("overdue_since")
    return {"overdue": evidence.get("overdue", 0), "overdue_since": date.fromisoformat(since) if since else None}


def commitment_rows(user: Person, partnership_id: int, on: date) -> Evidence:
    rows = due_commitments(on).filter(agreement__in=visible_agreements(user).filter(partnership=partnership_id))
    shown = list(rows.select_related("agreement").order_by("-due_on", "-pk")[:ROWS_SHOWN])
    return Evidence(
        columns=(pgettext("commitment", "What"), _("Owed by"), _("Due"), _("How much"), _("Delivered"), _("Delivered on")),
        rows=[
            EvidenceRow(
                cells=(one.description, one.get_side_display(), one.due_on, one.quantity, one.delivered_quantity, one.delivered_on),
                url=one.agreement.get_absolute_url(),
                counts=delivered_share(float(one.quantity), float(one.delivered_quantity), one.delivered_on, on) >= 1,
            )
            for one in shown
        ],
        total=len(shown) if len(shown) < ROWS_SHOWN else rows.count(),
    )


AGREEMENT_VALIDITY = Indicator(
    key="agreement_validity",
    title=gettext_lazy("Agreement in force"),
    explanation=gettext_lazy(
        "Months until the agreement in force ends; 0 when there is none. "
        "For a past date the terms are those of today: an extension agreed since is already counted."
    ),
    unit=gettext_lazy("months"),
    weight=0.25,
    red=0,
    green=6,
    observe=observe_agreements,
    rows=agreement_rows,
    counts={
        "number": pgettext_lazy("evidence", "agreement"),
        "ends_on": pgettext_lazy("evidence", "ends"),
        "agreements": pgettext_lazy("evidence", "agreements"),
    },
    signs=_expiry,
    source="docs/formulas.md; status: design",
)
COMMITMENTS_DELIVERED = Indicator(
    key="commitments_delivered",
    title=gettext_lazy("Commitments kept"),
    explanation=gettext_lazy(
        "Share delivered of what both sides owed in the 24 months before, each commitment counting alike. "
        "Not known when nothing was due. A delivery in parts counts from the date of its last part."
    ),
    unit="%",
    weight=0.20,
    red=50,
    green=95,
    observe=observe_commitments,
    rows=commitment_rows,
    counts={
        "due": pgettext_lazy("evidence", "due"),
        "delivered": pgettext_lazy("evidence", "delivered"),
        "overdue": pgettext_lazy("evidence", "overdue"),
    },
    signs=_lateness,
    source="docs/formulas.md; status: design",
)
