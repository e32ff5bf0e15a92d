"""Departments, programmes and programme teams."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from college.enums import Role
from college.filters import DepartmentFilter, ProgrammeFilter
from college.forms import DepartmentForm, ProgrammeForm, TeamForm
from college.lists import Action, Empty, ListPage
from college.models import Department, Programme, ProgrammeTeam, User
from college.policies import can_edit_structure, can_manage_team, is_staff_member, readable_programmes
from college.selectors import programmes_with_counts, team_of
from college.services import people
from college.services.structure import save_department, save_programme
from college.tables import DepartmentTable, ProgrammeTable
from college.views.actions import act
from config.kit.errors import DomainError
from config.kit.verdicts import require


class DepartmentList(ListPage):
    key = "departments"
    title = gettext_lazy("Departments")
    table_class = DepartmentTable
    filterset_class = DepartmentFilter
    empty = Empty(title=gettext_lazy("No departments yet"), text=gettext_lazy("Departments run partnerships and offer programmes."))

    def allowed(self) -> None:
        require(is_staff_member(self.request.user))

    def visible(self) -> QuerySet[Department]:
        return Department.objects.annotate(programme_count=Count("programmes", filter=Q(programmes__is_active=True)))

    def actions(self) -> list[Action]:
        return [Action(_("New department"), reverse("department_create"), can_edit_structure(self.request.user), icon="plus")]


class ProgrammeList(ListPage):
    key = "programmes"
    title = gettext_lazy("Programmes")
    table_class = ProgrammeTable
    filterset_class = ProgrammeFilter
    empty = Empty(title=gettext_lazy("No programmes yet"), text=gettext_lazy("Import the national catalogue of majors, or add your own."))

    def allowed(self) -> None:
        require(is_staff_member(self.request.user))

    def visible(self) -> QuerySet[Programme]:
        return programmes_with_counts(readable_programmes(self.request.user))

    def actions(self) -> list[Action]:
        return [Action(_("New programme"), reverse("programme_create"), can_edit_structure(self.request.user), icon="plus")]


def _department(request: HttpRequest, pk: int) -> Department:
    require(is_staff_member(request.user))
    return get_object_or_404(Department, pk=pk)


@login_required
def department_detail(request: HttpRequest, pk: int) -> HttpResponse:
    department = _department(request, pk)
    coordinators = User.objects.filter(is_active=True, grants__role=Role.COORDINATOR, grants__department=department)
    context = {
        "department": department,
        "coordinators": coordinators.order_by("name", "pk"),
        "programmes": department.programmes.order_by("-is_active", "code")[:100],
        "may_edit": can_edit_structure(request.user),
    }
    return render(request, "college/department_detail.html", context)


@login_required
def department_create(request: HttpRequest) -> HttpResponse:
    require(can_edit_structure(request.user))
    return _department_form(request, Department(), _("New department"))


@login_required
def department_edit(request: HttpRequest, pk: int) -> HttpResponse:
    department = _department(request, pk)
    require(can_edit_structure(request.user))
    return _department_form(request, department, str(department))


def _department_form(request: HttpRequest, department: Department, title: str) -> HttpResponse:
    form = DepartmentForm(request.POST or None, instance=department)
    if request.method == "POST" and form.is_valid():
        try:
            save_department(department=form.instance, actor=cast(User, request.user))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(department)
    context = {"form": form, "title": title, "back": reverse("department_list"), "parent": _("Departments")}
    return render(request, "college/form.html", context)


def _programme(request: HttpRequest, pk: int) -> Programme:
    return get_object_or_404(readable_programmes(request.user).select_related("department"), pk=pk)


@login_required
def programme_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _programme_page(request, _programme(request, pk), TeamForm())


def _programme_page(request: HttpRequest, programme: Programme, form: TeamForm) -> HttpResponse:
    context = {
        "programme": programme,
        "team": team_of(programme),
        "may_edit": can_edit_structure(request.user),
        "may_team": can_manage_team(request.user, programme),
        "team_form": form,
    }
    return render(request, "college/programme_detail.html", context)


@login_required
def programme_create(request: HttpRequest) -> HttpResponse:
    require(can_edit_structure(request.user))
    return _programme_form(request, Programme(), _("New programme"))


@login_required
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    require(can_edit_structure(request.user))
    return _programme_form(request, programme, str(programme))


def _programme_form(request: HttpRequest, programme: Programme, title: str) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, instance=programme)
    if request.method == "POST" and form.is_valid():
        try:
            save_programme(programme=form.instance, actor=cast(User, request.user))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(programme)
    context = {"form": form, "title": title, "back": reverse("programme_list"), "parent": _("Programmes")}
    return render(request, "college/form.html", context)


@login_required
@require_POST
def team_add(request: HttpRequest, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    require(can_manage_team(request.user, programme))
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _programme_page(request, programme, form)
    person, is_lead = form.cleaned_data["person"], form.cleaned_data["is_lead"]
    return act(
        request,
        lambda: people.add_to_team(programme=programme, person=person, is_lead=is_lead, actor=cast(User, request.user)),
        success=_("%(name)s belongs to the team now.") % {"name": person},
        to=programme,
    )


@login_required
@require_POST
def team_remove(request: HttpRequest, pk: int, place_pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    require(can_manage_team(request.user, programme))
    place = get_object_or_404(ProgrammeTeam.objects.select_related("programme", "user"), pk=place_pk, programme=programme)
    return act(
        request,
        lambda: people.remove_from_team(place=place, actor=cast(User, request.user)),
        success=_("%(name)s no longer belongs to the team.") % {"name": place.user},
        to=programme,
    )
