"""What a form offers to choose from, and so what its service takes: one set for both."""

from django.db.models import QuerySet

from college.models import Programme
from college.policies import Person, coordinates_any
from partnerships.models import Enterprise
from partnerships.policies import visible_enterprises


def programmes_for_agreements() -> QuerySet[Programme]:
    """What an agreement may cover: the programmes that the college offers, of whatever department."""
    return Programme.objects.filter(is_active=True, department__isnull=False)


def enterprises_on_register(user: Person) -> QuerySet[Enterprise]:
    """The enterprises that a coordinator may begin to work with: all that are not archived. Reading them is not enough."""
    return visible_enterprises(user).filter(archived_at__isnull=True) if coordinates_any(user) else Enterprise.objects.none()
