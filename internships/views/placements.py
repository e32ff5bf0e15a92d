"""Placements: the list, the page, and every step."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.pages import Button, Crumbs, act, form_page
from college.policies import coordinates_any, standing
from college.requests import Request, posted
from college.transitions import Transition, Transitions
from config.kit.verdicts import require
from internships.enums import Ender, Party, PlacementState
from internships.filters import PlacementFilter
from internships.forms import EndForm, PlacementForm
from internships.models import Placement
from internships.policies import can_place, can_write_logs, reads_placements, visible_placements, visible_students
from internships.selectors.pages import placement_page
from internships.selectors.readiness import (
    logs_may_be_written,
    placement_may_be_changed,
    placement_may_be_completed,
    placement_may_start,
)
from internships.services.placements import (
    cancel_placement,
    complete_placement,
    edit_placement,
    end_placement_early,
    sign_placement,
    start_placement,
)
from internships.tables import PlacementTable


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

    def actions(self) -> list[Button]:
        if not standing(self.request.user).has("administrator", "coordinator"):
            return []
        url = f"{reverse('opening_list')}?state=open&free=true"
        return [Button(_("Plan from an opening"), url, coordinates_any(self.request.user), icon="plus")]


def _placement(request: Request, pk: int) -> Placement:
    rows = visible_placements(request.user).select_related(
        "student__user", "enterprise", "programme", "department", "partnership", "opening__programme", "opening__post", "mentor", "teacher"
    )
    return get_object_or_404(rows, pk=pk)


def _way() -> Crumbs:
    return [(_("Placements"), reverse("placement_list"))]


def _crumbs(placement: Placement) -> Crumbs:
    return [*_way(), (str(placement), placement.get_absolute_url())]


PLACEMENT = Transitions[Placement](
    name="placement",
    machine=Placement.machine,
    seen=_placement,
    crumbs=_crumbs,
    moves=(
        Transition(
            key="start",
            to=PlacementState.ACTIVE,
            label=_("Start"),
            done=_("The placement is under way."),
            verb="placement.started",
            past=_("Started"),
            right=lambda user, placement: can_place(user, placement.department_id),
            ready=lambda placement, on: placement_may_start(placement, on=on),
            take=lambda placement, taken: start_placement(placement=placement, actor=taken.actor, on=taken.on),
        ),
        Transition(
            key="complete",
            to=PlacementState.COMPLETED,
            label=_("Complete"),
            done=_("The placement is completed."),
            verb="placement.completed",
            past=_("Completed"),
            right=lambda user, placement: can_place(user, placement.department_id),
            ready=lambda placement, on: placement_may_be_completed(placement, on=on),
            take=lambda placement, taken: complete_placement(placement=placement, actor=taken.actor, on=taken.on),
        ),
        Transition(
            key="end",
            to=PlacementState.ENDED_EARLY,
            label=_("End early"),
            done=_("The placement is ended. Student, host and supervisor are told."),
            verb="placement.ended_early",
            past=_("Ended early"),
            right=lambda user, placement: can_place(user, placement.department_id),
            style="outline-danger",
        ),
        Transition(
            key="cancel",
            to=PlacementState.CANCELLED,
            label=_("Cancel the placement"),
            done=_("The placement is cancelled and its seat is free."),
            verb="placement.cancelled",
            past=_("Cancelled before the start"),
            right=lambda user, placement: can_place(user, placement.department_id),
            take=lambda placement, taken: cancel_placement(placement=placement, actor=taken.actor, reason=taken.reason),
            lead=_("Student and host are told; the seat becomes free."),
            style="outline-danger",
            asks_reason=True,
        ),
    ),
)


def placement_detail(request: Request, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    user = request.user
    today = timezone.localdate()
    place = can_place(user, placement.department_id)
    page = placement_page(placement, user, on=today)
    may_write = can_write_logs(user, placement) and logs_may_be_written(placement)
    context = {
        "placement": placement,
        "page": page,
        "crumbs": _way(),
        "buttons": _buttons(request, placement),
        "place": place,
        "write": may_write and any(week.is_open for week in page.weeks),
        "is_planned": placement.state == PlacementState.PLANNED,
        "is_active": placement.state == PlacementState.ACTIVE,
        "is_own": placement.student.user_id == user.pk,
        "sees_student": visible_students(user).filter(pk=placement.student_id).exists(),
        "today": today,
    }
    return render(request, "internships/placement_detail.html", context)


def _buttons(request: Request, placement: Placement) -> list[Button]:
    """The steps for whoever places; nobody else has any up here."""
    user = request.user
    if not can_place(user, placement.department_id):
        return []
    steps = PLACEMENT.buttons(placement, user, timezone.localdate())
    if placement_may_be_changed(placement):
        steps.append(Button(_("Edit"), reverse("placement_edit", args=[placement.pk])))
    return steps


def placement_edit(request: Request, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    require(can_place(request.user, placement.department_id))
    may_change_terms = placement.state == PlacementState.PLANNED and not placement.signatures.exists()
    return form_page(
        request,
        PlacementForm(posted(request), instance=_placement(request, pk), may_change_terms=may_change_terms),
        lambda data: edit_placement(placement=placement, actor=request.user, **data),
        title=_("Edit placement"),
        success=_("Saved."),
        crumbs=_crumbs(placement),
        lead="" if may_change_terms else _("Post and dates stay as they were signed."),
    )


@require_POST
def placement_sign(request: Request, pk: int, party: str) -> HttpResponse:
    placement = _placement(request, pk)
    if party not in Party.values:
        raise Http404
    return act(
        request,
        lambda: sign_placement(placement=placement, actor=request.user, party=party),
        success=_("Signed for: %(party)s.") % {"party": Party(party).label},
        to=placement,
    )


def placement_end(request: Request, pk: int) -> HttpResponse:
    placement = _placement(request, pk)
    require(can_place(request.user, placement.department_id))
    today = min(timezone.localdate(), placement.ends_on)
    return form_page(
        request,
        EndForm(posted(request), initial={"on": max(today, placement.starts_on), "ended_by": Ender.STUDENT}),
        lambda data: end_placement_early(placement=placement, actor=request.user, **data),
        title=_("End the placement early"),
        success=_("The placement is ended. Student, host and supervisor are told."),
        crumbs=_crumbs(placement),
        submit=_("End early"),
        lead=_("Give the reason in one sentence. Do not write about health; “personal reasons” is enough."),
    )
