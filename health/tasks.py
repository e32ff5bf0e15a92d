"""Background work of health. Each is safe to run twice and safe to miss."""

import logging
from datetime import date

from celery import shared_task

from health.services.reviews import review_partnership as review_one
from health.services.reviews import review_range as review_many
from health.services.warnings import tell_owners
from partnerships.enums import PartnershipState
from partnerships.models import Partnership

logger = logging.getLogger(__name__)


@shared_task(name="health.review_range")
def review_range(period: str, on: str, first: int, last: int) -> None:
    counts = review_many(period=date.fromisoformat(period), on=date.fromisoformat(on), first=first, last=last)
    logger.info("reviews.range first=%s last=%s reviewed=%s warnings=%s", first, last, counts["reviewed"], counts["warnings"])


@shared_task(name="health.review_partnership")
def review_partnership(partnership_id: int, on: str) -> None:
    partnership = Partnership.objects.filter(pk=partnership_id, state=PartnershipState.ACTIVE).first()
    if partnership is None:
        logger.info("reviews.skipped partnership=%s", partnership_id)
        return
    review_one(partnership=partnership, on=date.fromisoformat(on))


@shared_task(name="health.tell_warning_owners")
def tell_warning_owners(on: str) -> None:
    tell_owners(on=date.fromisoformat(on))
