"""The figures of health that a partnership shows of itself."""

from collections.abc import Sequence

from django.db.models import Subquery

from partnerships.models import Partnership


def keep_health(*, ids: Sequence[int], score: Subquery, band: Subquery, on: Subquery) -> None:
    """Write score, band and day of the latest review on these partnerships, in one statement and within the caller's transaction.

    The three are subqueries over the outer partnership, since whoever reviews knows reviews and this app does not.
    """
    Partnership.objects.filter(pk__in=ids).update(health_score=score, health_band=band, health_on=on)
