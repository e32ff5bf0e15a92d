"""Openings: offered by enterprises, filled by coordinators."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from college.lists import Empty, ListPage
from college.pages import Button, Crumbs, form_page
from college.requests import Request, posted
from college.transitions import Transition, Transitions
from config.kit.reading import read_id
from config.kit.verdicts import require
from internships.enums import OpeningState
from internships.filters import OpeningFilter
from internships.forms import EnterpriseChoiceForm, LogPlacementForm, OpeningForm, PlacingForm
from internships.models import Opening
from internships.policies import (
    can_log_placement,
    can_offer_any,
    can_offer_to,
    can_place,
    offering_enterprises,
    reads_openings,
    visible_openings,
    visible_placements,
    visible_students,
)
from internships.selectors.pages import candidates
from internships.selectors.readiness import opening_may_open, opening_takes_placements
from internships.services.openings import close_opening, draft_opening, edit_opening, open_opening
from internships.services.placements import log_placement, plan_placements
from internships.tables import OpeningTable
from partnerships.models import Enterprise

MOST_PLACEMENTS = 100


class OpeningList(ListPage):
    key = "openings"
    title = _("Openings")
    table_class = OpeningTable
    filterset_class = OpeningFilter
    empty = Empty(title=_("No openings yet"), text=_("An opening offers seats on a post for students of one programme and for a period."))

    def allowed(self) -> None:
        require(reads_openings(self.request.user))

    def visible(self) -> QuerySet[Opening]:
        return visible_openings(self.request.user).select_related("enterprise", "programme")

    def actions(self) -> list[Button]:
        return [Button(_("New opening"), reverse("opening_create"), can_offer_any(self.request.user), icon="plus")]


def _opening(request: Request, pk: int) -> Opening:
    rows = visible_openings(request.user).select_related("enterprise", "programme__department", "post", "mentor")
    return get_object_or_404(rows, pk=pk)


def _crumbs(opening: Opening | None = None) -> Crumbs:
    trail: list[tuple[Any, str]] = [(_("Openings"), reverse("opening_list"))]
    return [*trail, (opening.title, opening.get_absolute_url())] if opening else trail


OPENING = Transitions[Opening](
    name="opening",
    machine=Opening.machine,
    seen=_opening,
    crumbs=_crumbs,
    moves=(
        Transition(
            key="open",
            to=OpeningState.OPEN,
            label=_("Open it"),
            done=_("The opening is open."),
            verb="opening.opened",
            past=_("Opened"),
            right=lambda user, opening: can_offer_to(user, opening.enterprise, opening.programme),
            ready=lambda opening, on: opening_may_open(opening, on=on),
            take=lambda opening, taken: open_opening(opening=opening, actor=taken.actor, on=taken.on),
        ),
        Transition(
            key="close",
            to=OpeningState.CLOSED,
            label=_("Close it"),
            done=_("The opening is closed."),
            verb="opening.closed",
            past=_("Closed"),
            right=lambda user, opening: can_offer_to(user, opening.enterprise, opening.programme),
            take=lambda opening, taken: close_opening(opening=opening, actor=taken.actor),
            style="outline-secondary",
        ),
    ),
)


def chosen_enterprise(request: Request, *, title: Any) -> Enterprise | HttpResponse:
    """The enterprise of ``?enterprise=``, or the only one there is; else the page that asks which. A foreign one is 404."""
    mine = offering_enterprises(request.user)
    # Typed, a number is one of a register; in a link it is ours.
    is_typed = "typed" in request.GET
    form = EnterpriseChoiceForm(request.GET if is_typed else None, person=request.user)
    if is_typed and form.is_valid():
        return redirect(f"{request.path}?enterprise={form.cleaned_data['enterprise'].pk}")
    wanted = None if is_typed else read_id(request.GET.get("enterprise"))
    if wanted is not None:
        return get_object_or_404(mine, pk=wanted)
    first = list(mine[:2])
    if len(first) == 1:
        return first[0]
    return render(request, "internships/choose_enterprise.html", {"form": form, "title": title, "enterprises": bool(first)})


def opening_detail(request: Request, pk: int) -> HttpResponse:
    opening = _opening(request, pk)
    user = request.user
    placements = visible_placements(user).filter(opening=opening).select_related("student", "programme")
    context = {
        "opening": opening,
        "crumbs": _crumbs(),
        "buttons": _buttons(request, opening),
        "offer": can_offer_to(user, opening.enterprise, opening.programme),
        "placements": placements.order_by("state", "student__number")[:MOST_PLACEMENTS],
    }
    return render(request, "internships/opening_detail.html", context)


def _buttons(request: Request, opening: Opening) -> list[Button]:
    """Filling the opening for those who may, then what its keepers do with it."""
    user, pk, takes = request.user, opening.pk, opening_takes_placements(opening)
    buttons = []
    if can_place(user, opening.programme.department_id):
        buttons.append(Button(_("Plan placements"), reverse("opening_plan", args=[pk]), takes, "primary"))
    if can_log_placement(user, opening):
        buttons.append(Button(_("Log a placement"), reverse("opening_log", args=[pk]), takes, "primary"))
    if can_offer_to(user, opening.enterprise, opening.programme):
        buttons.append(Button(_("Edit"), reverse("opening_edit", args=[pk])))
        buttons += OPENING.buttons(opening, user, timezone.localdate())
    return buttons


def opening_create(request: Request) -> HttpResponse:
    require(can_offer_any(request.user))
    enterprise = chosen_enterprise(request, title=_("New opening"))
    if isinstance(enterprise, HttpResponse):
        return enterprise
    person = request.user
    return form_page(
        request,
        OpeningForm(posted(request), enterprise=enterprise, person=person),
        lambda data: draft_opening(enterprise=enterprise, actor=person, **data),
        title=_("New opening at %(enterprise)s") % {"enterprise": enterprise},
        success=_("Kept as a draft. Open it when the college may fill its seats."),
        crumbs=_crumbs(),
    )


def opening_edit(request: Request, pk: int) -> HttpResponse:
    opening = _opening(request, pk)
    require(can_offer_to(request.user, opening.enterprise, opening.programme))
    return form_page(
        request,
        OpeningForm(posted(request), instance=_opening(request, pk), enterprise=opening.enterprise, person=request.user),
        lambda data: edit_opening(opening=opening, actor=request.user, **data),
        title=_("Edit opening"),
        success=_("Saved."),
        crumbs=_crumbs(opening),
    )


def opening_plan(request: Request, pk: int) -> HttpResponse:
    """Choose several students of the programme and plan them at once."""
    opening = _opening(request, pk)
    require(can_place(request.user, opening.programme.department_id))
    user = request.user
    form = PlacingForm(posted(request), programme=opening.programme)
    refused: list[Any] = []
    chosen = {number for value in request.POST.getlist("student") if (number := read_id(value)) is not None}
    if request.method == "POST" and form.is_valid():
        if not chosen:
            form.add_error(None, gettext("Choose at least one student."))
        else:
            students = list(visible_students(user).filter(pk__in=chosen).select_related("programme__department", "user"))
            planned, refused = plan_placements(opening=opening, students=students, actor=user, teacher=form.cleaned_data["teacher"])
            if planned:
                said = ngettext("%(count)s placement planned.", "%(count)s placements planned.", len(planned))
                messages.success(request, said % {"count": len(planned)})
            if not refused:
                return redirect(opening)
            opening.refresh_from_db()
    words = request.GET.get("q", "").strip()[:80]
    context = {
        "opening": opening,
        "form": form,
        "refused": refused,
        "chosen": chosen,
        "words": words,
        "candidates": candidates(opening, user, words=words, page=request.GET.get("page", "1")),
    }
    return render(request, "internships/opening_plan.html", context, status=422 if refused or form.errors else 200)


def opening_log(request: Request, pk: int) -> HttpResponse:
    """A liaison logs a placement agreed with a student, by number and name."""
    opening = _opening(request, pk)
    require(can_log_placement(request.user, opening))
    return form_page(
        request,
        LogPlacementForm(posted(request)),
        lambda data: log_placement(opening=opening, actor=request.user, **data),
        title=_("Log a placement"),
        success=_("Placement planned. College, you and the student sign next."),
        crumbs=_crumbs(opening),
        lead=_("Give the number and name of a student who has agreed to come. The college checks and signs."),
    )
