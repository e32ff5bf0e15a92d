"""The register of students."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.pages import Button, Crumbs, act, form_page
from college.policies import coordinates_any
from college.requests import Request, posted
from config.kit.verdicts import require
from internships.filters import StudentFilter
from internships.forms import StudentForm
from internships.models import Student
from internships.policies import can_keep_students, reads_private_data, reads_students, visible_placements, visible_students
from internships.services.students import edit_student, enter_student, invite_student, set_enrolment
from internships.tables import StudentTable

#: Placements listed on a student's page.
MOST_PLACEMENTS = 50


class StudentList(ListPage):
    key = "students"
    title = _("Students")
    table_class = StudentTable
    filterset_class = StudentFilter
    empty = Empty(title=_("No students yet"), text=_("Enter students here, or import a file of them."))

    def allowed(self) -> None:
        require(reads_students(self.request.user))

    def visible(self) -> QuerySet[Student]:
        return visible_students(self.request.user).select_related("programme")

    def actions(self) -> list[Button]:
        return [Button(_("New student"), reverse("student_create"), coordinates_any(self.request.user), icon="plus")]


def _student(request: Request, pk: int) -> Student:
    return get_object_or_404(visible_students(request.user).select_related("programme__department", "user"), pk=pk)


def _crumbs(student: Student | None = None) -> Crumbs:
    trail: list[tuple[Any, str]] = [(_("Students"), reverse("student_list"))]
    return [*trail, (str(student), student.get_absolute_url())] if student else trail


def student_detail(request: Request, pk: int) -> HttpResponse:
    student = _student(request, pk)
    placements = visible_placements(request.user).filter(student=student).select_related("enterprise", "programme")[:MOST_PLACEMENTS]
    context = {
        "student": student,
        "placements": placements,
        "facts": _facts(student, with_private=bool(reads_private_data(request.user, student))),
        "keep": can_keep_students(request.user, student.programme.department_id),
        "is_reader": bool(reads_students(request.user)),
    }
    return render(request, "internships/student_detail.html", context)


def _facts(student: Student, *, with_private: bool) -> list[tuple[Any, Any]]:
    """What the card says of a student; date of birth and contact details for those who may read them."""
    facts = [
        (_("Student number"), student.number),
        (_("Programme"), student.programme),
        (_("Class"), student.class_name),
        # As text: a year is not a number with a thousands separator.
        (_("Enrolled in"), str(student.enrol_year or "")),
        (_("Account"), student.user.username if student.user else _("none yet")),
    ]
    private = [
        (_("Date of birth"), date_format(student.birth_date) if student.birth_date else ""),
        (_("Phone"), student.phone),
        (_("E-mail"), student.email),
    ]
    return [*facts, *private] if with_private else facts


def student_create(request: Request) -> HttpResponse:
    require(coordinates_any(request.user))
    person = request.user
    return form_page(
        request,
        StudentForm(posted(request), person=person),
        lambda data: enter_student(actor=person, **data),
        title=_("New student"),
        success=_("Student entered."),
        crumbs=_crumbs(),
    )


def student_edit(request: Request, pk: int) -> HttpResponse:
    student = _student(request, pk)
    require(can_keep_students(request.user, student.programme.department_id))
    person = request.user
    return form_page(
        request,
        # The form changes its own copy; the service compares with what is kept.
        StudentForm(posted(request), instance=_student(request, pk), person=person),
        lambda data: edit_student(student=student, actor=person, **data),
        title=_("Edit student"),
        success=_("Saved."),
        crumbs=_crumbs(student),
    )


@require_POST
def student_invite(request: Request, pk: int) -> HttpResponse:
    student = _student(request, pk)
    return act(
        request,
        lambda: invite_student(student=student, actor=request.user),
        success=_("Invitation sent to %(email)s.") % {"email": student.email},
        to=student,
    )


@require_POST
def student_enrolment(request: Request, pk: int) -> HttpResponse:
    student = _student(request, pk)
    enrolled = request.POST.get("enrolled") == "yes"
    return act(
        request,
        lambda: set_enrolment(student=student, actor=request.user, enrolled=enrolled),
        success=_("Marked as enrolled.") if enrolled else _("Marked as having left."),
        to=student,
    )
