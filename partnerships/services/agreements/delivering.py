"""What was delivered of what was promised."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from college.events import announce
from college.models import User
from college.services.audit import record
from config.kit.errors import DomainError
from config.kit.rows import read_held, require_ready, save
from config.kit.verdicts import require
from partnerships.events import DELIVERY_RECORDED
from partnerships.models import Commitment
from partnerships.policies import can_report_delivery
from partnerships.selectors.readiness import delivery_may_be_reported


@transaction.atomic
def report_delivery(*, commitment: Commitment, quantity: Decimal, on: date, actor: User, note: str = "") -> Commitment:
    """Set how much of a commitment was delivered until ``on``, in all. It is settled once that reaches the promise.

    The liaison reports for the enterprise's side, the coordinator for both. A lower figure than before corrects a
    mistake and needs a note. Announces it, so that score and warnings follow.
    """
    require(can_report_delivery(actor, commitment))
    require_ready(delivery_may_be_reported(commitment.agreement))
    row = read_held(commitment)
    if quantity < 0:
        raise DomainError(_("What was delivered cannot be less than nothing."))
    if on > timezone.localdate():
        raise DomainError(_("A delivery cannot be dated in the future."))
    if quantity < row.delivered_quantity and not note.strip():
        raise DomainError(_("This is less than was reported before. Say in the note why it is corrected."))
    before = (row.delivered_quantity, row.delivered_on)
    row.delivered_quantity = quantity
    row.delivered_on = on if quantity >= row.quantity else None
    row.delivery_note = note.strip()[:250]
    save(row)
    record(
        actor=actor,
        verb="commitment.delivered" if row.delivered_on else "commitment.reported",
        target=row,
        changes={"delivered_quantity": (before[0], row.delivered_quantity), "delivered_on": (before[1], row.delivered_on)},
        note=note,
    )
    today = timezone.localdate()
    announce(DELIVERY_RECORDED, partnership_id=commitment.agreement.partnership_id, on=today.isoformat())
    return row
