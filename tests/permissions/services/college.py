"""Rows of the services of the college app."""

from typing import Any

from django.utils import timezone

from college.enums import Role
from college.models import ProgrammeTeam, RoleGrant, User
from college.services import (
    audit,
    heartbeat,
    invitations,
    jobs,
    lists,
    mail,
    notifications,
    operators,
    people,
    preferences,
    seals,
    sessions,
    structure,
    visits,
)
from internships.services.mentors import invite_mentor
from partnerships.services.liaisons import invite_liaison
from tests import factories as make
from tests.permissions.services import Here, Row, all_kept

ADMIN = "administrator"
RUNS = "administrator coordinator"


def _invited(here: Here) -> dict[str, Any]:
    """A liaison whom the coordinator of this side has invited."""
    return {"user": invite_liaison(name="New", email="new@example.org", enterprise=here.enterprise, actor=here.coordinator).user}


def _invited_mentor(here: Here) -> dict[str, Any]:
    """A mentor whom the liaison of this side has invited."""
    return {"user": invite_mentor(mentor=here.put("mentor", user=None, email="new@example.org"), actor=here.liaison)}


def _invitee(role: str, subject: str = "", **more: Any) -> Any:
    of = {"subject": subject} if subject else {}
    return lambda here: {"name": "New", "email": "new@example.org", "role": role, **{k: getattr(here, v) for k, v in of.items()}, **more}


def _student(here: Here) -> dict[str, Any]:
    return {"person": here.person("student")}


def _renamed(thing: Any, **more: Any) -> Any:
    thing.name = "Renamed"
    for name, value in more.items():
        setattr(thing, name, value)
    return thing


def _closed(here: Here) -> dict[str, Any]:
    User.objects.filter(username="student").update(is_active=False)
    return _student(here)


ROWS = [
    Row(
        structure.keep_programmes,
        lambda _: {"rows": [structure.ProgrammeRow(1, "460399", {"name": "New"})]},
        ADMIN,
        ADMIN,
        "of the catalogue",
        through=all_kept,
    ),
    Row(
        structure.keep_programmes,
        lambda h: {"rows": [structure.ProgrammeRow(1, "OLD-1", {"name": "Old"}, department=h.department, aside=True)]},
        RUNS,
        ADMIN,
        "brought along",
        through=all_kept,
    ),
    Row(invitations.invite, _invitee(Role.MENTOR, "mentor"), f"{RUNS} liaison", ADMIN, "a mentor"),
    Row(invitations.invite, _invitee(Role.MENTOR), ADMIN, ADMIN, "a mentor of nobody"),
    Row(invitations.invite, _invitee(Role.LIAISON, "enterprise"), RUNS, RUNS, "a liaison"),
    Row(invitations.invite, _invitee(Role.STUDENT, "student"), RUNS, ADMIN, "a student"),
    Row(invitations.invite, _invitee(Role.INSTRUCTOR), ADMIN, ADMIN, "an instructor"),
    Row(invitations.invite, _invitee(Role.AUDITOR), ADMIN, ADMIN, "an auditor"),
    Row(invitations.invite, _invitee(Role.ADMINISTRATOR), ADMIN, ADMIN, "an administrator"),
    Row(invitations.invite, lambda h: _invitee(Role.COORDINATOR, department=h.department)(h), ADMIN, ADMIN, "a coordinator"),
    Row(invitations.resend_invitation, _invited, RUNS, ADMIN),
    Row(invitations.resend_invitation, _invited_mentor, f"{ADMIN} liaison", ADMIN, "of a mentor"),
    Row(invitations.withdraw_invitation, _invited, RUNS, ADMIN),
    Row(invitations.make_link, _invited, ADMIN, ADMIN),
    Row(jobs.run_job, lambda _: {"name": "seal_audit", "on": timezone.localdate(), "dry_run": True}, ADMIN, ADMIN),
    Row(jobs.request_job, lambda _: {"name": "seal_audit", "on": timezone.localdate()}, ADMIN, ADMIN),
    Row(mail.retry_failed_mail, lambda _: {}, ADMIN, ADMIN),
    Row(people.create_person, lambda _: {"person": User(username="new", name="New", email="new@example.org")}, ADMIN, ADMIN),
    Row(people.edit_person, lambda h: {"person": _renamed(h.person("student"), phone="13900000005", email="li@example.com")}, ADMIN, ADMIN),
    Row(people.grant_role, lambda h: {**_student(h), "role": Role.AUDITOR}, ADMIN, ADMIN),
    Row(people.revoke_role, lambda h: {"grant": RoleGrant.objects.get(user=h.person("student"))}, ADMIN, ADMIN),
    Row(people.close_account, _student, ADMIN, ADMIN),
    Row(people.reopen_account, _closed, ADMIN, ADMIN),
    Row(people.remove_second_factor, _student, ADMIN, ADMIN),
    Row(people.add_to_team, lambda h: {"programme": h.programme, "person": h.person("auditor")}, RUNS, ADMIN),
    Row(
        people.remove_from_team,
        lambda h: {"place": ProgrammeTeam.objects.create(programme=h.programme, user=h.person("auditor"))},
        RUNS,
        ADMIN,
    ),
    Row(structure.save_department, lambda _: {"department": make.DepartmentFactory.build()}, ADMIN, ADMIN, "a new one"),
    Row(structure.save_department, lambda h: {"department": _renamed(h.department)}, ADMIN, ADMIN, "one there is"),
    Row(structure.save_programme, lambda h: {"programme": make.ProgrammeFactory.build(department=h.department)}, ADMIN, ADMIN, "a new one"),
    Row(structure.save_programme, lambda h: {"programme": _renamed(h.programme)}, ADMIN, ADMIN, "one there is"),
]

SELF = "about the person who asks, whom the view takes from the session"
STEP = "a step of services that have asked their own policy"
PERIODIC = "periodic; by hand it runs through run_job"
READS = "only reads"

UNGUARDED = {
    audit.record: STEP,
    audit.record_many: STEP,
    audit.record_each: STEP,
    notifications.notify: STEP,
    people.add_grant: STEP,
    people.trust_email: STEP,
    people.void_links: STEP,
    heartbeat.beat: "a worker's own sign of life",
    invitations.accept_invitation: "the link is the right; who follows it has no account to ask about",
    invitations.renew_expired: "the link is the right; the new one goes to the address of the old one",
    people.choose_password: SELF,
    people.edit_own_profile: SELF,
    preferences.choose_language: SELF,
    lists.save_view: SELF,
    lists.delete_view: SELF,
    lists.choose_columns: SELF,
    lists.record_export: "written down about whoever exports; the list has asked its own policy",
    notifications.mark_read: SELF,
    visits.note_visit: SELF,
    operators.appoint_administrator: "for the shell of the machine, where nobody has signed in",
    jobs.advance_dates: PERIODIC,
    mail.send_mail: PERIODIC,
    seals.seal_audit: PERIODIC,
    sessions.forget_sessions: PERIODIC,
    seals.verify_audit: READS,
    seals.last_seal: READS,
    seals.sealed_until: READS,
}
