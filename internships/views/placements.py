"""Placements: the list, the page, and every step."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Action, Empty, ListPage
from college.models import User
from college.policies import coordinates_any, standing
from college.views.actions import act
from config.kit.verdicts import all_of, allow_if, require
from internships.enums import Ender, Party, PlacementState
from internships.filters import PlacementFilter
from internships.forms import CancelForm, EndForm, PlacementForm
from internships.models import Placement
from internships.policies import BEFORE_START, can_place, can_sign, can_write_logs, reads_placements, visible_placements, visible_students
from internships.selectors.pages import placement_page
from internships.services.placements import (
    cancel_placement,
    complete_placement,
    edit_placement,
    end_placement_early,
    sign_placement,
    start_placement,
)
from internships.tables import TONES, PlacementTable
from internships.views.forms import form_page, posted


class PlacementList(ListPage):
    key = "placements"
    title = _("Placements")
    table_class = PlacementTable
    filterset_class = PlacementFilter
    empty = Empty(
        title=_("No placements yet"), text=_("A placement is planned from an opening: open one and choose the students for its seats.")
    )

    def allowed(self) -> None:
        require(reads_placements(self.request.user))

    def visible(self) -> QuerySet[Placement]:
        # No joins in the row source beyond what the columns show; counting and sorting use the table's own indexes.
        return visible_placements(self.request.user).select_related("student", "enterprise", "programme")

    def actions(self) -> list[Action]:
        if not standing(self.request.user).has("administrator", "coordinator"):
            return []
        url = f"{reverse('opening_list')}?state=open&free=true"
        return [Action(_("Plan from an opening"), url, coordinates_any(self.request.user), icon="plus")]


def _placement(request: HttpRequest, pk: int) -> Placement:
    rows = visible_placements(request.user).select_related(
        "student__user", "enterprise", "programme", "department", "partnership", "opening__programme", "opening__post", "mentor", "teacher"
    )
    return get_object_or_404(rows, pk=pk)


def _trail(placement: Placement) -> list[Any]:
    return [(_("Placements"), reverse("placement_list")), (str(placement), placement.get_absolute_url())]


@login_required
def placement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    user = request.user
    today = timezone.localdate()
    place = can_place(user, placement.department_id)
    page = placement_page(placement, user, on=today)
    context = {
        "placement": placement,
        "page": page,
        "tone": TONES[placement.state],
        "place": place,
        "start": all_of(place, allow_if(today >= placement.starts_on, _("The first day has not come yet."))),
        "complete": all_of(
            place, allow_if(today >= placement.ends_on, _("The last day has not come yet. If it ended sooner, end it early."))
        ),
        "write": can_write_logs(user, placement) and any(week.is_open for week in page.weeks),
        "is_planned": placement.state == PlacementState.PLANNED,
        "is_signed": placement.state == PlacementState.SIGNED,
        "is_active": placement.state == PlacementState.ACTIVE,
        "is_before_start": placement.state in BEFORE_START,
        "is_own": placement.student.user_id == user.pk,
        "sees_student": visible_students(user).filter(pk=placement.student_id).exists(),
        "today": today,
    }
    return render(request, "internships/placement_detail.html", context)


@login_required
def placement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    require(can_place(request.user, placement.department_id))
    may_change_terms = placement.state == PlacementState.PLANNED and not placement.signatures.exists()
    return form_page(
        request,
        PlacementForm(posted(request), instance=_placement(request, pk), may_change_terms=may_change_terms),
        lambda data: edit_placement(placement=placement, actor=cast(User, request.user), **data),
        title=_("Edit placement"),
        success=_("Saved."),
        trail=_trail(placement),
        lead="" if may_change_terms else _("Post and dates stay as they were signed."),
    )


@login_required
@require_POST
def placement_sign(request: HttpRequest, pk: int, party: str) -> HttpResponse:
    placement = _placement(request, pk)
    if party not in Party.values:
        raise Http404
    if placement.state == PlacementState.PLANNED:
        require(can_sign(request.user, placement, party))
    return act(
        request,
        lambda: sign_placement(placement=placement, actor=cast(User, request.user), party=party),
        success=_("Signed for: %(party)s.") % {"party": Party(party).label},
        to=placement,
    )


@login_required
@require_POST
def placement_start(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    require(can_place(request.user, placement.department_id))
    return act(
        request,
        lambda: start_placement(placement=placement, actor=cast(User, request.user), on=timezone.localdate()),
        success=_("The placement is under way."),
        to=placement,
    )


@login_required
@require_POST
def placement_complete(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    require(can_place(request.user, placement.department_id))
    return act(
        request,
        lambda: complete_placement(placement=placement, actor=cast(User, request.user), on=timezone.localdate()),
        success=_("The placement is completed."),
        to=placement,
    )


@login_required
def placement_end(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    require(can_place(request.user, placement.department_id))
    today = min(timezone.localdate(), placement.ends_on)
    return form_page(
        request,
        EndForm(posted(request), initial={"on": max(today, placement.starts_on), "ended_by": Ender.STUDENT}),
        lambda data: end_placement_early(placement=placement, actor=cast(User, request.user), **data),
        title=_("End the placement early"),
        success=_("The placement is ended. Student, host and supervisor are told."),
        trail=_trail(placement),
        submit=_("End early"),
        lead=_("Give the reason in one sentence. Do not write about health; “personal reasons” is enough."),
    )


@login_required
def placement_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    require(can_place(request.user, placement.department_id))
    return form_page(
        request,
        CancelForm(posted(request)),
        lambda data: cancel_placement(placement=placement, actor=cast(User, request.user), **data),
        title=_("Cancel the placement"),
        success=_("The placement is cancelled and its seat is free."),
        trail=_trail(placement),
        submit=_("Cancel the placement"),
    )
