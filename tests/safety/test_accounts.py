"""Links that open accounts, and what stays of them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from college.apps import _require_known_roles
from college.enums import Role
from college.models import Notification, User
from college.services.invitations import LinkRefused, invite, make_link, open_invitation
from college.services.people import edit_person
from college.services.sessions import forget_sessions
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return make.person(Role.ADMINISTRATOR, username="boss", email="boss@example.org")


def token_of(person: User) -> str:
    found = re.search(r"token=(\S+)", Notification.objects.filter(recipient=person, kind="person.invited").latest("pk").body)
    assert found
    return found[1]


def test_a_link_sent_to_a_wrong_address_dies_with_it(boss: User) -> None:
    person = invite(name="李", email="wrong@example.org", role=Role.LIAISON, actor=boss)
    token = token_of(person)
    open_invitation(token)
    person.email = "right@example.org"
    edit_person(person=person, actor=boss)
    with pytest.raises(LinkRefused):
        open_invitation(token)


def test_after_a_reset_an_older_link_sets_no_password(boss: User, client: Client) -> None:
    person = invite(name="李", email="li@example.org", role=Role.LIAISON, actor=boss)
    token = token_of(person)
    client.post(reverse("account_reset_password"), {"email": "li@example.org"})
    mail = Notification.objects.filter(recipient=person, kind="password_reset_key").get()
    found = re.search(r"/accounts/password/reset/key/\S+", mail.body)
    assert found
    form = client.get(found[0], follow=True)
    chosen = {"password1": "correct-horse-9", "password2": "correct-horse-9"}
    assert client.post(form.redirect_chain[-1][0], chosen).status_code == 302
    person.refresh_from_db()
    assert person.check_password("correct-horse-9")
    with pytest.raises(LinkRefused):
        open_invitation(token)


def test_a_handed_over_link_still_helps_who_forgot_the_password(boss: User) -> None:
    person = make.person(Role.LIAISON, username="li", email="")
    person.set_password("correct-horse-9")
    person.save()
    open_invitation(make_link(user=person, actor=boss).url.partition("token=")[2])


def test_links_in_mails_lead_to_our_address_whatever_host_was_named(boss: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://ronghe.example"
    Client().post(reverse("account_reset_password"), {"email": "boss@example.org"}, headers={"host": "evil.example"})
    body = Notification.objects.get(kind="password_reset_key").body
    assert "https://ronghe.example/accounts/password/reset/key/" in body
    assert "evil" not in body


def test_a_closed_account_gets_no_reset(boss: User) -> None:
    User.objects.filter(pk=boss.pk).update(is_active=False)
    answer = Client().post(reverse("account_reset_password"), {"email": "boss@example.org"})
    assert answer.status_code == 302
    assert not Notification.objects.filter(wants_mail=True).exists()


def test_a_misspelt_role_for_the_second_step_is_said(settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["administrator", "admin"]
    with pytest.raises(ImproperlyConfigured, match=r"MFA_REQUIRED_ROLES names no role of Ronghe: admin\."):
        _require_known_roles()


def test_sessions_that_ran_out_are_forgotten(client: Client, boss: User) -> None:
    client.force_login(boss)
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    today = timezone.localdate()
    assert forget_sessions(on=today, dry_run=True) == {"sessions": 1}
    assert forget_sessions(on=today) == {"sessions": 1}
    assert Session.objects.count() == 1


def test_the_session_changes_its_name_at_sign_in(boss: User, client: Client) -> None:
    boss.set_password("correct-horse-9")
    boss.save()
    client.get(reverse("invitation_accept"), {"token": "x"})
    before = client.session.session_key
    client.post(reverse("account_login"), {"login": "boss", "password": "correct-horse-9"})
    assert client.session.session_key != before
    assert "_auth_user_id" in client.session
