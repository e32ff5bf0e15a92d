"""What needs a person now: the querysets behind the home page, each most urgent first."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from college.policies import Person, standing
from partnerships.enums import OVER, AgreementState, ScreeningState, Side
from partnerships.models import Agreement, Commitment, Partnership, Screening, Signature
from partnerships.policies import own_enterprises, visible_agreements, visible_screenings
from partnerships.selectors.screenings import expiring

#: Days before the end at which a screening or an agreement asks for its renewal (domain catalogue: 180/90/30).
SCREENING_NOTICE, AGREEMENT_NOTICE = 60, (180, 90, 30)
#: A commitment shows up this many days before it is due.
COMMITMENT_NOTICE = 14


def _own_departments(user: Person) -> QuerySet[Partnership]:
    """The partnerships that a coordinator runs; an administrator is not asked to do every department's work."""
    return Partnership.objects.filter(department_id__in=standing(user).departments)


def screenings_to_decide(user: Person) -> QuerySet[Screening]:
    return visible_screenings(user).filter(state=ScreeningState.SUBMITTED).order_by("updated_at", "pk")


def screenings_to_finish(user: Person) -> QuerySet[Screening]:
    """The drafts that this person opened."""
    return visible_screenings(user).filter(state=ScreeningState.DRAFT, opened_by_id=user.pk).order_by("pk")


def screenings_to_renew(user: Person, on: date) -> QuerySet[Screening]:
    """Those that an own, running partnership needs."""
    running = _own_departments(user).filter(enterprise_id=OuterRef("enterprise_id")).exclude(state="ended")
    return expiring(visible_screenings(user), on=on, until=on + timedelta(days=SCREENING_NOTICE)).filter(Exists(running))


def agreements_to_approve(user: Person) -> QuerySet[Agreement]:
    return visible_agreements(user).filter(state=AgreementState.SUBMITTED).order_by("updated_at", "pk")


def agreements_sent_back(user: Person) -> QuerySet[Agreement]:
    return (
        Agreement.objects.filter(partnership__in=_own_departments(user), state=AgreementState.DRAFT).exclude(state_note="").order_by("pk")
    )


def _unsigned(side: str) -> Q:
    given = Signature.objects.filter(agreement=OuterRef("pk"), side=side, is_refused=False, voided_on__isnull=True)
    return ~Q(Exists(given))


def agreements_to_sign(user: Person) -> QuerySet[Agreement]:
    """Approved and not yet signed by the side that this person can sign for."""
    approved = Agreement.objects.filter(state=AgreementState.APPROVED)
    mine = Q(pk__in=approved.filter(_unsigned(Side.ENTERPRISE), partnership__enterprise_id__in=own_enterprises(user)).values("pk"))
    # The college's paper, or the enterprise's when it has no liaison: the coordinator sees to both.
    mine |= Q(pk__in=approved.filter(partnership__in=_own_departments(user)).values("pk"))
    return approved.filter(mine).order_by("updated_at", "pk")


def agreements_to_activate(user: Person) -> QuerySet[Agreement]:
    return Agreement.objects.filter(partnership__in=_own_departments(user), state=AgreementState.SIGNED).order_by("starts_on", "pk")


def agreements_expiring(user: Person, on: date) -> QuerySet[Agreement]:
    """In force, ending within half a year, and no successor of the partnership under way."""
    successor = Agreement.objects.filter(partnership=OuterRef("partnership_id"), ends_on__gt=OuterRef("ends_on")).exclude(state__in=OVER)
    horizon = on + timedelta(days=AGREEMENT_NOTICE[0])
    return (
        Agreement.objects.filter(partnership__in=_own_departments(user), state=AgreementState.ACTIVE, ends_on__lte=horizon)
        .filter(~Exists(successor))
        .order_by("ends_on", "pk")
    )


def commitments_due(user: Person, on: date) -> QuerySet[Commitment]:
    """Not delivered and due within two weeks or late: the enterprise's side for its liaison, both for the coordinator."""
    due = Commitment.objects.filter(
        agreement__state=AgreementState.ACTIVE, delivered_on__isnull=True, due_on__lte=on + timedelta(days=COMMITMENT_NOTICE)
    )
    mine = Q(agreement__partnership__in=_own_departments(user))
    if own := own_enterprises(user):
        mine |= Q(side=Side.ENTERPRISE, agreement__partnership__enterprise_id__in=own)
    return due.filter(mine).order_by("due_on", "pk")
