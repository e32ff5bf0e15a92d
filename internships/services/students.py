"""Keep the register of students."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from college.enums import Role
from college.models import Programme, User
from college.services.audit import differences, record, record_many, snapshot
from college.services.invitations import invite
from config.kit.bulk import Kept, judge, write
from config.kit.errors import DomainError
from config.kit.rows import assign
from config.kit.verdicts import require
from internships.models import Student
from internships.policies import can_keep_students


class StudentDetails(TypedDict, total=False):
    """What may be written down about a student beside number and programme."""

    name: str
    enrol_year: int | None
    class_name: str
    birth_date: date | None
    phone: str
    email: str


class StudentFields(StudentDetails, total=False):
    """What a person edits."""

    number: str
    programme: Programme


class StudentCells(StudentDetails, total=False):
    """What a file may say."""

    is_active: bool


FIELDS = list(StudentFields.__annotations__)


@transaction.atomic
def enter_student(*, actor: User, number: str, programme: Programme, **details: Unpack[StudentDetails]) -> Student:
    """Enter a student into the register. Refuses a number that is taken and an impossible date of birth."""
    require(can_keep_students(actor, programme.department_id))
    student = assign(Student(number=number, programme=programme), details, StudentDetails.__annotations__)
    _write(student)
    record(actor=actor, verb="student.entered", target=student)
    return student


@transaction.atomic
def edit_student(*, student: Student, actor: User, **fields: Unpack[StudentFields]) -> Student:
    """Change a student's details. A change of programme needs the right in both departments; placements keep theirs."""
    require(can_keep_students(actor, student.programme.department_id))
    if "programme" in fields:
        require(can_keep_students(actor, fields["programme"].department_id))
    before = snapshot(student, FIELDS)
    assign(student, fields, FIELDS)
    _write(student)
    if changes := differences(before, student):
        record(actor=actor, verb="student.edited", target=student, changes=changes)
    return student


@transaction.atomic
def invite_student(*, student: Student, actor: User) -> User:
    """Give a student an account: creates the person with the role student, sends the link, ties it to the record.

    Refuses without an e-mail address, with an account already, or for a student who has left.
    """
    require(can_keep_students(actor, student.programme.department_id))
    if student.user_id:
        raise DomainError(_("This student has an account already."))
    if not student.email:
        raise DomainError(_("Enter the student's e-mail address first; the invitation goes there."))
    if not student.is_active:
        raise DomainError(_("This student is no longer enrolled."))
    user = invite(name=student.name or student.number, email=student.email, role=Role.STUDENT, subject=student, actor=actor)
    if Student.objects.filter(user=user).exists():
        raise DomainError(_("This e-mail address belongs to the account of another student."))
    if not Student.objects.filter(pk=student.pk, user__isnull=True).update(user=user):
        raise DomainError(_("This student has an account already."))
    student.user = user
    record(actor=actor, verb="student.invited", target=student)
    return user


@transaction.atomic
def set_enrolment(*, student: Student, actor: User, enrolled: bool) -> Student:
    """Mark a student as enrolled or as gone. A student who has left is offered no placement; history stays."""
    require(can_keep_students(actor, student.programme.department_id))
    if student.is_active != enrolled:
        student.is_active = enrolled
        student.save(update_fields=["is_active", "updated_at"])
        record(actor=actor, verb="student.enrolled" if enrolled else "student.left", target=student)
    return student


@dataclass(frozen=True)
class StudentRow:
    """A student as a file tells of one. ``programme`` None and what ``details`` leaves out stay as they are."""

    row: int
    number: str
    programme: Programme | None
    details: StudentCells
    aside: bool = False


@transaction.atomic
def keep_students(*, rows: Sequence[StudentRow], actor: User | None, note: str = "") -> list[Kept[Student]]:
    """Enter and change many students, by number; at a constant number of statements.

    Each row is held to what ``enter_student`` and ``edit_student`` ask; one that is refused says why and the others stand. ``actor``
    None is the command line.
    """
    known = {one.number: one for one in Student.objects.filter(number__in=[row.number for row in rows]).select_related("programme")}
    kept = [_keep(row, known.get(row.number), actor) for row in rows]
    write(kept)
    record_many(actor=actor, verb="student.imported", kept=kept, note=note)
    return kept


def _keep(row: StudentRow, known: Student | None, actor: User | None) -> Kept[Student]:
    def change(student: Student) -> None:
        if known is None and row.programme is None:
            raise DomainError(_("A new student needs a programme."))
        programmes = [programme for programme in (known.programme if known else None, row.programme) if programme]
        if actor is not None:
            for programme in programmes:
                require(can_keep_students(actor, programme.department_id))
        if row.programme is not None:
            student.programme = row.programme
        assign(student, row.details, StudentCells.__annotations__)
        check_birth_date(student)

    return judge(row.row, known or Student(number=row.number, is_imported=True), change, aside=row.aside)


def check_birth_date(student: Student) -> None:
    if student.birth_date and not date(1940, 1, 1) <= student.birth_date <= timezone.localdate():
        raise DomainError(_("The date of birth %(date)s cannot be right.") % {"date": student.birth_date})


def _write(student: Student) -> None:
    check_birth_date(student)
    if Student.objects.filter(number=student.number).exclude(pk=student.pk).exists():
        raise DomainError(_("Another student has this number."))
    try:
        with transaction.atomic():
            student.save()
    except IntegrityError as error:
        raise DomainError(_("The number or the year of enrolment cannot be kept; check both.")) from error
