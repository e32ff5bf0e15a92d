"""Enterprises: the register, one enterprise, and its people."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.pages import Button, Crumbs, act, form_page, reason_page
from college.policies import is_staff_member
from college.requests import Request, posted
from config.kit.reading import read_id
from config.kit.verdicts import require
from partnerships.enums import OPEN_SCREENING, ScreeningStanding
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
from partnerships.tables import EnterpriseTable


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

    def actions(self) -> list[Button]:
        return [Button(_("New enterprise"), reverse("enterprise_create"), can_register_enterprise(self.request.user), icon="plus")]


def _crumbs(enterprise: Enterprise | None = None) -> Crumbs:
    trail: list[tuple[Any, str]] = [(_("Enterprises"), reverse("enterprise_list"))]
    return [*trail, (enterprise, enterprise.get_absolute_url())] if enterprise else trail


def _seen(request: Request, pk: int) -> Enterprise:
    return get_object_or_404(visible_enterprises(request.user), pk=pk)


def enterprise_detail(request: Request, pk: int) -> HttpResponse:
    """Everything about one enterprise that this person may see."""
    user, today = request.user, timezone.localdate()
    enterprise: Any = get_object_or_404(with_standing(visible_enterprises(user), on=today), pk=pk)
    may_edit, writes_screening = can_edit_enterprise(user, enterprise), can_write_screening(user)
    screenings = list(visible_screenings(user).filter(enterprise=enterprise).select_related("decided_by")[:10])
    open_screening = next((s for s in screenings if s.state in OPEN_SCREENING), None)
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


def enterprise_create(request: Request) -> HttpResponse:
    require(can_register_enterprise(request.user))
    form = EnterpriseForm(posted(request))
    return form_page(
        request,
        form,
        lambda data: register_enterprise(actor=request.user, **data),
        title=_("New enterprise"),
        success=_("Registered. Next: write down the contacts and open a screening."),
        cancel=reverse("enterprise_list"),
        crumbs=_crumbs(),
        template="partnerships/enterprise_form.html",
    )


def enterprise_edit(request: Request, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_edit_enterprise(request.user, enterprise))
    form = EnterpriseForm(posted(request), instance=enterprise, for_liaison=not can_register_enterprise(request.user))
    return form_page(
        request,
        form,
        lambda data: edit_enterprise(enterprise=enterprise, actor=request.user, **data),
        title=_("Edit the enterprise"),
        success=_("Saved."),
        to=enterprise,
        cancel=enterprise.get_absolute_url(),
        crumbs=_crumbs(enterprise),
        template="partnerships/enterprise_form.html",
    )


def enterprise_similar(request: Request) -> HttpResponse:
    """The fragment under the name field: enterprises of a like name, to keep doubles out."""
    require(can_register_enterprise(request.user))
    found = similar_enterprises(request.GET.get("name", ""), except_pk=read_id(request.GET.get("except")))
    return render(request, "partnerships/_similar.html", {"similar": found})


def enterprise_options(request: Request, scope: str) -> HttpResponse:
    """What an enterprise field proposes for the words typed so far: only what its form would take from this person."""
    known = scopes.get(scope)
    if known is None:
        raise Http404
    require(known.may_ask(request.user))
    words = request.GET.get(request.GET.get("field", "q"), "")
    return HttpResponse(options(proposals(known.enterprises(request.user), words[:300])))


def enterprise_archive(request: Request, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_archive_enterprise(request.user))
    return reason_page(
        request,
        lambda reason: archive_enterprise(enterprise=enterprise, reason=reason, actor=request.user),
        title=_("Archive the enterprise"),
        lead=_("It leaves the daily lists. Nothing is deleted, and it can be restored."),
        success=_("Archived."),
        to=enterprise,
        submit=_("Archive"),
        crumbs=_crumbs(enterprise),
    )


@require_POST
def enterprise_restore(request: Request, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    return act(request, lambda: restore_enterprise(enterprise=enterprise, actor=request.user), success=_("Restored."), to=enterprise)


# --- contacts and liaisons ------------------------------------------------------------------------------------------


def contact_create(request: Request, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_edit_enterprise(request.user, enterprise))
    form = ContactForm(posted(request), initial={"is_main": not enterprise.contacts.filter(left_on__isnull=True).exists()})
    return form_page(
        request,
        form,
        lambda data: add_contact(enterprise=enterprise, actor=request.user, **data),
        title=_("New contact"),
        success=_("Contact added."),
        to=enterprise,
        cancel=enterprise.get_absolute_url(),
        crumbs=_crumbs(enterprise),
    )


def contact_edit(request: Request, pk: int) -> HttpResponse:
    contact = get_object_or_404(
        Contact.objects.select_related("enterprise").filter(enterprise__in=visible_enterprises(request.user)), pk=pk
    )
    require(can_edit_enterprise(request.user, contact.enterprise))
    form = ContactForm(posted(request), instance=contact)
    return form_page(
        request,
        form,
        lambda data: edit_contact(contact=contact, actor=request.user, **data),
        title=_("Edit the contact"),
        success=_("Saved."),
        to=contact.enterprise,
        cancel=contact.enterprise.get_absolute_url(),
        crumbs=_crumbs(contact.enterprise),
    )


def liaison_invite(request: Request, pk: int) -> HttpResponse:
    enterprise = _seen(request, pk)
    require(can_appoint_liaison(request.user))
    form = LiaisonForm(posted(request))
    return form_page(
        request,
        form,
        lambda data: invite_liaison(enterprise=enterprise, actor=request.user, **data),
        title=_("Invite a liaison"),
        lead=_("A liaison signs in, speaks for this enterprise, and sees nothing of others."),
        success=_("Invited."),
        to=enterprise,
        cancel=enterprise.get_absolute_url(),
        crumbs=_crumbs(enterprise),
        submit=_("Invite"),
    )


@require_POST
def liaison_end(request: Request, pk: int) -> HttpResponse:
    liaison = get_object_or_404(
        Liaison.objects.select_related("enterprise", "user").filter(enterprise__in=visible_enterprises(request.user)), pk=pk
    )
    return act(
        request, lambda: end_liaison(liaison=liaison, actor=request.user), success=_("The mandate has ended."), to=liaison.enterprise
    )
