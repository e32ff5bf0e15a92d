"""What curricula adds to the registries of the apps below it."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college import navigation, search, verbs, work
from college.enums import Role
from college.models import Programme
from college.panels import Panel, panels
from college.policies import Person
from curricula.policies import (
    can_add_post,
    editable_programmes,
    enterprises_for_posts,
    reads_the_college,
    visible_maps,
    visible_posts,
    visible_programmes,
)
from curricula.selectors.maps import drafts_with_gaps, maps_to_decide, programmes_without_map
from curricula.views.maps import COURSE_MAP
from partnerships.forms.fields import Scope, scopes
from partnerships.models import Enterprise
from partnerships.policies import own_enterprises

scopes.register(Scope("posts", can_add_post, enterprises_for_posts))

verbs.verbs.register_all(COURSE_MAP.verbs())
verbs.verbs.register_all(
    (
        verbs.Verb("map.cells_changed", _("Cells changed")),
        verbs.Verb("map.requirements_changed", _("Needs of the posts changed")),
        verbs.Verb("post.deactivated", _("Taken out of use")),
        verbs.Verb("capability.deactivated", _("Taken out of use")),
        verbs.Verb("course.deactivated", _("Taken out of use")),
        verbs.Verb("post.activated", _("Used again")),
        verbs.Verb("capability.activated", _("Used again")),
        verbs.Verb("course.activated", _("Used again")),
    )
)


# --- navigation -----------------------------------------------------------------------------------------------------


def reads_maps(user: Person) -> bool:
    """People of the college, and liaisons, who see what their partner programmes published."""
    return reads_the_college(user) or bool(own_enterprises(user))


navigation.entries.register(navigation.NavEntry("maps", "curricula", _("Course maps"), "map_list", "table-cells", reads_maps))
navigation.entries.register(navigation.NavEntry("posts", "curricula", _("Posts"), "post_list", "briefcase", reads_maps))
navigation.entries.register(
    navigation.NavEntry("capabilities", "curricula", _("Capabilities"), "capability_list", "light-bulb", reads_the_college)
)
navigation.entries.register(navigation.NavEntry("courses", "curricula", _("Courses"), "course_list", "book-open", reads_the_college))


# --- home page ------------------------------------------------------------------------------------------------------


def _to_decide(user: Person, on: date, limit: int) -> list[work.WorkItem]:
    return [
        work.WorkItem(_("Course map to publish"), str(course_map), course_map.get_absolute_url(), _("Look"))
        for course_map in maps_to_decide(user).select_related("programme")[:limit]
    ]


def _drafts(user: Person, on: date, limit: int) -> list[work.WorkItem]:
    return [
        work.WorkItem(
            _("Draft course map sent back") if course_map.state_note else _("Draft course map with gaps"),
            str(course_map),
            reverse("map_edit", args=[course_map.pk]),
            _("Fill"),
            level="warning" if course_map.state_note else "info",
        )
        for course_map in drafts_with_gaps(user).select_related("programme")[:limit]
    ]


def _without_map(user: Person, on: date, limit: int) -> list[work.WorkItem]:
    return [
        work.WorkItem(
            _("Programme without a course map"), programme.display_name, f"{reverse('map_create')}?programme={programme.pk}", _("Start")
        )
        for programme in programmes_without_map(editable_programmes(user)).order_by("code")[:limit]
    ]


work.sources.register(
    work.WorkSource(
        "maps_to_decide",
        "map",
        frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
        _to_decide,
        lambda user, on: maps_to_decide(user).count(),
    )
)
work.sources.register(
    work.WorkSource("drafts_with_gaps", "map", frozenset({Role.INSTRUCTOR}), _drafts, lambda user, on: drafts_with_gaps(user).count())
)
work.sources.register(
    work.WorkSource(
        "programmes_without_map",
        "map",
        frozenset({Role.COORDINATOR, Role.INSTRUCTOR}),
        _without_map,
        lambda user, on: programmes_without_map(editable_programmes(user)).count(),
    )
)


# --- search ---------------------------------------------------------------------------------------------------------


def _find_maps(user: Person, words: str, limit: int) -> list[search.Hit]:
    found = visible_maps(user).filter(programme__name__icontains=words) | visible_maps(user).filter(programme__code__startswith=words)
    return [
        search.Hit(str(course_map), str(course_map.get_state_display()), course_map.get_absolute_url())
        for course_map in found.select_related("programme").order_by("programme__code", "-version")[:limit]
    ]


def _find_posts(user: Person, words: str, limit: int) -> list[search.Hit]:
    found = visible_posts(user).filter(name__icontains=words).select_related("programme", "enterprise").order_by("name", "pk")
    return [search.Hit(post.display_name, str(post.enterprise or post.programme or ""), post.get_absolute_url()) for post in found[:limit]]


search.sources.register(search.SearchSource("maps", _("Course maps"), _find_maps))
search.sources.register(search.SearchSource("posts", _("Posts"), _find_posts))


# --- panels of lower apps' pages ------------------------------------------------------------------------------------


def _sees_programme(user: Person, programme: Programme) -> bool:
    return reads_the_college(user) or visible_programmes(user).filter(pk=programme.pk).exists()


def _sees_posts(user: Person, enterprise: Enterprise) -> bool:
    return reads_the_college(user) or enterprise.pk in own_enterprises(user)


panels.register(
    Panel(
        "curriculum",
        "programme",
        _("Maps, posts, courses"),
        lambda programme: reverse("programme_curriculum_panel", args=[programme.pk]),
        _sees_programme,
    )
)
panels.register(
    Panel("posts", "enterprise", _("Posts of this enterprise"), lambda one: reverse("enterprise_posts_panel", args=[one.pk]), _sees_posts)
)
