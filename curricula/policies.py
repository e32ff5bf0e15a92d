"""Who may see and edit course maps and what they connect."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.models import Programme
from college.policies import Person, coordinates, standing
from config.kit.verdicts import Verdict, allow_if
from curricula.enums import MapState
from curricula.models import Capability, Course, CourseMap, Post
from partnerships.models import Enterprise, Partnership
from partnerships.policies import own_enterprises, speaks_for


def reads_the_college(user: Person) -> bool:
    """People of the college who read every programme, whoever's it is."""
    who = standing(user)
    return who.is_college_wide or who.has(Role.COORDINATOR, Role.INSTRUCTOR)


def visible_programmes(user: Person) -> QuerySet[Programme]:
    """Everybody of the college may read all programmes; a liaison those of agreements with the own enterprise."""
    if reads_the_college(user):
        return Programme.objects.all()
    return Programme.objects.filter(
        pk__in=Programme.objects.filter(agreements__partnership__enterprise_id__in=own_enterprises(user)).values("pk")
    )


def visible_maps(user: Person) -> QuerySet[CourseMap]:
    """The maps of visible programmes; outside the college only what is published."""
    if reads_the_college(user):
        return CourseMap.objects.all()
    return CourseMap.objects.filter(programme__in=visible_programmes(user), state=MapState.PUBLISHED)


def visible_posts(user: Person) -> QuerySet[Post]:
    """All for people of the college; a liaison the own enterprise's."""
    if reads_the_college(user):
        return Post.objects.all()
    return Post.objects.filter(Q(enterprise_id__in=own_enterprises(user)))


def visible_capabilities(user: Person) -> QuerySet[Capability]:
    """The capabilities of visible programmes."""
    if reads_the_college(user):
        return Capability.objects.all()
    return Capability.objects.filter(programme__in=visible_programmes(user))


def visible_courses(user: Person) -> QuerySet[Course]:
    """The courses of visible programmes."""
    if reads_the_college(user):
        return Course.objects.all()
    return Course.objects.filter(programme__in=visible_programmes(user))


def editable_programmes(user: Person) -> QuerySet[Programme]:
    """The programmes whose posts, capabilities, courses and maps the person may change; the queryset form of
    ``can_edit_programme_map``, for choices in forms."""
    who = standing(user)
    offered = Programme.objects.filter(department__isnull=False, is_active=True)
    if who.has(Role.ADMINISTRATOR):
        return offered
    return offered.filter(Q(pk__in=who.programmes) | Q(department_id__in=who.departments))


def can_edit_programme_map(user: Person, programme: Programme) -> Verdict:
    """The programme's team, the coordinators of its department, and administrators."""
    who = standing(user)
    return allow_if(
        who.has(Role.ADMINISTRATOR) or programme.pk in who.programmes or (programme.department_id or 0) in who.departments,
        _("Only the programme's team, its department's coordinator or an administrator may change this."),
    )


def can_add_to_catalogue(user: Person) -> Verdict:
    """Open the form for a new post, capability or course; which programmes it offers is ``editable_programmes``."""
    who = standing(user)
    return allow_if(
        who.has(Role.ADMINISTRATOR) or bool(who.programmes or who.departments),
        _("Only people who look after a programme may add to it."),
    )


def can_add_post(user: Person) -> Verdict:
    """As ``can_add_to_catalogue``; besides, a liaison describes the own enterprise's posts."""
    return allow_if(bool(own_enterprises(user)), "") | can_add_to_catalogue(user)


def enterprises_for_posts(user: Person) -> QuerySet[Enterprise]:
    """For whom a person may describe posts: a liaison's own enterprises; for those who look after programmes the partners of their
    departments, for administrators every partner. Who only reads the college describes none."""
    who = standing(user)
    partnerships = Partnership.objects.all()
    if not who.has(Role.ADMINISTRATOR):
        partnerships = partnerships.filter(Q(department_id__in=who.departments) | Q(department__programmes__in=who.programmes))
    partners = Q(pk__in=partnerships.values("enterprise_id"))
    return Enterprise.objects.filter(partners | Q(pk__in=own_enterprises(user))).order_by("name")


def can_describe_posts(user: Person, enterprise: Enterprise) -> Verdict:
    """Put a post under an enterprise; which ones a form offers is ``enterprises_for_posts``."""
    return allow_if(
        enterprises_for_posts(user).filter(pk=enterprise.pk).exists(),
        _("Only a liaison of this enterprise, or people of a department that works with it, may describe its posts."),
    )


def can_edit_post(user: Person, post: Post) -> Verdict:
    """The people of its programme; the liaison of its enterprise; for an enterprise's post without a programme, any
    coordinator."""
    if post.programme:
        college = can_edit_programme_map(user, post.programme)
    else:
        college = allow_if(
            standing(user).has(Role.ADMINISTRATOR, Role.COORDINATOR),
            _("Only the enterprise's liaison, a coordinator or an administrator may change this post."),
        )
    return speaks_for(user, post.enterprise_id) | college if post.enterprise_id else college


def can_edit_map(user: Person, course_map: CourseMap) -> Verdict:
    """Fill in and submit a programme's maps: the programme's people."""
    return can_edit_programme_map(user, course_map.programme)


def can_decide_map(user: Person, course_map: CourseMap) -> Verdict:
    """Publish a map, send it back, take it out of force: a coordinator of the department or an administrator."""
    return coordinates(user, course_map.programme.department_id)
