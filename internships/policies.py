"""Who may see and do what with students, mentors, openings, placements and weekly logs."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.models import Department, Programme
from college.policies import Person, coordinates, coordinates_any, is_person, is_staff_member, standing
from config.kit.verdicts import Verdict, allow_if, deny
from internships.enums import Party
from internships.models import MentorProfile, Opening, Placement, Student, WorkLog
from partnerships.models import Enterprise, Partnership
from partnerships.policies import own_enterprises, speaks_for

# --- what a person sees ---------------------------------------------------------------------------------------------


def visible_placements(user: Person) -> QuerySet[Placement]:
    """All for administrator and auditor; own departments for a coordinator; own programmes and supervised ones for an
    instructor; the own enterprise's for a liaison; own interns for a mentor; one's own for a student."""
    who = standing(user)
    if who.is_college_wide:
        return Placement.objects.all()
    if not user.is_authenticated:
        return Placement.objects.none()
    seen = Q(pk__in=[])
    placements = Placement.objects.all()
    if len(who.departments) == 1:
        seen |= Q(department_id__in=who.departments)
    elif who.departments:
        # Adding zero keeps SQLite from collecting and sorting all rows of several departments: it walks the list's own
        # order instead and stops after a page.
        placements = placements.alias(in_department=F("department_id") + 0)
        seen |= Q(in_department__in=who.departments)
    if who.has(Role.INSTRUCTOR):
        seen |= Q(programme_id__in=who.programmes) | Q(teacher=user)
    if own := own_enterprises(user):
        seen |= Q(enterprise_id__in=own)
    # Subqueries, not joins: a list of 130,000 placements stays countable and sortable by its own indexes.
    if who.has(Role.MENTOR):
        seen |= Q(mentor_id__in=MentorProfile.objects.filter(user=user).values("pk"))
    if who.has(Role.STUDENT):
        seen |= Q(student_id__in=Student.objects.filter(user=user).values("pk"))
    return placements.filter(seen)


def visible_students(user: Person) -> QuerySet[Student]:
    """Staff see the students of their departments and programmes, an instructor also those supervised; a student sees
    only the own record. Enterprises see students through placements, never through the register."""
    who = standing(user)
    if who.is_college_wide:
        return Student.objects.all()
    if not user.is_authenticated:
        return Student.objects.none()
    seen = Q(pk__in=[])
    if who.departments:
        seen |= Q(programme_id__in=Programme.objects.filter(department_id__in=who.departments).values("pk"))
    if who.has(Role.INSTRUCTOR):
        seen |= Q(programme_id__in=who.programmes) | Q(pk__in=Placement.objects.filter(teacher=user).values("student_id"))
    if who.has(Role.STUDENT):
        seen |= Q(user=user)
    return Student.objects.filter(seen)


def visible_mentors(user: Person) -> QuerySet[MentorProfile]:
    """People of the college see all mentors; a liaison those of the own enterprise; a mentor the own profile."""
    who = standing(user)
    if who.is_college_wide or who.has(Role.COORDINATOR, Role.INSTRUCTOR):
        return MentorProfile.objects.all()
    if not user.is_authenticated or not user.is_active:
        return MentorProfile.objects.none()
    return MentorProfile.objects.filter(Q(enterprise_id__in=own_enterprises(user)) | Q(user=user))


def visible_openings(user: Person) -> QuerySet[Opening]:
    """Staff see the openings for their departments' and programmes; a liaison the own enterprise's."""
    who = standing(user)
    if who.is_college_wide:
        return Opening.objects.all()
    seen = Q(pk__in=[])
    if who.departments:
        seen |= Q(programme_id__in=Programme.objects.filter(department_id__in=who.departments).values("pk"))
    if who.programmes:
        seen |= Q(programme_id__in=who.programmes)
    if own := own_enterprises(user):
        seen |= Q(enterprise_id__in=own)
    return Opening.objects.filter(seen)


def visible_logs(user: Person) -> QuerySet[WorkLog]:
    """The logs of visible placements."""
    who = standing(user)
    if who.is_college_wide:
        return WorkLog.objects.all()
    visible = visible_placements(user).values("pk")
    if who.departments:
        # A coordinator sees a large part of all logs: walk them by week, as above.
        return WorkLog.objects.alias(of_placement=F("placement_id") + 0).filter(of_placement__in=visible)
    return WorkLog.objects.filter(placement_id__in=visible)


def offering_enterprises(user: Person) -> QuerySet[Enterprise]:
    """The enterprises a person may offer openings and keep mentors for: a liaison's own, and those with a partnership
    in a coordinator's departments (any for an administrator)."""
    who = standing(user)
    partnerships = Partnership.objects.filter(state="active")
    if not who.has(Role.ADMINISTRATOR):
        partnerships = partnerships.filter(department_id__in=who.departments)
    return Enterprise.objects.filter(
        Q(pk__in=partnerships.values("enterprise_id")) | Q(pk__in=own_enterprises(user)), archived_at__isnull=True
    )


# --- who may open a page --------------------------------------------------------------------------------------------


def reads_placements(user: Person) -> Verdict:
    """Everyone with a role has placements to look at, or may have."""
    return allow_if(bool(standing(user).roles), _("This page is for people with a role in Ronghe."))


def reads_students(user: Person) -> Verdict:
    return is_staff_member(user)


def reads_openings(user: Person) -> Verdict:
    return is_staff_member(user) | allow_if(standing(user).has(Role.LIAISON), _("This page is for the college and for liaisons."))


def is_liaison(user: Person) -> Verdict:
    return allow_if(standing(user).has(Role.LIAISON), _("This page is for liaisons of an enterprise."))


# --- students and mentors -------------------------------------------------------------------------------------------


def can_keep_students(user: Person, department_id: int | None) -> Verdict:
    """Enter, edit, invite and deactivate the students of a department."""
    return coordinates(user, department_id)


def reads_private_data(user: Person, student: Student) -> Verdict:
    """Date of birth and contact details: the student, the department's coordinator, and administrators."""
    return allow_if(is_person(user, student.user_id), "") | coordinates(user, student.programme.department_id)


def can_offer(user: Person, enterprise: Enterprise) -> Verdict:
    """Offer openings and keep mentors for an enterprise: its liaison, a coordinator whose department has an active
    partnership with it, an administrator."""
    if speaks_for(user, enterprise.pk):
        return speaks_for(user, enterprise.pk)
    who = standing(user)
    if not who.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        return deny(_("Only a liaison of this enterprise or a coordinator may do this."))
    return allow_if(
        offering_enterprises(user).filter(pk=enterprise.pk).exists(),
        _("Only a liaison of this enterprise, or a coordinator whose department works with it, may do this."),
    )


def offered_programmes(user: Person, enterprise: Enterprise) -> QuerySet[Programme]:
    """The programmes for whose students a person may offer openings at an enterprise that is theirs to offer for: all for its liaison
    and for administrators, those of the own departments for a coordinator."""
    who = standing(user)
    if who.has(Role.ADMINISTRATOR) or speaks_for(user, enterprise.pk):
        return Programme.objects.all()
    return Programme.objects.filter(department_id__in=who.departments)


def can_offer_to(user: Person, enterprise: Enterprise, programme: Programme) -> Verdict:
    """Offer an opening of an enterprise to the students of a programme."""
    return can_offer(user, enterprise) and allow_if(
        offered_programmes(user, enterprise).filter(pk=programme.pk).exists(),
        _("Only a liaison of this enterprise, or a coordinator of the programme's department, may do this."),
    )


def can_offer_any(user: Person) -> Verdict:
    return allow_if(standing(user).has(Role.LIAISON), "") | coordinates_any(user)


# --- placements -----------------------------------------------------------------------------------------------------


def can_place(user: Person, department: Department | int | None) -> Verdict:
    """Plan, change, start and end placements of a department's students."""
    return coordinates(user, department.pk if isinstance(department, Department) else department)


def can_log_placement(user: Person, opening: Opening) -> Verdict:
    """A liaison may log a placement for an opening of the own enterprise."""
    return speaks_for(user, opening.enterprise_id)


def can_sign(user: Person, placement: Placement, party: str) -> Verdict:
    """Coordinator for the college, liaison for the host, the student for herself."""
    if party == Party.COLLEGE:
        return coordinates(user, placement.department_id)
    if party == Party.HOST:
        return speaks_for(user, placement.enterprise_id)
    return allow_if(party == Party.STUDENT and is_person(user, placement.student.user_id), _("Only the student may sign for the student."))


def can_confirm_log(user: Person, log: WorkLog) -> Verdict:
    """The mentor confirms; where the mentor has no account, the host's liaison does. ``log.placement.mentor`` is read."""
    mentor = log.placement.mentor
    if mentor is not None and mentor.user_id is not None:
        return allow_if(is_person(user, mentor.user_id), _("Only the mentor of this intern may confirm the log."))
    return speaks_for(user, log.placement.enterprise_id)


def can_write_logs(user: Person, placement: Placement) -> Verdict:
    """The student."""
    return allow_if(
        is_person(user, placement.student.user_id),
        _("Only the student writes the weekly log."),
    )


def confirms_logs(user: Person) -> Verdict:
    return allow_if(standing(user).has(Role.MENTOR, Role.LIAISON), _("This page is for mentors and liaisons."))
