"""Who may see and edit course maps and what they connect."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.models import Programme
from college.policies import Person, standing
from config.kit.verdicts import Verdict, allow_if
from curricula.models import CourseMap, Post
from partnerships.policies import own_enterprises


def can_edit_programme_map(user: Person, programme: Programme) -> Verdict:
    """The programme's team, the coordinators of its department, and administrators."""
    who = standing(user)
    return allow_if(
        who.has(Role.ADMINISTRATOR) or programme.pk in who.programmes or (programme.department_id or 0) in who.departments,
        _("Only the programme's team, its department's coordinator or an administrator may change this."),
    )


def visible_programmes(user: Person) -> QuerySet[Programme]:
    """Everybody of the college may read all programmes; a liaison those of agreements with the own enterprise."""
    who = standing(user)
    if who.is_college_wide or who.has(Role.COORDINATOR, Role.INSTRUCTOR):
        return Programme.objects.all()
    return Programme.objects.filter(
        pk__in=Programme.objects.filter(agreements__partnership__enterprise_id__in=own_enterprises(user)).values("pk")
    )


def visible_maps(user: Person) -> QuerySet[CourseMap]:
    """The maps of visible programmes; outside the college only what is published."""
    who = standing(user)
    if who.is_college_wide or who.has(Role.COORDINATOR, Role.INSTRUCTOR):
        return CourseMap.objects.all()
    return CourseMap.objects.filter(programme__in=visible_programmes(user), state="published")


def visible_posts(user: Person) -> QuerySet[Post]:
    who = standing(user)
    if who.is_college_wide or who.has(Role.COORDINATOR, Role.INSTRUCTOR):
        return Post.objects.all()
    return Post.objects.filter(Q(enterprise_id__in=own_enterprises(user)))
