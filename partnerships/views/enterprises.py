"""Enterprises: the register, one enterprise, and its people."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Action, Empty, ListPage
from college.policies import is_staff_member
from college.views.actions import act
from config.kit.reading import read_id
from config.kit.verdicts import require
from partnerships.enums import ScreeningStanding
from partnerships.filters import EnterpriseFilter
from partnerships.forms.enterprises import ContactForm, EnterpriseForm, LiaisonForm
from partnerships.forms.fields import options, proposals, scopes
from partnerships.models import Contact, Enterprise, Liaison
from partnerships.policies import (
    can_appoint_liaison,
    can_archive_enterprise,
    can_edit_enterprise,
    can_register_enterprise,
    can_write_screening,
    sees_screenings,
    visible_agreements,
    visible_enterprises,
    visible_partnerships,
    visible_screenings,
)
from partnerships.selectors.enterprises import contacts_of, similar_enterprises, with_agreements_in_force
from partnerships.selectors.screenings import with_standing
from partnerships.services.contacts import add_contact, edit_contact
from partnerships.services.enterprises import archive_enterprise, edit_enterprise, register_enterprise, restore_enterprise
from partnerships.services.liaisons import end_liaison, invite_liaison
from partnerships.tables import AGREEMENT_TONES, PARTNERSHIP_TONES, SCREENING_TONES, TONES, EnterpriseTable
from partnerships.views.pages import Button, Crumbs, actor, ask_reason, fill


class EnterpriseList(ListPage):
    key = "enterprises"
    title = _("Enterprises")
    table_class = EnterpriseTable
    filterset_class = EnterpriseFilter
    empty = Empty(
        title=_("No enterprise yet"),
        text=_("Register the first one, or import a list of enterprises."),
    )

    def visible(self) -> QuerySet[Enterprise]:
        return with_standing(visible_enterprises(self.request.user), on=timezone.localdate())

    def actions(self) -> list[Action]:
        return [Action(_("New enterprise"), reverse("enterprise_create"), can_register_enterprise(self.request.user), icon="plus")]


def _crumbs(enterprise: Enterprise | None = None) -> Crumbs:
    trail: list[tuple[Any, str]] = [(_("Enterprises"), reverse("enterprise_list"))]
    return [*trail, (enterprise, enterprise.get_absolute_url())] if enterprise else trail


def _seen(request: HttpRequest, pk: int) -> Enterprise:
    return get_object_or_404(visible_enterprises(request.user), pk=pk)


@login_required
def enterprise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one enterprise that this person may see."""
    user, today = request.user, timezone.localdate()
    enterprise: Any = get_object_or_404(with_standing(visible_enterprises(user), on=today), pk=pk)
    may_edit, writes_screening = can_edit_enterprise(user, enterprise), can_write_screening(user)
    screenings = list(visible_screenings(user).filter(enterprise=enterprise).select_related("decided_by")[:10])
    open_screening = next((s for s in screenings if s.state in ("draft", "submitted")), None)
    url = enterprise.get_absolute_url()
    buttons = []
    if not enterprise.is_archived:
        if open_screening:
            buttons.append(Button(_("Continue the screening"), open_screening.get_absolute_url(), style="primary"))
        elif writes_screening:
            label = _("Renew the screening") if enterprise.screening_standing == ScreeningStanding.VALID else _("Open a screening")
            style = "" if enterprise.screening_standing == ScreeningStanding.VALID else "primary"
            buttons.append(Button(label, reverse("screening_open", args=[pk]), style=style, post=True))
        buttons.append(Button(_("New partnership"), f"{reverse('partnership_create')}?enterprise={pk}", can_register_enterprise(user)))
        buttons.append(Button(_("Edit"), reverse("enterprise_edit", args=[pk]), may_edit))
        if can_archive_enterprise(user):
            buttons.append(Button(_("Archive"), reverse("enterprise_archive", args=[pk]), style="outline-secondary"))
    else:
        buttons.append(Button(_("Restore"), reverse("enterprise_restore", args=[pk]), can_archive_enterprise(user), post=True))
    return render(
        request,
        "partnerships/enterprise_detail.html",
        {
            "enterprise": enterprise,
            "standing": ScreeningStanding(enterprise.screening_standing),
            "tones": {"standing": TONES, "screening": SCREENING_TONES, "agreement": AGREEMENT_TONES, "partnership": PARTNERSHIP_TONES},
            "buttons": buttons,
            "contacts": contacts_of(enterprise),
            "liaisons": enterprise.liaisons.select_related("user").order_by("user__name"),
            "today": today,
            "sees_screenings": sees_screenings(user),
            "screenings": screenings,
            "partnerships": with_agreements_in_force(
                visible_partnerships(user).filter(enterprise=enterprise).select_related("department", "owner")
            ),
            "agreements": visible_agreements(user)
            .filter(partnership__enterprise=enterprise)
            .select_related("partnership__department")[:20],
            "may_edit": may_edit,
            "may_appoint": can_appoint_liaison(user),
            "sees_history": is_staff_member(user),
            "url": url,
        },
    )


@login_required
def enterprise_create(request: HttpRequest) -> HttpResponse:
    require(can_register_enterprise(request.user))
    form = EnterpriseForm(request.POST or None)
    return fill(
        request,
        form,
        heading=_("New enterprise"),
        do=lambda: register_enterprise(actor=actor(request), **form.cleaned_data),
        success=_("Registered. Next: write down the contacts and open a screening."),
        to=lambda made: made,
        cancel=reverse("enterprise_list"),
        crumbs=_crumbs(),
        template="partnerships/enterprise_form.html",
    )


@login_required
def enterprise_edit(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_edit_enterprise(request.user, enterprise))
    form = EnterpriseForm(request.POST or None, instance=enterprise, for_liaison=not can_register_enterprise(request.user))
    return fill(
        request,
        form,
        heading=_("Edit the enterprise"),
        do=lambda: edit_enterprise(enterprise=enterprise, actor=actor(request), **form.cleaned_data),
        success=_("Saved."),
        to=lambda _result: enterprise,
        cancel=enterprise.get_absolute_url(),
        crumbs=_crumbs(enterprise),
        template="partnerships/enterprise_form.html",
    )


@login_required
def enterprise_similar(request: HttpRequest) -> HttpResponse:
    """The fragment under the name field: enterprises of a like name, to keep doubles out."""
    require(can_register_enterprise(request.user))
    found = similar_enterprises(request.GET.get("name", ""), except_pk=read_id(request.GET.get("except")))
    return render(request, "partnerships/_similar.html", {"similar": found})


@login_required
def enterprise_options(request: HttpRequest, scope: str) -> HttpResponse:
    """What an enterprise field proposes for the words typed so far: only what its form would take from this person."""
    if scope not in scopes:
        raise Http404
    require(scopes[scope].may_ask(request.user))
    words = request.GET.get(request.GET.get("field", "q"), "")
    return HttpResponse(options(proposals(scopes[scope].enterprises(request.user), words[:300])))


@login_required
def enterprise_archive(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_archive_enterprise(request.user))
    return ask_reason(
        request,
        heading=_("Archive the enterprise"),
        lead=_("It leaves the daily lists. Nothing is deleted, and it can be restored."),
        do=lambda reason: archive_enterprise(enterprise=enterprise, reason=reason, actor=actor(request)),
        success=_("Archived."),
        to=enterprise,
        submit=_("Archive"),
        crumbs=_crumbs(enterprise),
    )


@login_required
@require_POST
def enterprise_restore(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_archive_enterprise(request.user))
    return act(request, lambda: restore_enterprise(enterprise=enterprise, actor=actor(request)), success=_("Restored."), to=enterprise)


# --- contacts and liaisons ------------------------------------------------------------------------------------------


@login_required
def contact_create(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_edit_enterprise(request.user, enterprise))
    form = ContactForm(request.POST or None, initial={"is_main": not enterprise.contacts.filter(left_on__isnull=True).exists()})
    return fill(
        request,
        form,
        heading=_("New contact"),
        do=lambda: add_contact(enterprise=enterprise, actor=actor(request), **form.cleaned_data),
        success=_("Contact added."),
        to=lambda _result: enterprise,
        cancel=enterprise.get_absolute_url(),
        crumbs=_crumbs(enterprise),
    )


@login_required
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(
        Contact.objects.select_related("enterprise").filter(enterprise__in=visible_enterprises(request.user)), pk=pk
    )
    require(can_edit_enterprise(request.user, contact.enterprise))
    form = ContactForm(request.POST or None, instance=contact)
    return fill(
        request,
        form,
        heading=_("Edit the contact"),
        do=lambda: edit_contact(contact=contact, actor=actor(request), **form.cleaned_data),
        success=_("Saved."),
        to=lambda _result: contact.enterprise,
        cancel=contact.enterprise.get_absolute_url(),
        crumbs=_crumbs(contact.enterprise),
    )


@login_required
def liaison_invite(request: HttpRequest, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_appoint_liaison(request.user))
    form = LiaisonForm(request.POST or None)
    return fill(
        request,
        form,
        heading=_("Invite a liaison"),
        lead=_("A liaison signs in, speaks for this enterprise, and sees nothing of others."),
        do=lambda: invite_liaison(enterprise=enterprise, actor=actor(request), **form.cleaned_data),
        success=_("Invited."),
        to=lambda _result: enterprise,
        cancel=enterprise.get_absolute_url(),
        crumbs=_crumbs(enterprise),
        submit=_("Invite"),
    )


@login_required
@require_POST
def liaison_end(request: HttpRequest, pk: int) -> HttpResponse:
    liaison = get_object_or_404(
        Liaison.objects.select_related("enterprise", "user").filter(enterprise__in=visible_enterprises(request.user)), pk=pk
    )
    require(can_appoint_liaison(request.user))
    return act(
        request, lambda: end_liaison(liaison=liaison, actor=actor(request)), success=_("The mandate has ended."), to=liaison.enterprise
    )
