"""Posts, capabilities and courses: lists, pages, forms, and many at once."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.models import Programme, User
from college.pages import Button, Crumbs, act, form_page, frame_of
from college.requests import Request, posted
from config.kit.reading import read_id
from config.kit.verdicts import require
from curricula.filters import CapabilityFilter, CourseFilter, PostFilter
from curricula.forms import CapabilityForm, CatalogueForm, CourseForm, LinesForm, PostForm
from curricula.models import Capability, Course, Post
from curricula.policies import (
    can_add_post,
    can_add_to_catalogue,
    can_edit_programme_map,
    visible_capabilities,
    visible_courses,
    visible_maps,
    visible_posts,
    visible_programmes,
)
from curricula.selectors.maps import coverage_of_maps, supports_in_visible_maps
from curricula.services import catalogue
from curricula.services.catalogue import Thing
from curricula.tables import CapabilityTable, CourseTable, PostTable
from partnerships.policies import visible_enterprises

NOTHING_YET = _("Paste a whole list from the programme's page, import a file, or add the first one here.")


class PostList(ListPage):
    key = "posts"
    title = _("Posts")
    table_class = PostTable
    filterset_class = PostFilter
    empty = Empty(title=_("No posts yet"), text=NOTHING_YET)

    def visible(self) -> QuerySet[Post]:
        return visible_posts(self.request.user).select_related("programme", "enterprise")

    def actions(self) -> list[Button]:
        return [Button(_("Add a post"), reverse("post_create"), can_add_post(self.request.user), icon="plus")]


class CapabilityList(ListPage):
    key = "capabilities"
    title = _("Capabilities")
    table_class = CapabilityTable
    filterset_class = CapabilityFilter
    empty = Empty(title=_("No capabilities yet"), text=NOTHING_YET)

    def visible(self) -> QuerySet[Capability]:
        return visible_capabilities(self.request.user).select_related("programme")

    def actions(self) -> list[Button]:
        return [Button(_("Add a capability"), reverse("capability_create"), can_add_to_catalogue(self.request.user), icon="plus")]


class CourseList(ListPage):
    key = "courses"
    title = _("Courses")
    table_class = CourseTable
    filterset_class = CourseFilter
    empty = Empty(title=_("No courses yet"), text=NOTHING_YET)

    def visible(self) -> QuerySet[Course]:
        return visible_courses(self.request.user).select_related("programme")

    def actions(self) -> list[Button]:
        return [Button(_("Add a course"), reverse("course_create"), can_add_to_catalogue(self.request.user), icon="plus")]


def post_detail(request: Request, pk: int) -> HttpResponse:
    posts = visible_posts(request.user).select_related("programme", "enterprise")
    post = get_object_or_404(posts, pk=pk)
    needs = post.requirements.filter(map__in=visible_maps(request.user)).select_related("map__programme", "capability")
    newest = needs.order_by("-map__version", "-importance", "capability__code")[:100]
    return _detail(request, post, "post", needs=newest)


def capability_detail(request: Request, pk: int) -> HttpResponse:
    capability = get_object_or_404(visible_capabilities(request.user).select_related("programme"), pk=pk)
    supports = supports_in_visible_maps(request.user, capability=capability)
    return _detail(request, capability, "capability", supports=supports)


def course_detail(request: Request, pk: int) -> HttpResponse:
    course = get_object_or_404(visible_courses(request.user).select_related("programme"), pk=pk)
    return _detail(request, course, "course", supports=supports_in_visible_maps(request.user, course=course))


def _detail(request: Request, thing: Thing, noun: str, **context: Any) -> HttpResponse:
    return render(
        request,
        f"curricula/{noun}_detail.html",
        {
            "thing": thing,
            noun: thing,
            "verdict": catalogue.may_change(request.user, thing),
            "edit_url": reverse(f"{noun}_edit", args=[thing.pk]),
            "active_url": reverse(f"{noun}_set_active", args=[thing.pk]),
            "list_url": reverse(f"{noun}_list"),
            "list_title": thing._meta.verbose_name_plural,
            **context,
        },
    )


def post_create(request: Request) -> HttpResponse:
    require(can_add_post(request.user))
    return _create(request, PostForm, _("Add a post"), "post")


def capability_create(request: Request) -> HttpResponse:
    require(can_add_to_catalogue(request.user))
    return _create(request, CapabilityForm, _("Add a capability"), "capability")


def course_create(request: Request) -> HttpResponse:
    require(can_add_to_catalogue(request.user))
    return _create(request, CourseForm, _("Add a course"), "course")


def post_edit(request: Request, pk: int) -> HttpResponse:
    return _edit(request, PostForm, get_object_or_404(visible_posts(request.user).select_related("programme"), pk=pk), "post")


def capability_edit(request: Request, pk: int) -> HttpResponse:
    capability = get_object_or_404(visible_capabilities(request.user).select_related("programme"), pk=pk)
    return _edit(request, CapabilityForm, capability, "capability")


def course_edit(request: Request, pk: int) -> HttpResponse:
    course = get_object_or_404(visible_courses(request.user).select_related("programme"), pk=pk)
    return _edit(request, CourseForm, course, "course")


@require_POST
def post_set_active(request: Request, pk: int) -> HttpResponse:
    return _set_active(request, get_object_or_404(visible_posts(request.user).select_related("programme"), pk=pk))


@require_POST
def capability_set_active(request: Request, pk: int) -> HttpResponse:
    return _set_active(request, get_object_or_404(visible_capabilities(request.user).select_related("programme"), pk=pk))


@require_POST
def course_set_active(request: Request, pk: int) -> HttpResponse:
    return _set_active(request, get_object_or_404(visible_courses(request.user).select_related("programme"), pk=pk))


def _create(request: Request, form_class: type[CatalogueForm], title: Any, noun: str) -> HttpResponse:
    initial = {name: pk for name in ("programme", "enterprise") if (pk := read_id(request.GET.get(name))) is not None}
    form = form_class(posted(request), user=request.user, initial=initial)
    return form_page(
        request,
        form,
        lambda _data: _save(form.instance, request.user),
        title=title,
        success=_("Added."),
        crumbs=_way(form.instance, noun),
    )


def _edit(request: Request, form_class: type[CatalogueForm], thing: Thing, noun: str) -> HttpResponse:
    require(catalogue.may_change(request.user, thing))
    # Said before the form writes into it.
    title = str(thing)
    form = form_class(posted(request), user=request.user, instance=thing)
    return form_page(
        request,
        form,
        lambda _data: _save(form.instance, request.user),
        title=_("Edit: %(title)s") % {"title": title},
        success=_("Saved."),
        crumbs=[*_way(thing, noun), (title, thing.get_absolute_url())],
    )


def _way(thing: Thing, noun: str) -> Crumbs:
    return [(capfirst(thing._meta.verbose_name_plural), reverse(f"{noun}_list"))]


def _save(thing: Thing, user: User) -> Thing:
    if isinstance(thing, Post):
        return catalogue.save_post(post=thing, actor=user)
    if isinstance(thing, Capability):
        return catalogue.save_capability(capability=thing, actor=user)
    return catalogue.save_course(course=thing, actor=user)


def _set_active(request: Request, thing: Thing) -> HttpResponse:
    active = request.POST.get("active") == "1"
    return act(
        request,
        lambda: catalogue.set_active(thing=thing, active=active, actor=request.user),
        success=_("Back in use.") if active else _("Taken out of use. Maps that hold it keep it."),
        to=thing.get_absolute_url(),
    )


LINES_TITLES = {"posts": _("Add posts"), "capabilities": _("Add capabilities"), "courses": _("Add courses")}


def catalogue_lines(request: Request, pk: int, kind: str) -> HttpResponse:
    """Paste many posts, capabilities or courses into a programme."""
    programme = get_object_or_404(visible_programmes(request.user), pk=pk)
    user = request.user
    if kind not in LINES_TITLES:
        raise Http404
    require(can_edit_programme_map(user, programme))
    listed = {"posts": "post_list", "capabilities": "capability_list", "courses": "course_list"}[kind]
    return form_page(
        request,
        LinesForm(posted(request), kind=kind),
        lambda data: _add_lines(kind, programme, user, data),
        title=LINES_TITLES[kind],
        success=_("Added. Names that were there already were passed over."),
        crumbs=[(programme.display_name, programme.get_absolute_url())],
        lead=_("Nothing is added unless every line can be; a line that cannot is named."),
        to=f"{reverse(listed)}?programme={programme.pk}",
    )


def _add_lines(kind: str, programme: Programme, user: User, given: dict[str, Any]) -> None:
    if kind == "posts":
        catalogue.add_posts(programme=programme, lines=given["lines"], actor=user)
    elif kind == "capabilities":
        catalogue.add_capabilities(programme=programme, layer=given["layer"], lines=given["lines"], actor=user)
    else:
        catalogue.add_courses(programme=programme, kind=given["kind"], term=given["term"], lines=given["lines"], actor=user)


def programme_curriculum_panel(request: Request, pk: int) -> HttpResponse:
    """The panel on a programme's page: its maps, posts, capabilities and courses."""
    programme = get_object_or_404(visible_programmes(request.user), pk=pk)
    counts = Programme.objects.filter(pk=pk).aggregate(
        posts=Count("posts", distinct=True), capabilities=Count("capabilities", distinct=True), courses=Count("courses", distinct=True)
    )
    maps = list(visible_maps(request.user).filter(programme=programme).order_by("-version")[:10])
    coverage = coverage_of_maps([course_map.pk for course_map in maps])
    context = {
        "frame": frame_of(request),
        "programme": programme,
        "maps": [(course_map, coverage[course_map.pk].percent) for course_map in maps],
        "counts": counts,
        "verdict": can_edit_programme_map(request.user, programme),
    }
    return render(request, "curricula/_programme_panel.html", context)


def enterprise_posts_panel(request: Request, pk: int) -> HttpResponse:
    """The panel on an enterprise's page: the posts it describes."""
    enterprise = get_object_or_404(visible_enterprises(request.user), pk=pk)
    posts = visible_posts(request.user).filter(enterprise=enterprise).select_related("programme").order_by("-is_active", "name", "pk")
    context = {"frame": frame_of(request), "enterprise": enterprise, "posts": posts[:50], "verdict": can_add_post(request.user)}
    return render(request, "curricula/_enterprise_panel.html", context)
