"""Partnerships: the list, one partnership, and its moves."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Action, Empty, ListPage
from college.policies import coordinates_any, is_staff_member
from college.views.actions import act
from config.kit.reading import read_id
from config.kit.verdicts import Verdict, require
from partnerships.enums import AgreementState, PartnershipState
from partnerships.filters import PartnershipFilter
from partnerships.forms.agreements import PartnershipForm
from partnerships.models import Agreement, Commitment, Enterprise, Partnership
from partnerships.policies import can_run_partnership, visible_enterprises, visible_partnerships
from partnerships.selectors.enterprises import contacts_of, with_agreements_in_force
from partnerships.selectors.partnerships import Due, ladder, next_due, next_rung_need, timeline
from partnerships.selectors.readiness import enterprise_is_screened
from partnerships.services.partnerships import (
    create_partnership,
    edit_partnership,
    end_partnership,
    pause_partnership,
    resume_partnership,
)
from partnerships.tables import AGREEMENT_TONES, BAND_TONES, PARTNERSHIP_TONES, PartnershipTable
from partnerships.views.pages import Button, Crumbs, actor, ask_reason, fill


class PartnershipList(ListPage):
    key = "partnerships"
    title = _("Partnerships")
    table_class = PartnershipTable
    filterset_class = PartnershipFilter
    empty = Empty(
        title=_("No partnership yet"),
        text=_("Open an enterprise and begin a partnership with a department."),
        url="/enterprises/",
        action=_("To the enterprises"),
    )

    def visible(self) -> QuerySet[Partnership]:
        rows = visible_partnerships(self.request.user).select_related("enterprise", "department", "owner")
        return with_agreements_in_force(rows)

    def actions(self) -> list[Action]:
        return [Action(_("New partnership"), reverse("partnership_create"), coordinates_any(self.request.user), icon="plus")]


def _crumbs(partnership: Partnership | None = None) -> Crumbs:
    trail: list[tuple[Any, str]] = [(_("Partnerships"), reverse("partnership_list"))]
    return [*trail, (partnership, partnership.get_absolute_url())] if partnership else trail


def _seen(request: HttpRequest, pk: int) -> Partnership:
    rows = visible_partnerships(request.user).select_related("enterprise", "department", "owner")
    return get_object_or_404(rows, pk=pk)


@login_required
def partnership_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: what does this partnership need now?"""
    partnership = _seen(request, pk)
    user, today = request.user, timezone.localdate()
    runs, is_college = can_run_partnership(user, partnership), is_staff_member(user)
    agreements = list(partnership.agreements.order_by("-pk"))
    screened = enterprise_is_screened(partnership, on=today)
    due = next_due(partnership, on=today)
    commitments = (
        Commitment.objects.filter(agreement__partnership=partnership)
        .filter(agreement__state__in=[AgreementState.ACTIVE, AgreementState.ENDED, AgreementState.TERMINATED])
        .select_related("agreement")
        .order_by("delivered_on", "due_on", "pk")
    )
    return render(
        request,
        "partnerships/partnership_detail.html",
        {
            "partnership": partnership,
            "tone": PARTNERSHIP_TONES[partnership.state],
            "tones": AGREEMENT_TONES,
            "band_tones": BAND_TONES,
            "buttons": _buttons(partnership, runs, agreements, due),
            "ladder": ladder(partnership.depth),
            "next_rung_need": next_rung_need(partnership.depth),
            "next_due": due,
            "screened": screened,
            "agreements": agreements,
            "commitments": commitments[:30],
            "contacts": contacts_of(partnership.enterprise).filter(left_on__isnull=True),
            "timeline": timeline(partnership) if is_college else (),
            "is_college": is_college,
            "runs": runs,
            "today": today,
        },
    )


def _buttons(partnership: Partnership, runs: Verdict, agreements: list[Agreement], due: Due | None) -> list[Button]:
    """What comes next first: the one primary action."""
    pk = partnership.pk
    if partnership.state != PartnershipState.ACTIVE:
        return [Button(_("Resume"), reverse("partnership_resume", args=[pk]), runs, "primary", post=True)]
    if not runs:
        return []
    primary = _next_step(agreements, due)
    return [
        *([primary] if primary else []),
        Button(_("New agreement"), reverse("agreement_create", args=[pk]), runs, "" if primary else "primary"),
        Button(_("Edit"), reverse("partnership_edit", args=[pk]), runs),
        Button(_("Pause"), reverse("partnership_pause", args=[pk]), runs, "outline-secondary"),
        Button(_("End"), reverse("partnership_end", args=[pk]), runs, "outline-secondary"),
    ]


#: What the furthest agreement that is not yet in force waits for.
WAITING = (
    (AgreementState.SIGNED, _("Bring the agreement into force")),
    (AgreementState.APPROVED, _("Sign the agreement")),
    (AgreementState.DRAFT, _("Continue the draft")),
)


def _next_step(agreements: list[Agreement], due: Due | None) -> Button | None:
    """A late delivery before an agreement under way; nothing when all is well."""
    if due and due.is_late:
        return Button(_("See what is late"), due.url, style="primary")
    for state, label in WAITING:
        waiting = next((agreement for agreement in agreements if agreement.state == state), None)
        if waiting:
            return Button(label, waiting.get_absolute_url(), style="primary")
    return None


@login_required
def partnership_create(request: HttpRequest) -> HttpResponse:
    require(coordinates_any(request.user))
    given = read_id(request.GET.get("enterprise"))
    enterprise: Enterprise | None = None
    if given is not None:
        enterprise = get_object_or_404(visible_enterprises(request.user), pk=given)
    form = PartnershipForm(
        request.POST or None,
        user=request.user,
        initial={"enterprise": given, "started_on": timezone.localdate(), "owner": actor(request).pk},
    )
    return fill(
        request,
        form,
        heading=_("New partnership"),
        do=lambda: create_partnership(actor=actor(request), **form.cleaned_data),
        success=_("The partnership has begun. Next: draft an agreement."),
        to=lambda made: made,
        cancel=enterprise.get_absolute_url() if enterprise else reverse("partnership_list"),
        crumbs=_crumbs(),
    )


@login_required
def partnership_edit(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = _seen(request, pk)
    require(can_run_partnership(request.user, partnership))
    names = ("owner", "started_on", "depth", "college_goal", "enterprise_goal")
    initial = {name: getattr(partnership, name) for name in names}
    form = PartnershipForm(request.POST or None, user=request.user, partnership=partnership, initial=initial)
    return fill(
        request,
        form,
        heading=_("Edit the partnership"),
        do=lambda: edit_partnership(partnership=partnership, actor=actor(request), **form.cleaned_data),
        success=_("Saved."),
        to=lambda _result: partnership,
        cancel=partnership.get_absolute_url(),
        crumbs=_crumbs(partnership),
    )


@login_required
def partnership_pause(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = _seen(request, pk)
    require(can_run_partnership(request.user, partnership))
    return ask_reason(
        request,
        heading=_("Pause the partnership"),
        do=lambda reason: pause_partnership(partnership=partnership, reason=reason, actor=actor(request)),
        success=_("Paused."),
        to=partnership,
        submit=_("Pause"),
        crumbs=_crumbs(partnership),
    )


@login_required
def partnership_end(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = _seen(request, pk)
    require(can_run_partnership(request.user, partnership))
    return ask_reason(
        request,
        heading=_("End the partnership"),
        lead=_("Its record stays. Agreements under way must be ended or terminated first."),
        do=lambda reason: end_partnership(partnership=partnership, reason=reason, actor=actor(request)),
        success=_("The partnership has ended."),
        to=partnership,
        submit=_("End"),
        crumbs=_crumbs(partnership),
    )


@login_required
@require_POST
def partnership_resume(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = _seen(request, pk)
    require(can_run_partnership(request.user, partnership))
    return act(
        request,
        lambda: resume_partnership(partnership=partnership, actor=actor(request)),
        success=_("The partnership goes on."),
        to=partnership,
    )
