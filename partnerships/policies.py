"""Who may see and do what with enterprises, screenings, partnerships and agreements."""

from typing import cast

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.policies import Person, coordinates, coordinates_any, standing
from config.kit.verdicts import Verdict, allow_if, any_of
from partnerships.models import Agreement, Enterprise, Partnership, Screening


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


def visible_enterprises(user: Person) -> QuerySet[Enterprise]:
    """People of the college see the register; a liaison sees the own enterprise."""
    who = standing(user)
    if who.is_college_wide or who.has(Role.COORDINATOR, Role.INSTRUCTOR):
        return Enterprise.objects.all()
    return Enterprise.objects.filter(pk__in=own_enterprises(user))


def visible_screenings(user: Person) -> QuerySet[Screening]:
    """The college's judgement of an enterprise is for coordinators, administrators and auditors."""
    who = standing(user)
    return Screening.objects.all() if who.is_college_wide or who.has(Role.COORDINATOR) else Screening.objects.none()


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


def can_register_enterprise(user: Person) -> Verdict:
    return coordinates_any(user)


def can_edit_enterprise(user: Person, enterprise: Enterprise) -> Verdict:
    return any_of(speaks_for(user, enterprise.pk), coordinates_any(user))


def can_run_partnership(user: Person, partnership: Partnership) -> Verdict:
    """Edit a partnership and draft its agreements."""
    return coordinates(user, partnership.department_id)
