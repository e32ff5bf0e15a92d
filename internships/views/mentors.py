"""Mentors of the hosts."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.pages import Button, Crumbs, act, form_page
from college.requests import Request, posted
from config.kit.verdicts import require
from internships.filters import MentorFilter
from internships.forms import MentorEditForm, MentorForm
from internships.models import MentorProfile
from internships.policies import can_offer, can_offer_any, reads_openings, visible_mentors, visible_placements
from internships.services.mentors import add_mentor, edit_mentor, invite_mentor
from internships.tables import MentorTable
from internships.views.openings import chosen_enterprise

MOST_PLACEMENTS = 50


class MentorList(ListPage):
    key = "mentors"
    title = _("Mentors")
    table_class = MentorTable
    filterset_class = MentorFilter
    empty = Empty(title=_("No mentors yet"), text=_("A mentor of the host guides an intern and confirms the weekly logs."))

    def allowed(self) -> None:
        require(reads_openings(self.request.user))

    def visible(self) -> QuerySet[MentorProfile]:
        return visible_mentors(self.request.user).select_related("enterprise")

    def actions(self) -> list[Button]:
        return [Button(_("New mentor"), reverse("mentor_create"), can_offer_any(self.request.user), icon="plus")]


def _mentor(request: Request, pk: int) -> MentorProfile:
    return get_object_or_404(visible_mentors(request.user).select_related("enterprise", "user"), pk=pk)


def _crumbs(mentor: MentorProfile | None = None) -> Crumbs:
    trail: list[tuple[Any, str]] = [(_("Mentors"), reverse("mentor_list"))]
    return [*trail, (str(mentor), mentor.get_absolute_url())] if mentor else trail


def mentor_detail(request: Request, pk: int) -> HttpResponse:
    mentor = _mentor(request, pk)
    context = {
        "mentor": mentor,
        "facts": _facts(mentor),
        "keep": can_offer(request.user, mentor.enterprise),
        "is_reader": bool(reads_openings(request.user)),
        "placements": visible_placements(request.user).filter(mentor=mentor).select_related("student", "programme")[:MOST_PLACEMENTS],
    }
    return render(request, "internships/mentor_detail.html", context)


def _facts(mentor: MentorProfile) -> list[tuple[Any, Any]]:
    """What the card says of a mentor."""
    return [
        (_("Enterprise"), mentor.enterprise),
        (_("Position"), mentor.position),
        (_("Phone"), mentor.phone),
        (_("E-mail"), mentor.email),
        (_("Account"), mentor.user.username if mentor.user else _("none yet; the liaison confirms the logs")),
    ]


def mentor_create(request: Request) -> HttpResponse:
    require(can_offer_any(request.user))
    enterprise = chosen_enterprise(request, title=_("New mentor"))
    if isinstance(enterprise, HttpResponse):
        return enterprise
    person = request.user
    return form_page(
        request,
        MentorForm(posted(request)),
        lambda data: add_mentor(enterprise=enterprise, actor=person, **data),
        title=_("New mentor of %(enterprise)s") % {"enterprise": enterprise},
        success=_("Mentor added."),
        crumbs=_crumbs(),
    )


def mentor_edit(request: Request, pk: int) -> HttpResponse:
    mentor = _mentor(request, pk)
    require(can_offer(request.user, mentor.enterprise))
    return form_page(
        request,
        MentorEditForm(posted(request), instance=_mentor(request, pk)),
        lambda data: edit_mentor(mentor=mentor, actor=request.user, **data),
        title=_("Edit mentor"),
        success=_("Saved."),
        crumbs=_crumbs(mentor),
    )


@require_POST
def mentor_invite(request: Request, pk: int) -> HttpResponse:
    mentor = _mentor(request, pk)
    return act(
        request,
        lambda: invite_mentor(mentor=mentor, actor=request.user),
        success=_("Invitation sent to %(email)s.") % {"email": mentor.email},
        to=mentor,
    )
