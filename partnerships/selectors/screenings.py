"""Reads about screenings: which decision holds, and where an enterprise stands."""

from datetime import date

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from partnerships.enums import DECIDED, OPEN_SCREENING, ScreeningStanding, ScreeningState
from partnerships.models import Enterprise, Screening


def decided(on: date) -> QuerySet[Screening]:
    """Decisions taken until ``on``, the latest first: the latest one holds, so a refusal ends an earlier pass."""
    return Screening.objects.filter(state__in=DECIDED, decided_on__lte=on).order_by("-decided_on", "-pk")


def decision_in_force(enterprise_id: int, *, on: date) -> Screening | None:
    return decided(on).filter(enterprise_id=enterprise_id).first()


def open_screening_of(enterprise_id: int) -> Screening | None:
    return Screening.objects.filter(enterprise_id=enterprise_id, state__in=OPEN_SCREENING).first()


def with_standing(enterprises: QuerySet[Enterprise], *, on: date) -> QuerySet[Enterprise]:
    """Annotates ``screened_until`` and ``screening_standing`` (a ScreeningStanding), without a query per row."""
    latest = decided(on).filter(enterprise=OuterRef("pk"))
    under_way = Screening.objects.filter(enterprise=OuterRef("pk"), state__in=OPEN_SCREENING)
    return enterprises.annotate(
        decision_state=Subquery(latest.values("state")[:1]),
        screened_until=Subquery(latest.values("valid_until")[:1]),
    ).annotate(
        screening_standing=Case(
            When(decision_state=ScreeningState.PASSED, screened_until__gte=on, then=Value(ScreeningStanding.VALID)),
            When(Exists(under_way), then=Value(ScreeningStanding.UNDER_WAY)),
            When(decision_state=ScreeningState.PASSED, then=Value(ScreeningStanding.EXPIRED)),
            When(decision_state=ScreeningState.REFUSED, then=Value(ScreeningStanding.REFUSED)),
            default=Value(ScreeningStanding.NONE),
            output_field=CharField(),
        )
    )


def expiring(screenings: QuerySet[Screening], *, on: date, until: date) -> QuerySet[Screening]:
    """Passed screenings that are the enterprise's latest decision, end by ``until`` (also those that ended already) and
    have no renewal under way; only where an agreement still needs them."""
    later = Screening.objects.filter(
        Q(state__in=OPEN_SCREENING)
        | Q(decided_on__gt=OuterRef("decided_on"))
        | Q(decided_on=OuterRef("decided_on"), pk__gt=OuterRef("pk")),
        enterprise=OuterRef("enterprise_id"),
    )
    return (
        screenings.filter(state=ScreeningState.PASSED, valid_until__lte=until, enterprise__archived_at__isnull=True)
        .filter(~Exists(later))
        .annotate(day=F("valid_until"))
        .order_by("valid_until", "pk")
    )
