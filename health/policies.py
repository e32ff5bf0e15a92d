"""Who may read and answer health reviews and warnings. The college's judgement of a partner is for the college's people."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.policies import Person, coordinates, is_administrator, is_person, standing
from config.kit.verdicts import Verdict, allow_if
from health.models import HealthWarning, Review
from partnerships.models import Partnership


def reviewed_partnerships(user: Person) -> QuerySet[Partnership]:
    """The partnerships whose health a person may read: those of ``visible_partnerships``, save what a liaison sees."""
    who = standing(user)
    if who.is_college_wide:
        return Partnership.objects.all()
    seen = Q(pk__in=[])
    if who.departments:
        seen |= Q(department_id__in=who.departments)
    if who.programmes:
        seen |= Q(department__programmes__in=who.programmes)
    return Partnership.objects.filter(pk__in=Partnership.objects.filter(seen).values("pk"))


def visible_reviews(user: Person) -> QuerySet[Review]:
    if standing(user).is_college_wide:
        return Review.objects.all()
    return Review.objects.filter(partnership__in=reviewed_partnerships(user))


def visible_warnings(user: Person) -> QuerySet[HealthWarning]:
    """The warnings of partnerships whose health the person may read, and those that they own."""
    if standing(user).is_college_wide:
        return HealthWarning.objects.all()
    seen = Q(partnership__in=reviewed_partnerships(user))
    return HealthWarning.objects.filter(seen | Q(owner_id=user.pk) if user.is_authenticated and user.is_active else seen)


def can_read_health(user: Person) -> Verdict:
    """Open the pages of health at all."""
    return allow_if(
        standing(user).has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSTRUCTOR, Role.AUDITOR),
        _("Health reviews are for people of the college."),
    )


def can_review(user: Person, partnership: Partnership) -> Verdict:
    return coordinates(user, partnership.department_id)


def can_publish_policy(user: Person) -> Verdict:
    """What counts for health is the college's to say."""
    return is_administrator(user)


def can_take_over_warning(user: Person, warning: HealthWarning) -> Verdict:
    return coordinates(user, warning.partnership.department_id)


def can_answer_warning(user: Person, warning: HealthWarning) -> Verdict:
    """Plan and close: the owner, or who coordinates the department."""
    return allow_if(is_person(user, warning.owner_id), "") | coordinates(user, warning.partnership.department_id)
