"""Course maps: list, new version, the read view with its figures, states, requirements, exports."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.lists import EXPORTS, Empty, ListPage
from college.pages import Button, Crumbs, form_page
from college.requests import Request, posted
from college.services.lists import record_export
from college.transitions import Transition, Transitions
from config.kit.errors import DomainError
from config.kit.reading import read_id
from config.kit.spreadsheets import write_csv, write_xlsx
from config.kit.verdicts import require
from curricula.enums import Layer, MapState, Strength
from curricula.filters import MapFilter
from curricula.forms import PublishForm, StartMapForm, TitleForm
from curricula.models import Capability, CourseMap, Post, Requirement
from curricula.policies import (
    can_add_to_catalogue,
    can_decide_map,
    can_edit_map,
    can_edit_programme_map,
    reads_the_college,
    visible_maps,
)
from curricula.selectors.maps import Grid, capabilities_left_out, grid_of_map, in_map_order, posts_for_map, with_counts
from curricula.selectors.readiness import map_is_draft, map_may_be_archived, map_may_be_submitted
from curricula.services import maps
from curricula.services.maps import Rating
from curricula.tables import MapTable
from curricula.views.grid import GridView, grid_view

LIST_TITLE = gettext_lazy("Course maps")


class MapList(ListPage):
    key = "maps"
    title = LIST_TITLE
    table_class = MapTable
    filterset_class = MapFilter
    empty = Empty(
        title=gettext_lazy("No course maps yet"),
        text=gettext_lazy("A course map shows which courses teach what the posts need. Start one for a programme."),
    )

    def visible(self) -> QuerySet[CourseMap]:
        return with_counts(visible_maps(self.request.user).select_related("programme__department"))

    def actions(self) -> list[Button]:
        return [Button(gettext_lazy("Start a map"), reverse("map_create"), can_add_to_catalogue(self.request.user), icon="plus")]


def seen_map(request: Request, pk: int) -> CourseMap:
    """The map, if the person may see it; else 404."""
    return get_object_or_404(visible_maps(request.user).select_related("programme__department", "copied_from"), pk=pk)


def map_create(request: Request) -> HttpResponse:
    require(can_add_to_catalogue(request.user))
    initial = {name: request.GET[name] for name in ("programme", "copied_from") if request.GET.get(name, "").isdigit()}
    return form_page(
        request,
        StartMapForm(posted(request), user=request.user, initial=initial),
        lambda data: maps.start_map(actor=request.user, **data),
        title=_("Start a course map"),
        success=_("The draft is ready. Fill its cells; each is saved as you type."),
        crumbs=[(LIST_TITLE, reverse("map_list"))],
        to=lambda made: reverse("map_edit", args=[made.pk]),
    )


def map_crumbs(course_map: CourseMap) -> Crumbs:
    return [(LIST_TITLE, reverse("map_list")), (course_map, course_map.get_absolute_url())]


COURSE_MAP = Transitions[CourseMap](
    name="map",
    machine=CourseMap.machine,
    seen=seen_map,
    crumbs=map_crumbs,
    moves=(
        Transition(
            key="submit",
            to=MapState.SUBMITTED,
            label=gettext_lazy("Submit"),
            done=gettext_lazy("Submitted. The department's coordinators have been told."),
            verb="map.submitted",
            past=gettext_lazy("Submitted"),
            right=can_edit_map,
            ready=lambda course_map, on: map_may_be_submitted(course_map),
            take=lambda course_map, taken: maps.submit_map(course_map=course_map, actor=taken.actor),
            style="outline-primary",
        ),
        Transition(
            key="publish",
            to=MapState.PUBLISHED,
            label=gettext_lazy("Publish"),
            done=gettext_lazy("Published."),
            verb="map.published",
            past=gettext_lazy("Published"),
            right=can_decide_map,
        ),
        Transition(
            key="return",
            to=MapState.DRAFT,
            label=gettext_lazy("Send back"),
            title=gettext_lazy("Send the map back"),
            done=gettext_lazy("Sent back. The programme's team has been told."),
            verb="map.returned",
            past=gettext_lazy("Sent back"),
            right=can_decide_map,
            take=lambda course_map, taken: maps.return_map(course_map=course_map, reason=taken.reason, actor=taken.actor),
            style="",
            asks_reason=True,
        ),
        Transition(
            key="archive",
            to=MapState.ARCHIVED,
            label=gettext_lazy("Archive"),
            done=gettext_lazy("Archived."),
            verb="map.archived",
            past=gettext_lazy("Archived"),
            right=can_decide_map,
            ready=lambda course_map, on: map_may_be_archived(course_map),
            take=lambda course_map, taken: maps.archive_map(course_map=course_map, actor=taken.actor),
            style="outline-secondary",
            confirm=gettext_lazy("Take this map out of force? The programme will have no published map."),
        ),
    ),
)


def map_detail(request: Request, pk: int) -> HttpResponse:
    """The printable matrix, with coverage and the gap list beside it."""
    course_map = seen_map(request, pk)
    found = grid_view(request, grid_of_map(course_map))
    versions = visible_maps(request.user).filter(programme=course_map.programme).order_by("-version")
    context = {**_frame(request, course_map), "view": found, "versions": versions[:20]}
    return render(request, "curricula/map_detail.html", context)


def _frame(request: Request, course_map: CourseMap) -> dict[str, Any]:
    """What every page of one map shows around its content."""
    user = request.user
    may_edit = can_edit_map(user, course_map)
    may_act = may_edit or can_decide_map(user, course_map)
    return {
        "map": course_map,
        "crumbs": map_crumbs(course_map),
        "buttons": COURSE_MAP.buttons(course_map, user, timezone.localdate()) if may_act else [],
        "edit_verdict": may_edit and map_is_draft(course_map),
        "reads_history": reads_the_college(user),
        "programme_verdict": can_edit_programme_map(user, course_map.programme),
    }


def map_edit(request: Request, pk: int) -> HttpResponse:
    """The editor of a draft."""
    course_map = seen_map(request, pk)
    require(can_edit_map(request.user, course_map))
    if not (verdict := map_is_draft(course_map)):
        messages.error(request, str(verdict.reason))
        return redirect(course_map)
    left_out = capabilities_left_out(course_map).count()
    # The revision was read with the map, before the grid: what is saved meanwhile is news to the page.
    view = grid_view(request, grid_of_map(course_map))
    needs = [(need.capability, need.importance, need.post) for need in view.grid.needs]
    start = {"revision": course_map.revision, "needs": needs, "isWhole": not view.is_filtered}
    context = {**_frame(request, course_map), "view": view, "left_out": left_out, "start": start}
    context |= {"layers": Layer.choices, "strengths": Strength.choices}
    return render(request, "curricula/map_edit.html", context)


def map_rename(request: Request, pk: int) -> HttpResponse:
    course_map = seen_map(request, pk)
    require(can_edit_map(request.user, course_map))
    return form_page(
        request,
        TitleForm(posted(request), initial={"title": course_map.title}),
        lambda data: maps.rename_map(course_map=course_map, title=data["title"], actor=request.user),
        title=_("Title of the map"),
        success=_("Saved."),
        crumbs=map_crumbs(course_map),
        to=course_map,
    )


def map_publish(request: Request, pk: int) -> HttpResponse:
    course_map = seen_map(request, pk)
    require(can_decide_map(request.user, course_map))
    return form_page(
        request,
        PublishForm(posted(request)),
        lambda data: maps.publish_map(course_map=course_map, actor=request.user, on=data["effective_from"]),
        title=_("Publish the map"),
        success=_("Published."),
        crumbs=map_crumbs(course_map),
        to=course_map,
        submit=_("Publish"),
    )


def map_requirements(request: Request, pk: int) -> HttpResponse:
    """Which capabilities a draft holds, and how important they are: for the group of posts, or for one post."""
    course_map = seen_map(request, pk)
    user = request.user
    posts = list(posts_for_map(course_map))
    wanted = request.GET.get("post", "")
    post = next((one for one in posts if str(one.pk) == wanted), None)
    require(can_edit_map(user, course_map))
    if not (verdict := map_is_draft(course_map)):
        messages.error(request, str(verdict.reason))
        return redirect(course_map)
    capabilities = in_map_order(Capability.objects.filter(programme=course_map.programme_id))
    requirements = list(course_map.requirements.all())
    here = post.pk if post else None
    rated: dict[int, Rating | Requirement | None] = {row.capability_id: row for row in requirements if row.post_id == here}
    elsewhere = Counter(row.capability_id for row in requirements if row.post_id and row.post_id != here)
    shown = [capability for capability in capabilities if capability.is_active or capability.pk in rated]
    if request.method == "POST":
        rated = {capability.pk: _rating(request, capability) for capability in shown}
        ratings = {pk: rating for pk, rating in rated.items() if not isinstance(rating, Requirement)}
        try:
            maps.save_requirements(
                course_map=course_map, post=post, ratings=ratings, actor=user, drop_marks=request.POST.get("drop_marks") == "1"
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    lines = [(capability, rated.get(capability.pk), elsewhere[capability.pk]) for capability in shown]
    context = {
        **_frame(request, course_map),
        "posts": posts,
        "post": post,
        "lines": lines,
        "scale": range(1, 6),
    }
    return render(request, "curricula/map_requirements.html", context, status=422 if request.method == "POST" else 200)


def _rating(request: Request, capability: Capability) -> Rating | None:
    importance = read_id(request.POST.get(f"importance_{capability.pk}"))
    level = read_id(request.POST.get(f"level_{capability.pk}"))
    return None if importance is None else Rating(importance, 3 if level is None else level)


def map_export(request: Request, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The matrix as CSV or XLSX (``?form=``), exactly the rows that the page's filters show; recorded."""
    course_map = seen_map(request, pk)
    view = grid_view(request, grid_of_map(course_map))
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    record_export(user=request.user, list_key=f"map-{course_map.pk}", rows=len(view.rows), query=view.query, form=form)
    header, rows = matrix_header(view.grid), matrix_rows(view)
    name = f"map-{course_map.programme.code}-v{course_map.version}.{form}"
    response: HttpResponse | StreamingHttpResponse
    if form == "csv":
        response = StreamingHttpResponse(write_csv(header, rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(write_xlsx(str(course_map), header, rows), content_type=EXPORTS[form])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=" ".join(name.split())) or ""
    return response


def matrix_header(grid: Grid) -> list[str]:
    fixed = [_("Layer"), _("Code"), _("Capability"), _("Posts"), _("Weight"), _("Courses with at least M"), _("Gap")]
    return [*fixed, *(f"{course.code} {course.display_name}" for course in grid.courses)]


def matrix_rows(view: GridView) -> Iterator[list[Any]]:
    names = {post.pk: _post_label(post) for post in view.grid.posts}
    for row in view.rows:
        yield [
            row.capability.get_layer_display(),
            row.capability.code,
            row.capability.display_name,
            "; ".join(names[pk] for pk in row.posts),
            round(row.figures.weight, 4),
            row.figures.courses,
            _("gap") if row.figures.is_gap else "",
            *row.cells,
        ]


def _post_label(post: Post) -> str:
    return f"{post.code} {post.display_name}".strip()
