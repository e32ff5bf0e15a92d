"""Rows of the college app, and of the sign-in pages that django-allauth brings."""

from typing import Any

from college.enums import Role
from college.models import Notification, ProgrammeTeam, RoleGrant, User
from tests.permissions import EVERYONE, STAFF, Row, pk_of

WIDE = "administrator auditor"
ADMIN = "administrator"


def _person(world: Any) -> dict[str, Any]:
    return {"pk": world.cast.student.pk}


def _new_person(world: Any) -> None:
    """Somebody without a password, so that invitations can be sent."""
    person = User.objects.create_user(username="new", name="New", email="new@example.org")
    RoleGrant.objects.create(user=person, role=Role.LIAISON)
    world.extra["new"] = person


def _invited(world: Any) -> dict[str, Any]:
    return {"pk": world.extra["new"].pk}


def _note(world: Any) -> None:
    note = Notification.objects.create(recipient=world.cast.student, dedupe_key="n", kind="test", subject="N")
    world.extra["note"] = note


def _foreign_place(world: Any) -> None:
    world.extra["place"] = ProgrammeTeam.objects.create(programme=world.foreign.programme, user=world.cast.auditor)


ALLAUTH_PUBLIC = [
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "socialaccount_login_cancelled",
]
ALLAUTH_SIGNED_IN = [
    "account_reauthenticate",
    "socialaccount_signup",
    "socialaccount_login_error",
    "mfa_authenticate",
    "account_logout",
    "account_confirm_login_code",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "socialaccount_connections",
]

# 404 for all of the cast: nobody of them has a second factor to show or take away.
ALLAUTH_WITH_SECOND_FACTOR = ["mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"]

MATRIX = {
    **{name: Row() for name in ALLAUTH_WITH_SECOND_FACTOR},
    **{name: Row(public=True) for name in ALLAUTH_PUBLIC},
    **{name: Row(allowed=EVERYONE) for name in ALLAUTH_SIGNED_IN},
    "account_confirm_email": Row(public=True, own=lambda w: {"key": "nonsense"}),
    "account_reset_password_from_key": Row(public=True, own=lambda w: {"uidb36": "1", "key": "nonsense"}),
    "openid_connect_login": Row(public=True, own=lambda w: {"provider_id": "none"}),
    "openid_connect_callback": Row(public=True, own=lambda w: {"provider_id": "none"}),
    "invitation_accept": Row(public=True),
    "invitation_renew": Row(public=True, method="post"),
    "search": Row(allowed=EVERYONE, data={"q": "专业"}),
    "notification_list": Row(allowed=EVERYONE),
    "notification_read_all": Row(allowed=EVERYONE, method="post"),
    "notification_read": Row(allowed="student", method="post", own=lambda w: {"pk": w.extra["note"].pk}, prepare=_note),
    "profile": Row(allowed=EVERYONE),
    "user_list": Row(allowed=WIDE),
    "user_create": Row(allowed=ADMIN),
    # Own: the coordinator, a colleague. Foreign: the student, whose account is the administration's and the student's.
    "user_detail": Row(
        allowed=STAFF,
        foreign_allowed=f"{WIDE} student",
        own=lambda w: {"pk": w.cast.coordinator.pk},
        foreign=_person,
    ),
    "user_edit": Row(allowed=ADMIN, own=_person),
    "user_grant": Row(allowed=ADMIN, own=_person, method="post", data={"role": "auditor"}),
    "user_revoke": Row(
        allowed=ADMIN,
        own=lambda w: {"pk": w.cast.student.pk, "grant_pk": w.cast.student.grants.get().pk},
        method="post",
    ),
    "user_deactivate": Row(allowed=ADMIN, own=_person, method="post"),
    "user_reactivate": Row(allowed=ADMIN, own=_person, method="post"),
    "user_invite": Row(allowed=ADMIN, own=_invited, method="post", prepare=_new_person),
    "user_withdraw": Row(allowed=ADMIN, own=_invited, method="post", prepare=_new_person),
    "user_link": Row(allowed=ADMIN, own=_invited, method="post", prepare=_new_person),
    "user_remove_second_factor": Row(allowed=ADMIN, own=_person, method="post"),
    "department_list": Row(allowed=STAFF),
    "department_create": Row(allowed=ADMIN),
    "department_detail": Row(allowed=STAFF, foreign_allowed=STAFF, **pk_of("department")),
    "department_edit": Row(allowed=ADMIN, foreign_allowed=ADMIN, **pk_of("department")),
    "programme_list": Row(allowed=STAFF),
    "programme_create": Row(allowed=ADMIN),
    "programme_detail": Row(allowed=STAFF, foreign_allowed=STAFF, **pk_of("programme")),
    "programme_edit": Row(allowed=ADMIN, foreign_allowed=ADMIN, **pk_of("programme")),
    "programme_team_add": Row(
        allowed="administrator coordinator", foreign_allowed=ADMIN, method="post", data={"person": "auditor"}, **pk_of("programme")
    ),
    "programme_team_remove": Row(
        allowed="administrator coordinator",
        foreign_allowed=ADMIN,
        method="post",
        own=lambda w: {"pk": w.own.programme.pk, "place_pk": w.own.programme.team.get().pk},
        foreign=lambda w: {"pk": w.foreign.programme.pk, "place_pk": w.extra["place"].pk},
        prepare=_foreign_place,
    ),
    "audit_list": Row(allowed=WIDE),
    "job_list": Row(allowed=WIDE),
    "job_run_list": Row(allowed=WIDE),
    "job_retry_mail": Row(allowed=ADMIN, method="post"),
    "job_run": Row(allowed=ADMIN, method="post", own=lambda w: {"name": "seal_audit"}),
}
