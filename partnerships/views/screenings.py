"""Screenings: the list, one report with its eight topics, and the decision."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.pages import Button, Crumbs, act, form_page
from college.requests import Request, posted
from college.transitions import Transition, Transitions
from config.kit.verdicts import require
from partnerships.completeness import passing_obstacles
from partnerships.enums import InspectionRating, InspectionTopic, ScreeningState
from partnerships.filters import ScreeningFilter
from partnerships.forms.common import DocumentUploadForm
from partnerships.forms.screenings import QUESTIONS, PassForm, RefuseForm, ScreeningForm
from partnerships.models import Screening
from partnerships.policies import (
    can_add_document,
    can_decide_screening,
    can_write_screening,
    sees_screenings,
    visible_enterprises,
    visible_screenings,
)
from partnerships.selectors.readiness import (
    documents_may_be_added,
    screening_awaits_decision,
    screening_facts,
    screening_is_draft,
    screening_may_be_submitted,
    screening_may_pass,
)
from partnerships.selectors.screenings import open_screening_of
from partnerships.services.screenings import (
    edit_screening,
    open_screening,
    pass_screening,
    refuse_screening,
    send_back_screening,
    submit_screening,
)
from partnerships.tables import ScreeningTable


class ScreeningList(ListPage):
    key = "screenings"
    title = _("Screenings")
    table_class = ScreeningTable
    filterset_class = ScreeningFilter
    empty = Empty(
        title=_("No screening yet"), text=_("Open one from the page of an enterprise."), url="/enterprises/", action=_("To the enterprises")
    )

    def allowed(self) -> None:
        require(sees_screenings(self.request.user))

    def visible(self) -> QuerySet[Screening]:
        return visible_screenings(self.request.user).select_related("enterprise", "opened_by")


def _seen(request: Request, pk: int) -> Screening:
    return get_object_or_404(visible_screenings(request.user).select_related("enterprise", "opened_by", "decided_by"), pk=pk)


def _way_to(screening: Screening) -> Crumbs:
    return [(_("Enterprises"), reverse("enterprise_list")), (screening.enterprise, screening.enterprise.get_absolute_url())]


def _crumbs(screening: Screening) -> Crumbs:
    return [*_way_to(screening), (_("Screening"), screening.get_absolute_url())]


SCREENING = Transitions[Screening](
    name="screening",
    machine=Screening.machine,
    seen=_seen,
    crumbs=_crumbs,
    moves=(
        Transition(
            key="submit",
            to=ScreeningState.SUBMITTED,
            label=_("Submit"),
            done=_("Submitted. The administrators have been told."),
            verb="screening.submitted",
            past=_("Submitted"),
            right=lambda user, screening: can_write_screening(user),
            ready=lambda screening, on: screening_may_be_submitted(screening, screening_facts(screening)),
            take=lambda screening, taken: submit_screening(screening=screening, actor=taken.actor),
        ),
        Transition(
            key="pass",
            to=ScreeningState.PASSED,
            label=_("Pass"),
            done=_("Passed."),
            verb="screening.passed",
            past=_("Passed"),
            right=lambda user, screening: can_decide_screening(user),
            ready=lambda screening, on: screening_may_pass(screening, screening_facts(screening)),
        ),
        Transition(
            key="refuse",
            to=ScreeningState.REFUSED,
            label=_("Refuse"),
            done=_("Refused."),
            verb="screening.refused",
            past=_("Refused"),
            right=lambda user, screening: can_decide_screening(user),
            style="",
        ),
        Transition(
            key="send_back",
            to=ScreeningState.DRAFT,
            label=_("Send back"),
            title=_("Send the screening back"),
            done=_("Sent back."),
            verb="screening.sent_back",
            past=_("Sent back"),
            right=lambda user, screening: can_decide_screening(user),
            take=lambda screening, taken: send_back_screening(screening=screening, reason=taken.reason, actor=taken.actor),
            style="",
            asks_reason=True,
        ),
    ),
)


@require_POST
def screening_open(request: Request, pk: int) -> HttpResponse:
    """Open a screening, or go on with the one under way."""
    enterprise = get_object_or_404(visible_enterprises(request.user), pk=pk)
    require(can_write_screening(request.user))
    under_way = open_screening_of(enterprise.pk)
    if under_way:
        return redirect(under_way)
    made: list[Screening] = []
    response = act(
        request,
        lambda: made.append(open_screening(enterprise=enterprise, actor=request.user)),
        success=_("Opened. Fill in the report after the visit; half a report can be saved."),
        to=enterprise,
    )
    return redirect("screening_edit", made[0].pk) if made else response


def screening_detail(request: Request, pk: int) -> HttpResponse:
    screening = _seen(request, pk)
    user, today = request.user, timezone.localdate()
    buttons = SCREENING.buttons(screening, user, today)
    if screening.state == ScreeningState.DRAFT:
        # An incomplete report is filled in before anything else.
        style = "" if buttons[0].verdict else "primary"
        buttons.append(Button(_("Fill in"), reverse("screening_edit", args=[pk]), can_write_screening(user), style))
    may_add = can_add_document(user, screening) & documents_may_be_added(screening)
    items = {item.topic: item for item in screening.items.all()}
    return render(
        request,
        "partnerships/screening_detail.html",
        {
            "screening": screening,
            "crumbs": _way_to(screening),
            "buttons": buttons,
            "items": [
                (topic.label, QUESTIONS[topic], items[topic], InspectionRating(items[topic].rating))
                for topic in InspectionTopic
                if topic in items
            ],
            "obstacles": list(passing_obstacles(screening_facts(screening))) if screening.state == ScreeningState.SUBMITTED else [],
            "documents": screening.documents.select_related("uploaded_by"),
            "upload": DocumentUploadForm() if may_add else None,
            "upload_url": reverse("screening_document_add", args=[pk]),
            "today": today,
        },
    )


def screening_edit(request: Request, pk: int) -> HttpResponse:
    """The whole report on one page. What is typed is kept, complete or not."""
    screening = _seen(request, pk)
    require(can_write_screening(request.user))
    if not (verdict := screening_is_draft(screening)):
        messages.error(request, str(verdict.reason))
        return redirect(screening)
    form = ScreeningForm(posted(request), screening=screening)
    return form_page(
        request,
        form,
        lambda _data: edit_screening(screening=screening, actor=request.user, report=form.report(), findings=form.findings()),
        title=_("Screening report"),
        success=_("Saved."),
        to=screening,
        cancel=screening.get_absolute_url(),
        crumbs=_crumbs(screening),
        template="partnerships/screening_form.html",
        extra={"screening": screening},
    )


def screening_pass(request: Request, pk: int) -> HttpResponse:
    screening = _seen(request, pk)
    require(can_decide_screening(request.user))
    today = timezone.localdate()
    form = PassForm(posted(request), today=today)
    verdict = screening_may_pass(screening, screening_facts(screening))
    return form_page(
        request,
        form,
        lambda data: pass_screening(screening=screening, actor=request.user, on=today, **data),
        title=_("Pass the screening"),
        success=_("Passed."),
        to=screening,
        cancel=screening.get_absolute_url(),
        crumbs=_crumbs(screening),
        submit=_("Pass"),
        lead=verdict.reason,
    )


def screening_refuse(request: Request, pk: int) -> HttpResponse:
    screening = _seen(request, pk)
    require(can_decide_screening(request.user))
    form = RefuseForm(posted(request))
    return form_page(
        request,
        form,
        lambda data: refuse_screening(screening=screening, actor=request.user, on=timezone.localdate(), **data),
        title=_("Refuse the enterprise"),
        success=_("Refused."),
        to=screening,
        cancel=screening.get_absolute_url(),
        crumbs=_crumbs(screening),
        submit=_("Refuse"),
        lead=screening_awaits_decision(screening).reason,
    )
