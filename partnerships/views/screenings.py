"""Screenings: the list, one report with its eight topics, and the decision."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.views.actions import act
from config.kit.verdicts import all_of, require
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
from partnerships.tables import SCREENING_TONES, ScreeningTable
from partnerships.views.pages import Button, Crumbs, actor, ask_reason, fill

RATING_TONES = {
    InspectionRating.NOT_SEEN: "secondary",
    InspectionRating.MEETS: "green",
    InspectionRating.PARTLY: "yellow",
    InspectionRating.FAILS: "red",
}


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


def _seen(request: HttpRequest, pk: int) -> Screening:
    return get_object_or_404(visible_screenings(request.user).select_related("enterprise", "opened_by", "decided_by"), pk=pk)


def _crumbs(screening: Screening, *, inside: bool = True) -> Crumbs:
    trail: list[tuple[Any, str]] = [
        (_("Enterprises"), reverse("enterprise_list")),
        (screening.enterprise, screening.enterprise.get_absolute_url()),
    ]
    return [*trail, (_("Screening"), screening.get_absolute_url())] if inside else trail


@login_required
@require_POST
def screening_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a screening, or go on with the one under way."""
    enterprise = get_object_or_404(visible_enterprises(request.user), pk=pk)
    require(can_write_screening(request.user))
    under_way = open_screening_of(enterprise.pk)
    if under_way:
        return redirect(under_way)
    made: list[Screening] = []
    response = act(
        request,
        lambda: made.append(open_screening(enterprise=enterprise, actor=actor(request))),
        success=_("Opened. Fill in the report after the visit; half a report can be saved."),
        to=enterprise,
    )
    return redirect("screening_edit", made[0].pk) if made else response


@login_required
def screening_detail(request: HttpRequest, pk: int) -> HttpResponse:
    screening = _seen(request, pk)
    user, facts = request.user, screening_facts(screening)
    writes, decides = can_write_screening(user), can_decide_screening(user)
    buttons = []
    if screening.state == ScreeningState.DRAFT:
        may_submit = all_of(writes, screening_may_be_submitted(screening, facts))
        buttons.append(Button(_("Submit"), reverse("screening_submit", args=[pk]), may_submit, "primary", post=True))
        buttons.append(Button(_("Fill in"), reverse("screening_edit", args=[pk]), writes, "" if may_submit else "primary"))
    elif screening.state == ScreeningState.SUBMITTED:
        buttons.append(
            Button(_("Pass"), reverse("screening_pass", args=[pk]), all_of(decides, screening_may_pass(screening, facts)), "primary")
        )
        buttons.append(Button(_("Refuse"), reverse("screening_refuse", args=[pk]), decides))
        buttons.append(Button(_("Send back"), reverse("screening_send_back", args=[pk]), decides))
    may_add = all_of(can_add_document(user, screening), documents_may_be_added(screening))
    items = {item.topic: item for item in screening.items.all()}
    return render(
        request,
        "partnerships/screening_detail.html",
        {
            "screening": screening,
            "crumbs": _crumbs(screening, inside=False),
            "buttons": buttons,
            "tone": SCREENING_TONES[screening.state],
            "items": [
                (topic.label, QUESTIONS[topic], items[topic], RATING_TONES[InspectionRating(items[topic].rating)])
                for topic in InspectionTopic
                if topic in items
            ],
            "obstacles": list(passing_obstacles(facts)) if screening.state == ScreeningState.SUBMITTED else [],
            "documents": screening.documents.select_related("uploaded_by"),
            "upload": DocumentUploadForm() if may_add else None,
            "upload_url": reverse("screening_document_add", args=[pk]),
            "today": timezone.localdate(),
        },
    )


@login_required
def screening_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole report on one page. What is typed is kept, complete or not."""
    screening = _seen(request, pk)
    require(can_write_screening(request.user))
    if not (verdict := screening_is_draft(screening)):
        messages.error(request, str(verdict.reason))
        return redirect(screening)
    form = ScreeningForm(request.POST or None, screening=screening)
    return fill(
        request,
        form,
        heading=_("Screening report"),
        do=lambda: edit_screening(screening=screening, actor=actor(request), report=form.report(), findings=form.findings()),
        success=_("Saved."),
        to=lambda _result: screening,
        cancel=screening.get_absolute_url(),
        crumbs=_crumbs(screening),
        template="partnerships/screening_form.html",
        extra={"screening": screening},
    )


@login_required
@require_POST
def screening_submit(request: HttpRequest, pk: int) -> HttpResponse:
    screening = _seen(request, pk)
    require(can_write_screening(request.user))
    return act(
        request,
        lambda: submit_screening(screening=screening, actor=actor(request)),
        success=_("Submitted. The administrators have been told."),
        to=screening,
    )


@login_required
def screening_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    screening = _seen(request, pk)
    require(can_decide_screening(request.user))
    return ask_reason(
        request,
        heading=_("Send the screening back"),
        do=lambda reason: send_back_screening(screening=screening, reason=reason, actor=actor(request)),
        success=_("Sent back."),
        to=screening,
        submit=_("Send back"),
        crumbs=_crumbs(screening),
    )


@login_required
def screening_pass(request: HttpRequest, pk: int) -> HttpResponse:
    screening = _seen(request, pk)
    require(can_decide_screening(request.user))
    today = timezone.localdate()
    form = PassForm(request.POST or None, today=today)
    verdict = screening_may_pass(screening, screening_facts(screening))
    return fill(
        request,
        form,
        heading=_("Pass the screening"),
        do=lambda: pass_screening(screening=screening, actor=actor(request), on=today, **form.cleaned_data),
        success=_("Passed."),
        to=lambda _result: screening,
        cancel=screening.get_absolute_url(),
        crumbs=_crumbs(screening),
        submit=_("Pass"),
        lead=verdict.reason,
    )


@login_required
def screening_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    screening = _seen(request, pk)
    require(can_decide_screening(request.user))
    form = RefuseForm(request.POST or None)
    return fill(
        request,
        form,
        heading=_("Refuse the enterprise"),
        do=lambda: refuse_screening(screening=screening, actor=actor(request), on=timezone.localdate(), **form.cleaned_data),
        success=_("Refused."),
        to=lambda _result: screening,
        cancel=screening.get_absolute_url(),
        crumbs=_crumbs(screening),
        submit=_("Refuse"),
        lead=screening_awaits_decision(screening).reason,
    )
