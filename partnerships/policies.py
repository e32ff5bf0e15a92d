"""Who may see and do what with enterprises, screenings, partnerships and agreements."""

from typing import cast

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.policies import Person, coordinates, coordinates_any, is_administrator, standing
from config.kit.verdicts import Verdict, allow_if
from partnerships.enums import Side
from partnerships.models import Agreement, Commitment, Document, Enterprise, Partnership, Screening


def own_enterprises(user: Person) -> frozenset[int]:
    """Ids of the enterprises that a liaison speaks for today. One query, kept for the request."""
    if not standing(user).has(Role.LIAISON):
        return frozenset()
    if not user.is_authenticated:
        return frozenset()
    if "own_enterprises" not in user.memo:
        today = timezone.localdate()
        held = user.liaisons.filter(Q(until__isnull=True) | Q(until__gte=today))
        user.memo["own_enterprises"] = frozenset(held.values_list("enterprise_id", flat=True))
    return cast(frozenset[int], user.memo["own_enterprises"])


def speaks_for(user: Person, enterprise_id: int) -> Verdict:
    return allow_if(enterprise_id in own_enterprises(user), _("Only a liaison of this enterprise may do this."))


# --- what a person sees ---------------------------------------------------------------------------------------------


def visible_enterprises(user: Person) -> QuerySet[Enterprise]:
    """People of the college see the register; a liaison sees the own enterprise."""
    who = standing(user)
    if who.is_college_wide or who.has(Role.COORDINATOR, Role.INSTRUCTOR):
        return Enterprise.objects.all()
    return Enterprise.objects.filter(pk__in=own_enterprises(user))


def sees_screenings(user: Person) -> Verdict:
    who = standing(user)
    return allow_if(
        who.is_college_wide or who.has(Role.COORDINATOR),
        _("Screenings are the college's own judgement; coordinators, administrators and auditors read them."),
    )


def visible_screenings(user: Person) -> QuerySet[Screening]:
    """The college's judgement of an enterprise is for coordinators, administrators and auditors."""
    return Screening.objects.all() if sees_screenings(user) else Screening.objects.none()


def visible_partnerships(user: Person) -> QuerySet[Partnership]:
    """All for administrator and auditor; own departments for a coordinator; the departments of own programmes for an
    instructor; the own enterprise's for a liaison. A person with several roles sees the union."""
    who = standing(user)
    if who.is_college_wide:
        return Partnership.objects.all()
    seen = Q(pk__in=[])
    if who.departments:
        seen |= Q(department_id__in=who.departments)
    if who.programmes:
        seen |= Q(department__programmes__in=who.programmes)
    if own := own_enterprises(user):
        seen |= Q(enterprise_id__in=own)
    # A subquery instead of DISTINCT, so that a list can be sorted and counted cheaply.
    return Partnership.objects.filter(pk__in=Partnership.objects.filter(seen).values("pk"))


def visible_agreements(user: Person) -> QuerySet[Agreement]:
    """The agreements of visible partnerships."""
    if standing(user).is_college_wide:
        return Agreement.objects.all()
    return Agreement.objects.filter(partnership__in=visible_partnerships(user))


def visible_commitments(user: Person) -> QuerySet[Commitment]:
    """The commitments of visible agreements."""
    if standing(user).is_college_wide:
        return Commitment.objects.all()
    return Commitment.objects.filter(agreement__partnership__in=visible_partnerships(user))


def visible_documents(user: Person) -> QuerySet[Document]:
    """The files of visible agreements and screenings."""
    return Document.objects.filter(Q(agreement__in=visible_agreements(user)) | Q(screening__in=visible_screenings(user)))


# --- what a person may do: rights only; whether the row is ready for it is said by selectors.readiness -----------


def can_register_enterprise(user: Person) -> Verdict:
    return coordinates_any(user)


def can_edit_enterprise(user: Person, enterprise: Enterprise) -> Verdict:
    return speaks_for(user, enterprise.pk) | coordinates_any(user)


def can_archive_enterprise(user: Person) -> Verdict:
    return coordinates_any(user)


def can_appoint_liaison(user: Person) -> Verdict:
    return coordinates_any(user)


def can_write_screening(user: Person) -> Verdict:
    """Open, fill in and submit a screening: of an enterprise, so any department's coordinator may."""
    return coordinates_any(user)


def can_decide_screening(user: Person) -> Verdict:
    return is_administrator(user)


def can_run_partnership(user: Person, partnership: Partnership) -> Verdict:
    """Edit a partnership and draft its agreements."""
    return coordinates(user, partnership.department_id)


def can_draft_agreement(user: Person, agreement: Agreement) -> Verdict:
    return can_run_partnership(user, agreement.partnership)


def can_approve_agreement(user: Person) -> Verdict:
    return is_administrator(user)


def can_sign_for(user: Person, agreement: Agreement, side: str) -> Verdict:
    """The coordinator records either side's paper; a liaison confirms for the own enterprise and never for the college."""
    if side == Side.COLLEGE:
        return can_run_partnership(user, agreement.partnership)
    return speaks_for(user, agreement.partnership.enterprise_id) | can_run_partnership(user, agreement.partnership)


def can_report_delivery(user: Person, commitment: Commitment) -> Verdict:
    """The coordinator for both sides, the enterprise's liaison for what the enterprise owes."""
    partnership = commitment.agreement.partnership
    liaison = speaks_for(user, partnership.enterprise_id) & allow_if(
        commitment.side == Side.ENTERPRISE, _("The college reports what the college delivers.")
    )
    college = can_run_partnership(user, partnership)
    # To a liaison the liaison's own reason says more than the coordinator's.
    return college | liaison if own_enterprises(user) else liaison | college


def can_add_document(user: Person, owner: Agreement | Screening) -> Verdict:
    if isinstance(owner, Screening):
        return can_write_screening(user)
    return speaks_for(user, owner.partnership.enterprise_id) | can_run_partnership(user, owner.partnership)
