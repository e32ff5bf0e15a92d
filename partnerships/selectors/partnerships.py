"""Reads about one partnership: its ladder, what comes next, and what happened."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from college.models import AuditEntry
from partnerships.enums import AgreementState, Depth
from partnerships.models import Agreement, Commitment, Partnership

#: What has to be there before a partnership stands on this rung (the college's own ladder).
RUNG_NEEDS: dict[int, str | Promise] = {
    Depth.CONTACT: _("An enterprise, a department and a person on both sides."),
    Depth.INTERNSHIPS: _("An agreement in force that takes interns, and the first placement."),
    Depth.COURSES: _("A course or its materials made together, confirmed by the enterprise."),
    Depth.ORDER_CLASS: _("An order class with its own agreement and training plan."),
    Depth.BASE: _("A base, centre or project that both sides pay for."),
    Depth.JOINT_COLLEGE: _("An industry college with a joint council."),
}
TIMELINE = 40


@dataclass(frozen=True)
class Rung:
    level: int
    label: str
    is_reached: bool


@dataclass(frozen=True)
class Due:
    """The next thing that comes due."""

    title: str | Promise
    day: date
    url: str
    is_late: bool


def ladder(depth: int) -> list[Rung]:
    return [Rung(level.value, str(level.label), level.value <= depth) for level in Depth]


def next_rung_need(depth: int) -> str | Promise:
    """What the rung above asks for; empty on the highest."""
    return RUNG_NEEDS.get(depth + 1, "")


def next_due(partnership: Partnership, *, on: date) -> Due | None:
    """The earliest open commitment, or the end of a term within half a year when that comes first. Two queries."""
    commitment = (
        Commitment.objects.filter(agreement__partnership=partnership, agreement__state=AgreementState.ACTIVE, delivered_on__isnull=True)
        .select_related("agreement")
        .order_by("due_on", "pk")
        .first()
    )
    ending = Agreement.objects.filter(partnership=partnership, state=AgreementState.ACTIVE).order_by("ends_on", "pk").first()
    dues = []
    if commitment:
        dues.append(Due(commitment.description, commitment.due_on, commitment.agreement.get_absolute_url(), commitment.due_on < on))
    if ending and (ending.ends_on - on).days <= 180:
        title = format_lazy(_("Agreement {number} ends"), number=ending.number)
        dues.append(Due(title, ending.ends_on, ending.get_absolute_url(), ending.ends_on < on))
    return min(dues, key=lambda due: due.day, default=None)


def timeline(partnership: Partnership) -> QuerySet[AuditEntry]:
    """What happened to the partnership, its agreements and their commitments, the newest first. Three queries."""
    agreements = Agreement.objects.filter(partnership=partnership)
    agreement_ids = [str(pk) for pk in agreements.values_list("pk", flat=True)]
    commitment_ids = [str(pk) for pk in Commitment.objects.filter(agreement__in=agreements).values_list("pk", flat=True)]
    return AuditEntry.objects.filter(
        Q(target_type="partnerships.partnership", target_id=str(partnership.pk))
        | Q(target_type="partnerships.agreement", target_id__in=agreement_ids)
        | Q(target_type="partnerships.commitment", target_id__in=commitment_ids)
    ).order_by("-id")[:TIMELINE]
