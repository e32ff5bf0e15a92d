"""Whom to tell."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from college.enums import Role
from college.models import User
from partnerships.models import Partnership


def administrators() -> QuerySet[User]:
    return User.objects.filter(is_active=True, pk__in=User.objects.filter(grants__role=Role.ADMINISTRATOR).values("pk"))


def owner_or_coordinators(partnership: Partnership) -> QuerySet[User]:
    """The owner; without one the coordinators of the responsible department."""
    if partnership.owner_id:
        return User.objects.filter(pk=partnership.owner_id, is_active=True)
    held = User.objects.filter(grants__role=Role.COORDINATOR, grants__department_id=partnership.department_id)
    return User.objects.filter(is_active=True, pk__in=held.values("pk"))


def liaisons_of(enterprise_id: int) -> QuerySet[User]:
    """Who speaks for the enterprise today."""
    today = timezone.localdate()
    held = User.objects.filter(Q(liaisons__until__isnull=True) | Q(liaisons__until__gte=today), liaisons__enterprise_id=enterprise_id)
    return User.objects.filter(is_active=True, pk__in=held.values("pk"))


def possible_owners(department_id: int) -> QuerySet[User]:
    """Who may own a partnership of the department: its coordinators, and administrators."""
    held = User.objects.filter(Q(grants__role=Role.COORDINATOR, grants__department_id=department_id) | Q(grants__role=Role.ADMINISTRATOR))
    return User.objects.filter(is_active=True, pk__in=held.values("pk"))
