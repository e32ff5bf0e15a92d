"""Who may see and do what with students, openings and placements."""

from typing import cast

from django.db.models import Q, QuerySet

from college.enums import Role
from college.models import User
from college.policies import Person, standing
from internships.models import Opening, Placement, Student
from partnerships.policies import own_enterprises


def visible_placements(user: Person) -> QuerySet[Placement]:
    """All for administrator and auditor; own departments for a coordinator; own programmes and supervised ones for an
    instructor; the own enterprise's for a liaison; own interns for a mentor; one's own for a student."""
    who = standing(user)
    if who.is_college_wide:
        return Placement.objects.all()
    if not user.is_authenticated:
        return Placement.objects.none()
    person = cast(User, user)
    seen = Q(pk__in=[])
    if who.departments:
        seen |= Q(department_id__in=who.departments)
    if who.has(Role.INSTRUCTOR):
        seen |= Q(programme_id__in=who.programmes) | Q(teacher=person)
    if own := own_enterprises(user):
        seen |= Q(enterprise_id__in=own)
    if who.has(Role.MENTOR):
        seen |= Q(mentor__user=person)
    if who.has(Role.STUDENT):
        seen |= Q(student__user=person)
    return Placement.objects.filter(seen)


def visible_students(user: Person) -> QuerySet[Student]:
    """Staff see the students of their departments and programmes; a student sees only the own record. Enterprises see
    students through placements, never through the register."""
    who = standing(user)
    if who.is_college_wide:
        return Student.objects.all()
    if not user.is_authenticated:
        return Student.objects.none()
    seen = Q(pk__in=[])
    if who.departments:
        seen |= Q(programme__department_id__in=who.departments)
    if who.programmes:
        seen |= Q(programme_id__in=who.programmes)
    if who.has(Role.STUDENT):
        seen |= Q(user=cast(User, user))
    return Student.objects.filter(seen)


def visible_openings(user: Person) -> QuerySet[Opening]:
    """Staff see the openings for their departments' and programmes; a liaison the own enterprise's."""
    who = standing(user)
    if who.is_college_wide:
        return Opening.objects.all()
    seen = Q(pk__in=[])
    if who.departments:
        seen |= Q(programme__department_id__in=who.departments)
    if who.programmes:
        seen |= Q(programme_id__in=who.programmes)
    if own := own_enterprises(user):
        seen |= Q(enterprise_id__in=own)
    return Opening.objects.filter(seen)
