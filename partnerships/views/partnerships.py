"""Partnerships: the list, one partnership, and its moves."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.lists import Empty, ListPage
from college.pages import Button, Crumbs, form_page
from college.policies import coordinates_any, is_staff_member
from college.requests import Request, posted
from college.transitions import Transition, Transitions
from config.kit.reading import read_id
from config.kit.verdicts import Verdict, require
from partnerships.enums import HAS_BEEN_IN_FORCE, AgreementState, PartnershipState
from partnerships.filters import PartnershipFilter
from partnerships.forms.agreements import PartnershipForm
from partnerships.models import Agreement, Commitment, Enterprise, Partnership
from partnerships.policies import can_run_partnership, visible_enterprises, visible_partnerships
from partnerships.selectors.enterprises import contacts_of, with_agreements_in_force
from partnerships.selectors.partnerships import Due, ladder, next_due, next_rung_need, timeline
from partnerships.selectors.readiness import enterprise_is_screened, partnership_may_end
from partnerships.services.partnerships import (
    create_partnership,
    edit_partnership,
    end_partnership,
    pause_partnership,
    resume_partnership,
)
from partnerships.tables import PartnershipTable


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

    def actions(self) -> list[Button]:
        return [Button(_("New partnership"), reverse("partnership_create"), coordinates_any(self.request.user), icon="plus")]


def _crumbs(partnership: Partnership | None = None) -> Crumbs:
    trail: list[tuple[Any, str]] = [(_("Partnerships"), reverse("partnership_list"))]
    return [*trail, (partnership, partnership.get_absolute_url())] if partnership else trail


def _seen(request: Request, pk: int) -> Partnership:
    rows = visible_partnerships(request.user).select_related("enterprise", "department", "owner")
    return get_object_or_404(rows, pk=pk)


PARTNERSHIP = Transitions[Partnership](
    name="partnership",
    machine=Partnership.machine,
    seen=_seen,
    crumbs=_crumbs,
    moves=(
        Transition(
            key="resume",
            to=PartnershipState.ACTIVE,
            label=_("Resume"),
            done=_("The partnership goes on."),
            verb="partnership.resumed",
            past=_("Resumed"),
            right=can_run_partnership,
            take=lambda partnership, taken: resume_partnership(partnership=partnership, actor=taken.actor),
        ),
        Transition(
            key="pause",
            to=PartnershipState.PAUSED,
            label=_("Pause"),
            title=_("Pause the partnership"),
            done=_("Paused."),
            verb="partnership.paused",
            past=_("Paused"),
            right=can_run_partnership,
            take=lambda partnership, taken: pause_partnership(partnership=partnership, reason=taken.reason, actor=taken.actor),
            style="outline-secondary",
            asks_reason=True,
        ),
        Transition(
            key="end",
            to=PartnershipState.ENDED,
            label=_("End"),
            title=_("End the partnership"),
            lead=_("Its record stays. Agreements under way must be ended or terminated first."),
            done=_("The partnership has ended."),
            verb="partnership.ended",
            past=_("Ended"),
            right=can_run_partnership,
            ready=lambda partnership, on: partnership_may_end(partnership),
            take=lambda partnership, taken: end_partnership(partnership=partnership, reason=taken.reason, actor=taken.actor),
            style="outline-secondary",
            asks_reason=True,
        ),
    ),
)


def partnership_detail(request: Request, pk: int) -> HttpResponse:
    """One question: what does this partnership need now?"""
    partnership = _seen(request, pk)
    user, today = request.user, timezone.localdate()
    runs, is_college = can_run_partnership(user, partnership), is_staff_member(user)
    agreements = list(partnership.agreements.order_by("-pk"))
    screened = enterprise_is_screened(partnership, on=today)
    due = next_due(partnership, on=today)
    commitments = (
        Commitment.objects.filter(agreement__partnership=partnership)
        .filter(agreement__state__in=HAS_BEEN_IN_FORCE)
        .select_related("agreement")
        .order_by("delivered_on", "due_on", "pk")
    )
    return render(
        request,
        "partnerships/partnership_detail.html",
        {
            "partnership": partnership,
            "buttons": _buttons(request, partnership, runs, agreements, due),
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


def _buttons(request: Request, partnership: Partnership, runs: Verdict, agreements: list[Agreement], due: Due | None) -> list[Button]:
    """What comes next first: the one primary action."""
    steps = PARTNERSHIP.buttons(partnership, request.user, timezone.localdate())
    if partnership.state != PartnershipState.ACTIVE:
        return steps
    if not runs:
        return []
    pk, primary = partnership.pk, _next_step(agreements, due)
    return [
        *([primary] if primary else []),
        Button(_("New agreement"), reverse("agreement_create", args=[pk]), runs, "" if primary else "primary"),
        Button(_("Edit"), reverse("partnership_edit", args=[pk]), runs),
        *steps,
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


def partnership_create(request: Request) -> HttpResponse:
    require(coordinates_any(request.user))
    given = read_id(request.GET.get("enterprise"))
    enterprise: Enterprise | None = None
    if given is not None:
        enterprise = get_object_or_404(visible_enterprises(request.user), pk=given)
    form = PartnershipForm(
        posted(request),
        user=request.user,
        initial={"enterprise": given, "started_on": timezone.localdate(), "owner": request.user.pk},
    )
    return form_page(
        request,
        form,
        lambda data: create_partnership(actor=request.user, **data),
        title=_("New partnership"),
        success=_("The partnership has begun. Next: draft an agreement."),
        cancel=enterprise.get_absolute_url() if enterprise else reverse("partnership_list"),
        crumbs=_crumbs(),
    )


def partnership_edit(request: Request, pk: int) -> HttpResponse:
    partnership = _seen(request, pk)
    require(can_run_partnership(request.user, partnership))
    names = ("owner", "started_on", "depth", "college_goal", "enterprise_goal")
    initial = {name: getattr(partnership, name) for name in names}
    form = PartnershipForm(posted(request), user=request.user, partnership=partnership, initial=initial)
    return form_page(
        request,
        form,
        lambda data: edit_partnership(partnership=partnership, actor=request.user, **data),
        title=_("Edit the partnership"),
        success=_("Saved."),
        to=partnership,
        cancel=partnership.get_absolute_url(),
        crumbs=_crumbs(partnership),
    )
