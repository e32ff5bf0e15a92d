"""Accounts, roles, invitations."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.core import mail
from django.utils import timezone

from college.enums import Role
from college.models import AuditEntry, Department, Invitation, Notification, Programme, ProgrammeTeam, RoleGrant, User
from college.services.invitations import (
    LinkRefused,
    accept_invitation,
    invite,
    make_link,
    open_invitation,
    renew_expired,
    resend_invitation,
    withdraw_invitation,
)
from college.services.mail import send_mail
from college.services.people import (
    add_to_team,
    close_account,
    create_person,
    edit_own_profile,
    edit_person,
    grant_role,
    reopen_account,
    revoke_role,
)
from college.services.structure import ProgrammeRow, keep_programmes, save_department
from config.kit.errors import DomainError, Forbidden
from tests import factories as make
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
NEW = "correct-horse-battery"


@pytest.fixture
def boss() -> User:
    return make.person(Role.ADMINISTRATOR)


def mailed_token() -> str:
    """The token of the newest link in the mail."""
    send_mail(on=timezone.localdate())
    [address] = [word for word in mail.outbox[-1].body.split() if "token=" in word]
    return parse_qs(urlparse(address).query)["token"][0]


def invited(actor: User, email: str = "zhou@factory.example", role: Role = Role.LIAISON) -> User:
    return invite(name="Zhou Fang", email=email, role=role, actor=actor)


def test_an_invited_person_chooses_a_password_and_holds_the_role(boss: User) -> None:
    user = invited(boss)
    assert not user.has_usable_password()
    accepted = accept_invitation(token=mailed_token(), password=NEW)
    assert accepted == user
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert list(user.grants.values_list("role", flat=True)) == [Role.LIAISON]


def test_the_token_is_nowhere_but_in_the_mail(boss: User, caplog: Any) -> None:
    invited(boss)
    token = mailed_token()
    assert not Invitation.objects.filter(token_hash=token).exists()
    kept = " ".join(str(row) for model in (AuditEntry, Notification, Invitation) for row in model.objects.values())
    assert token not in kept
    assert token not in caplog.text


def test_a_link_works_once(boss: User) -> None:
    invited(boss)
    token = mailed_token()
    accept_invitation(token=token, password=NEW)
    with pytest.raises(LinkRefused, match="has been used"):
        accept_invitation(token=token, password="another-password-9")
    assert User.objects.get(email="zhou@factory.example").check_password(NEW)


def test_a_newer_link_replaces_the_older(boss: User) -> None:
    user = invited(boss)
    first = mailed_token()
    resend_invitation(user=user, actor=boss)
    second = mailed_token()
    with pytest.raises(LinkRefused, match="newer"):
        open_invitation(first)
    assert open_invitation(second).user == user


def test_a_withdrawn_link_names_whom_to_ask(boss: User) -> None:
    user = invited(boss)
    token = mailed_token()
    assert withdraw_invitation(user=user, actor=boss) == 1
    with pytest.raises(LinkRefused, match=boss.name):
        open_invitation(token)


def test_an_expired_link_can_be_renewed_by_its_holder_but_not_flooded(boss: User) -> None:
    invited(boss)
    old = mailed_token()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1), created_at=timezone.now() - timedelta(days=20))
    with pytest.raises(LinkRefused) as refusal:
        open_invitation(old)
    assert refusal.value.renewable
    renew_expired(token=old)
    assert open_invitation(mailed_token()).invited_by == boss
    with pytest.raises(LinkRefused):
        renew_expired(token=old)  # replaced by the new one
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_a_mangled_link_says_so(token: str) -> None:
    with pytest.raises(LinkRefused, match="not complete"):
        open_invitation(token)


def test_inviting_a_known_person_gives_the_role_and_no_link(boss: User) -> None:
    known = make.UserFactory(email="zhou@factory.example")
    known.set_password(NEW)
    known.save()
    assert invited(boss, "Zhou@Factory.example") == known
    assert not Invitation.objects.exists()
    assert known.grants.filter(role=Role.LIAISON).count() == 1
    invited(boss)
    assert known.grants.count() == 1


def test_the_closed_account_is_not_invited(boss: User) -> None:
    make.UserFactory(email="zhou@factory.example", is_active=False)
    with pytest.raises(DomainError, match="closed"):
        invited(boss)


#: What a role is given for.
SUBJECTS = {Role.LIAISON: "enterprise", Role.MENTOR: "mentor", Role.STUDENT: "student"}


@pytest.mark.parametrize(
    ("role", "invites"),
    [
        ("administrator", set(Role)),
        ("coordinator", {Role.LIAISON, Role.MENTOR, Role.STUDENT}),
        ("liaison", {Role.MENTOR}),
        ("instructor", set()),
        ("student", set()),
        ("auditor", set()),
    ],
)
def test_who_invites_whom(cast: Cast, world: Any, role: str, invites: set[Role]) -> None:
    for wanted in Role:
        department = world.own.department if wanted == Role.COORDINATOR else None
        subject = getattr(world.own, SUBJECTS[wanted]) if wanted in SUBJECTS else None
        email = f"{role}-{wanted}@example.org"
        try:
            invite(name="New", email=email, role=wanted, subject=subject, actor=cast[role], department=department)
        except Forbidden:
            assert wanted not in invites
        else:
            assert wanted in invites


def test_a_handed_over_link_opens_too(boss: User) -> None:
    user = make.UserFactory(email="")
    user.set_unusable_password()
    user.save()
    link = make_link(user=user, actor=boss)
    token = parse_qs(urlparse(link.url).query)["token"][0]
    assert accept_invitation(token=token, password=NEW) == user
    assert mail.outbox == []


def test_two_accounts_cannot_share_an_address(boss: User) -> None:
    make.UserFactory(email="a@example.org")
    with pytest.raises(DomainError, match="e-mail"):
        create_person(person=User(username="b", name="B", email="A@example.org"), actor=boss)


def test_an_edit_is_recorded_old_and_new(boss: User) -> None:
    person = make.UserFactory(name="Old Name")
    person.name = "New Name"
    edit_person(person=person, actor=boss)
    assert AuditEntry.objects.get(verb="person.edited").changes == {"name": ["Old Name", "New Name"]}


def test_a_profile_does_not_change_what_is_the_colleges(boss: User) -> None:
    person = make.UserFactory(number="S1")
    person.number, person.phone = "S2", "123"
    edit_own_profile(person=person)
    person.refresh_from_db()
    assert (person.number, person.phone) == ("S1", "123")


def test_the_last_administrator_stays(boss: User) -> None:
    grant = RoleGrant.objects.get(user=boss)
    with pytest.raises(DomainError, match="last administrator"):
        revoke_role(grant=grant, actor=boss)
    second = make.person(Role.ADMINISTRATOR)
    close_account(person=second, actor=boss)
    with pytest.raises(DomainError, match="last administrator"):
        revoke_role(grant=grant, actor=boss)
    reopen_account(person=second, actor=boss)
    revoke_role(grant=grant, actor=boss)
    assert not RoleGrant.objects.filter(user=boss).exists()


def test_nobody_closes_the_own_account(boss: User) -> None:
    make.person(Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        close_account(person=boss, actor=boss)


def test_a_coordinator_needs_a_department_and_others_have_none(boss: User) -> None:
    person, department = make.UserFactory(), make.DepartmentFactory()
    with pytest.raises(DomainError, match="department"):
        grant_role(person=person, role=Role.COORDINATOR, actor=boss)
    assert grant_role(person=person, role=Role.COORDINATOR, actor=boss, department=department).department == department
    assert grant_role(person=person, role=Role.AUDITOR, actor=boss, department=department).department is None
    with pytest.raises(DomainError, match="already"):
        grant_role(person=person, role=Role.AUDITOR, actor=boss)


def test_a_closed_account_is_signed_out_at_once(boss: User, client_for: Any) -> None:
    person = make.person(Role.INSTRUCTOR)
    client = client_for(person)
    assert client.get("/").status_code == 200
    close_account(person=person, actor=boss)
    assert client.get("/").status_code == 302


def test_a_link_is_for_an_address_and_for_somebody_without_a_password(boss: User) -> None:
    nobody = make.person(Role.LIAISON, email="")
    nobody.set_unusable_password()
    nobody.save()
    with pytest.raises(DomainError, match="no e-mail address"):
        resend_invitation(user=nobody, actor=boss)
    user = invited(boss)
    accept_invitation(token=mailed_token(), password=NEW)
    for again in (resend_invitation, withdraw_invitation):
        with pytest.raises(DomainError, match="has a password already"):
            again(user=User.objects.get(pk=user.pk), actor=boss)


def test_a_closed_account_gets_no_link(boss: User) -> None:
    user = invited(boss)
    user.is_active = False
    with pytest.raises(DomainError, match="This account is closed"):
        make_link(user=user, actor=boss)


@pytest.mark.parametrize("email", ["", "zhou", "zhou@", "zhou fang@factory.example"])
def test_an_address_that_is_none_is_refused(email: str, boss: User) -> None:
    with pytest.raises(DomainError, match="is not an e-mail address"):
        invited(boss, email)
    assert User.objects.count() == 1


def test_a_user_name_is_the_address_as_far_as_it_is_free_and_fits(boss: User) -> None:
    make.UserFactory(username="ZHOU@factory.example", email="")
    make.UserFactory(username="zhou@factory.example-2", email="")
    assert invited(boss).username == "zhou@factory.example-3"
    assert invited(boss, f"{'z' * 40}@a-rather-long-name.factory.example").username == "z" * 40


def test_of_two_who_open_a_link_at_once_one_chooses_the_password(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    invited(boss)
    token = mailed_token()
    seen = open_invitation(token)
    accept_invitation(token=token, password=NEW)
    monkeypatch.setattr("college.services.invitations.open_invitation", lambda _: seen)
    with pytest.raises(LinkRefused, match="has been used"):
        accept_invitation(token=token, password="another-password-9")
    assert User.objects.get(email="zhou@factory.example").check_password(NEW)


def test_an_expired_link_is_renewed_at_most_every_ten_minutes(boss: User) -> None:
    invited(boss)
    old = mailed_token()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    renew_expired(token=old)  # made a moment ago
    assert Invitation.objects.count() == 1
    Invitation.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    renew_expired(token=old)
    assert Invitation.objects.count() == 2


def test_an_edit_that_changes_nothing_leaves_no_trace(boss: User) -> None:
    person = make.person(Role.INSTRUCTOR, number="T1")
    edit_person(person=User.objects.get(pk=person.pk), actor=boss)
    assert not AuditEntry.objects.filter(verb="person.edited").exists()


def test_two_people_cannot_share_a_number(boss: User) -> None:
    make.UserFactory(number="T1")
    other = make.UserFactory(number="T2")
    other.number = "T1"
    with pytest.raises(DomainError, match="has this number"):
        edit_person(person=other, actor=boss)
    assert User.objects.get(pk=other.pk).number == "T2"


def test_closing_twice_is_closing_once(boss: User) -> None:
    person = make.person(Role.INSTRUCTOR)
    for _ in range(2):
        assert not close_account(person=person, actor=boss).is_active
    assert AuditEntry.objects.filter(verb="person.deactivated").count() == 1


def test_somebody_joins_a_team_once_and_may_come_to_lead_it(boss: User) -> None:
    programme, person = make.ProgrammeFactory(), make.person(Role.INSTRUCTOR)
    values: dict[str, Any] = {"programme": programme, "person": person, "actor": boss}
    add_to_team(**values)
    with pytest.raises(DomainError, match="in the programme's team already"):
        add_to_team(**values)
    add_to_team(**values, is_lead=True)
    assert list(ProgrammeTeam.objects.values_list("user", "is_lead")) == [(person.pk, True)]
    person.is_active = False
    with pytest.raises(DomainError, match="This account is closed"):
        add_to_team(**values)
    assert AuditEntry.objects.filter(verb="programme.team_changed").count() == 2


def test_a_code_belongs_to_one_department_and_saving_nothing_leaves_no_trace(boss: User) -> None:
    one, other = make.DepartmentFactory(), make.DepartmentFactory()
    save_department(department=one, actor=boss)
    assert not AuditEntry.objects.filter(verb="department.edited").exists()
    one.code = other.code
    with pytest.raises(DomainError, match="This code is in use"):
        save_department(department=one, actor=boss)
    assert Department.objects.get(pk=one.pk).code != other.code


def test_history_does_not_change_a_programme_that_is_there(boss: User) -> None:
    programme = make.ProgrammeFactory(name="机电")
    rows = [ProgrammeRow(row, programme.code, {"name": "Other"}, aside=aside) for row, aside in ((1, True), (2, False))]
    keep_programmes(rows=rows[:1], actor=boss)
    assert Programme.objects.get(pk=programme.pk).name == "机电"
    keep_programmes(rows=rows[1:], actor=boss)
    assert Programme.objects.get(pk=programme.pk).name == "Other"
