"""The register of students."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from college.lists import Action, Empty, ListPage
from college.models import User
from college.policies import coordinates_any
from college.views.actions import act
from config.kit.verdicts import require
from internships.filters import StudentFilter
from internships.forms import StudentForm
from internships.models import Student
from internships.policies import can_keep_students, reads_private_data, reads_students, visible_placements, visible_students
from internships.services.students import edit_student, enter_student, invite_student, set_enrolment
from internships.tables import StudentTable
from internships.views.forms import form_page, posted

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

    def actions(self) -> list[Action]:
        return [Action(_("New student"), reverse("student_create"), coordinates_any(self.request.user), icon="plus")]


def _student(request: HttpRequest, pk: int) -> Student:
    return get_object_or_404(visible_students(request.user).select_related("programme__department", "user"), pk=pk)


def _trail(student: Student | None = None) -> list[Any]:
    trail: list[Any] = [(_("Students"), reverse("student_list"))]
    return [*trail, (str(student), student.get_absolute_url())] if student else trail


@login_required
def student_detail(request: HttpRequest, pk: int) -> HttpResponse:
    student = _student(request, pk)
    placements = visible_placements(request.user).filter(student=student).select_related("enterprise", "programme")[:MOST_PLACEMENTS]
    context = {
        "student": student,
        "placements": placements,
        "private": reads_private_data(request.user, student),
        "keep": can_keep_students(request.user, student.programme.department_id),
        "is_reader": bool(reads_students(request.user)),
    }
    return render(request, "internships/student_detail.html", context)


@login_required
def student_create(request: HttpRequest) -> HttpResponse:
    require(coordinates_any(request.user))
    person = cast(User, request.user)
    return form_page(
        request,
        StudentForm(posted(request), person=person),
        lambda data: enter_student(actor=person, **data),
        title=_("New student"),
        success=_("Student entered."),
        trail=_trail(),
    )


@login_required
def student_edit(request: HttpRequest, pk: int) -> HttpResponse:
    student = _student(request, pk)
    require(can_keep_students(request.user, student.programme.department_id))
    person = cast(User, request.user)
    return form_page(
        request,
        # The form changes its own copy; the service compares with what is kept.
        StudentForm(posted(request), instance=_student(request, pk), person=person),
        lambda data: edit_student(student=student, actor=person, **data),
        title=_("Edit student"),
        success=_("Saved."),
        trail=_trail(student),
    )


@login_required
@require_POST
def student_invite(request: HttpRequest, pk: int) -> HttpResponse:
    student = _student(request, pk)
    require(can_keep_students(request.user, student.programme.department_id))
    return act(
        request,
        lambda: invite_student(student=student, actor=cast(User, request.user)),
        success=_("Invitation sent to %(email)s.") % {"email": student.email},
        to=student,
    )


@login_required
@require_POST
def student_enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    student = _student(request, pk)
    require(can_keep_students(request.user, student.programme.department_id))
    enrolled = request.POST.get("enrolled") == "yes"
    return act(
        request,
        lambda: set_enrolment(student=student, actor=cast(User, request.user), enrolled=enrolled),
        success=_("Marked as enrolled.") if enrolled else _("Marked as having left."),
        to=student,
    )
