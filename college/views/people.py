"""Accounts and roles."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from college.filters import PersonFilter
from college.forms import NewPersonForm, PersonForm, ProfileForm, RoleForm
from college.lists import Empty, ListPage
from college.models import RoleGrant, User
from college.pages import Button, act, form_page
from college.policies import can_administer_people, can_close_account, reads_everything, visible_people
from college.requests import Request, posted
from college.selectors import people_with_roles
from college.services import invitations, people
from college.tables import PersonTable
from config.kit.verdicts import require


class PersonList(ListPage):
    key = "people"
    title = gettext_lazy("People")
    table_class = PersonTable
    filterset_class = PersonFilter
    empty = Empty(title=gettext_lazy("Nobody here yet"))

    def allowed(self) -> None:
        require(reads_everything(self.request.user))

    def visible(self) -> QuerySet[User]:
        return people_with_roles(visible_people(self.request.user))

    def actions(self) -> list[Button]:
        return [Button(_("New person"), reverse("user_create"), can_administer_people(self.request.user), icon="user-plus")]


def _person(request: Request, pk: int) -> User:
    return get_object_or_404(people_with_roles(visible_people(request.user)), pk=pk)


def detail(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    may = can_administer_people(request.user)
    context = {
        "person": person,
        "may": may,
        "may_close": can_close_account(request.user, person),
        # Colleagues see whom to write to; accounts, invitations and history are the administration's.
        "sees_account": bool(reads_everything(request.user)),
        "invitation": person.invitations.first(),
        "has_second_factor": bool(may) and is_mfa_enabled(person),
        "has_password": person.has_usable_password(),
        "teams": person.programme_teams.select_related("programme"),
        "role_form": RoleForm() if may else None,
        "link": request.session.pop(f"link:{person.pk}", "") if may else "",
    }
    return render(request, "college/user_detail.html", context)


def create(request: Request) -> HttpResponse:
    require(can_administer_people(request.user))
    form = NewPersonForm(posted(request))
    return form_page(
        request,
        form,
        lambda _data: _create(request.user, form),
        title=_("New person"),
        success=_("The account is made."),
        crumbs=[(_("People"), reverse("user_list"))],
    )


def _create(actor: User, form: NewPersonForm) -> User:
    person = people.create_person(person=form.instance, actor=actor)
    people.grant_role(person=person, role=form.cleaned_data["role"], department=form.cleaned_data["department"], actor=actor)
    if form.cleaned_data["send"]:
        invitations.resend_invitation(user=person, actor=actor)
    return person


def edit(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    require(can_administer_people(request.user))
    form = PersonForm(posted(request), instance=_person(request, pk))
    return form_page(
        request,
        form,
        lambda _data: people.edit_person(person=form.instance, actor=request.user),
        title=_("Edit the account"),
        success=_("Saved."),
        crumbs=[(_("People"), reverse("user_list")), (person, person.get_absolute_url())],
        to=person,
    )


@require_POST
def grant(request: Request, pk: int) -> HttpResponse:
    person = _person(request, pk)
    require(can_administer_people(request.user))
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(person)
    chosen = form.cleaned_data
    return act(
        request,
        lambda: people.grant_role(person=person, role=chosen["role"], department=chosen["department"], actor=request.user),
        success=_("Role given."),
        to=person,
    )


@require_POST
def revoke(request: Request, pk: int, grant_pk: int) -> HttpResponse:
    person = _person(request, pk)
    held = get_object_or_404(RoleGrant.objects.select_related("user", "department"), pk=grant_pk, user=person)
    return act(request, lambda: people.revoke_role(grant=held, actor=request.user), success=_("Role taken away."), to=person)


def _post(request: Request, pk: int, do: Any, success: str) -> HttpResponse:
    person = _person(request, pk)
    return act(request, lambda: do(person, request.user), success=success, to=person)


@require_POST
def deactivate(request: Request, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")[:250]
    return _post(request, pk, lambda p, actor: people.close_account(person=p, actor=actor, reason=reason), _("The account is closed."))


@require_POST
def reactivate(request: Request, pk: int) -> HttpResponse:
    return _post(request, pk, lambda p, actor: people.reopen_account(person=p, actor=actor), _("The account is open again."))


@require_POST
def invite(request: Request, pk: int) -> HttpResponse:
    return _post(
        request, pk, lambda p, actor: invitations.resend_invitation(user=p, actor=actor), _("A new invitation is on its way by e-mail.")
    )


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    return _post(request, pk, lambda p, actor: invitations.withdraw_invitation(user=p, actor=actor), _("The invitation is withdrawn."))


@require_POST
def remove_second_factor(request: Request, pk: int) -> HttpResponse:
    return _post(
        request,
        pk,
        lambda p, actor: people.remove_second_factor(person=p, actor=actor),
        _("The second step is removed. They should set it up again after signing in."),
    )


@require_POST
def link(request: Request, pk: int) -> HttpResponse:
    """A link to hand over; kept in the session until the page has shown it once."""

    def make(person: User, actor: User) -> None:
        request.session[f"link:{person.pk}"] = invitations.make_link(user=person, actor=actor).url

    return _post(request, pk, make, _("Here is the link. It is shown only this once."))


def profile(request: Request) -> HttpResponse:
    """The own profile."""
    person = request.user
    form = ProfileForm(posted(request), instance=User.objects.get(pk=person.pk))
    return form_page(
        request,
        form,
        lambda _data: people.edit_own_profile(person=form.instance),
        title=person.name,
        success=_("Saved."),
        to="profile",
        template="college/profile.html",
        extra={"person": person, "grants": person.grants.select_related("department")},
    )
