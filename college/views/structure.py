"""Departments, programmes and programme teams."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from college.enums import Role
from college.filters import DepartmentFilter, ProgrammeFilter
from college.forms import DepartmentForm, ProgrammeForm, TeamForm
from college.lists import Empty, ListPage
from college.models import Department, Programme, ProgrammeTeam, User
from college.pages import Button, act, form_page
from college.policies import can_edit_structure, can_manage_team, is_staff_member, readable_programmes
from college.requests import Request, posted
from college.selectors import programmes_with_counts, team_of
from college.services import people
from college.services.structure import save_department, save_programme
from college.tables import DepartmentTable, ProgrammeTable
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

    def actions(self) -> list[Button]:
        return [Button(_("New department"), reverse("department_create"), can_edit_structure(self.request.user), icon="plus")]


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

    def actions(self) -> list[Button]:
        return [Button(_("New programme"), reverse("programme_create"), can_edit_structure(self.request.user), icon="plus")]


def _department(request: Request, pk: int) -> Department:
    require(is_staff_member(request.user))
    return get_object_or_404(Department, pk=pk)


def department_detail(request: Request, pk: int) -> HttpResponse:
    department = _department(request, pk)
    coordinators = User.objects.filter(is_active=True, grants__role=Role.COORDINATOR, grants__department=department)
    context = {
        "department": department,
        "coordinators": coordinators.order_by("name", "pk"),
        "programmes": department.programmes.order_by("-is_active", "code")[:100],
        "may_edit": can_edit_structure(request.user),
    }
    return render(request, "college/department_detail.html", context)


def department_create(request: Request) -> HttpResponse:
    require(can_edit_structure(request.user))
    return _department_form(request, Department(), _("New department"))


def department_edit(request: Request, pk: int) -> HttpResponse:
    department = _department(request, pk)
    require(can_edit_structure(request.user))
    return _department_form(request, department, str(department))


def _department_form(request: Request, department: Department, title: str) -> HttpResponse:
    form = DepartmentForm(posted(request), instance=department)
    return form_page(
        request,
        form,
        lambda _data: save_department(department=form.instance, actor=request.user),
        title=title,
        success=_("Saved."),
        crumbs=[(_("Departments"), reverse("department_list"))],
    )


def _programme(request: Request, pk: int) -> Programme:
    return get_object_or_404(readable_programmes(request.user).select_related("department"), pk=pk)


def programme_detail(request: Request, pk: int) -> HttpResponse:
    return _programme_page(request, _programme(request, pk), TeamForm())


def _programme_page(request: Request, programme: Programme, form: TeamForm) -> HttpResponse:
    context = {
        "programme": programme,
        "team": team_of(programme),
        "may_edit": can_edit_structure(request.user),
        "may_team": can_manage_team(request.user, programme),
        "team_form": form,
    }
    return render(request, "college/programme_detail.html", context, status=422 if form.errors else 200)


def programme_create(request: Request) -> HttpResponse:
    require(can_edit_structure(request.user))
    return _programme_form(request, Programme(), _("New programme"))


def programme_edit(request: Request, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    require(can_edit_structure(request.user))
    return _programme_form(request, programme, str(programme))


def _programme_form(request: Request, programme: Programme, title: str) -> HttpResponse:
    form = ProgrammeForm(posted(request), instance=programme)
    return form_page(
        request,
        form,
        lambda _data: save_programme(programme=form.instance, actor=request.user),
        title=title,
        success=_("Saved."),
        crumbs=[(_("Programmes"), reverse("programme_list"))],
    )


@require_POST
def team_add(request: Request, pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    require(can_manage_team(request.user, programme))
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _programme_page(request, programme, form)
    person, is_lead = form.cleaned_data["person"], form.cleaned_data["is_lead"]
    return act(
        request,
        lambda: people.add_to_team(programme=programme, person=person, is_lead=is_lead, actor=request.user),
        success=_("%(name)s belongs to the team now.") % {"name": person},
        to=programme,
    )


@require_POST
def team_remove(request: Request, pk: int, place_pk: int) -> HttpResponse:
    programme = _programme(request, pk)
    place = get_object_or_404(ProgrammeTeam.objects.select_related("programme", "user"), pk=place_pk, programme=programme)
    return act(
        request,
        lambda: people.remove_from_team(place=place, actor=request.user),
        success=_("%(name)s no longer belongs to the team.") % {"name": place.user},
        to=programme,
    )
