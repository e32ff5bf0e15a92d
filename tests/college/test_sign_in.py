"""Signing in: names, passwords, second factor, single sign-on."""

import base64
import hashlib
import hmac
import json
import re
import struct
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from college.enums import Role
from college.models import Invitation, Notification, User
from college.services.invitations import invite
from college.services.mail import send_mail
from college.services.people import trust_email
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-9"
LOGIN = "/accounts/login/"


@pytest.fixture
def person() -> User:
    user = make.person(Role.INSTRUCTOR, username="zhang", email="Zhang@example.org", name="张老师")
    user.set_password(PASSWORD)
    user.save()
    trust_email(user=user)
    return user


def sign_in(client: Client, login: str = "zhang", password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": login, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.mark.parametrize("login", ["zhang", "ZHANG", "zhang@example.org", "Zhang@Example.org"])
def test_user_name_and_address_both_work(client: Client, person: User, login: str) -> None:
    assert sign_in(client, login)["Location"] == "/"
    assert is_signed_in(client)


def test_an_imported_address_works_whatever_its_case(client: Client, person: User) -> None:
    EmailAddress.objects.all().delete()
    User.objects.filter(pk=person.pk).update(email="Zhang.Wei@Example.ORG")
    assert sign_in(client, "zhang.wei@example.org")["Location"] == "/"


def test_a_wrong_password_keeps_the_name_and_says_nothing_of_which_was_wrong(client: Client, person: User) -> None:
    wrong = sign_in(client, password="nonsense-nonsense").content.decode()
    unknown = sign_in(client, login="nobody").content.decode()
    assert 'value="zhang"' in wrong
    assert re.findall(r"invalid-feedback.*?</", wrong.replace("zhang", "")) == re.findall(
        r"invalid-feedback.*?</", unknown.replace("nobody", "")
    )
    assert not is_signed_in(client)


def test_too_many_wrong_passwords_are_stopped(client: Client, person: User) -> None:
    for _ in range(5):
        sign_in(client, password="nonsense-nonsense")
    sign_in(client)
    assert not is_signed_in(client)


def test_a_closed_account_is_told_so(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    response = client.post(LOGIN, {"login": "zhang", "password": PASSWORD}, follow=True)
    assert "account is closed" in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["account_signup", "account_inactive", "account_reset_password", "account_reset_password_done"])
@pytest.mark.parametrize(("language", "html"), [("en", 'lang="en"'), ("zh-hans", 'lang="zh-CN"')])
def test_open_pages_are_in_the_shell_and_in_both_languages(client: Client, name: str, language: str, html: str) -> None:
    client.cookies["django_language"] = language
    page = client.get(reverse(name)).content.decode()
    assert html in page
    assert "shell-bar" in page
    assert "entrance-form" in page
    words = re.sub(r"<[^>]+>", " ", page.partition('class="entrance-form"')[2].partition("</main>")[0])
    if language == "en":
        assert not re.search(r"[\u4e00-\u9fff]", words), words


def test_a_forgotten_password_is_reset_through_the_outbox(client: Client, person: User) -> None:
    client.post(reverse("account_reset_password"), {"email": "zhang@example.org"})
    assert mail.outbox == []
    send_mail(on=timezone.localdate())
    [message] = mail.outbox
    path = urlparse(next(word for word in message.body.split() if "/reset/key/" in word)).path
    page = client.get(path, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "another-horse-10", "password2": "another-horse-10"})
    assert sign_in(Client(), password="another-horse-10")["Location"] == "/"
    assert path not in " ".join(Notification.objects.values_list("body", flat=True))


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client, person: User) -> None:
    known = client.post(reverse("account_reset_password"), {"email": "zhang@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Notification.objects.count() == 1


def totp(secret: str, at: float) -> str:
    """RFC 6238 with SHA-1, six digits, thirty seconds."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    place = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def set_up_totp(client: Client) -> str:
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert 'class="qr"' in page.content.decode()
    secret = str(page.context["form"].secret)
    response = client.post(reverse("mfa_activate_totp"), {"code": totp(secret, time.time())})
    assert response.status_code == 302, response.content.decode()
    return secret


def test_the_second_factor_is_asked_for_and_recovery_codes_help(client: Client, person: User) -> None:
    sign_in(client)
    secret = set_up_totp(client)
    codes = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert codes[0] in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    other = Client()
    assert sign_in(other)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(other)
    other.post(reverse("mfa_authenticate"), {"code": "000000" if totp(secret, time.time()) != "000000" else "111111"})
    assert not is_signed_in(other)
    other.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_signed_in(other)
    again = Client()
    sign_in(again)
    again.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert not is_signed_in(again)


def test_an_administrator_helps_who_lost_telephone_and_codes(client: Client, person: User, client_for: Any) -> None:
    sign_in(client)
    set_up_totp(client)
    boss = client_for(make.person(Role.ADMINISTRATOR))
    assert "Remove the second step" in boss.get(person.get_absolute_url()).content.decode()
    boss.post(reverse("user_remove_second_factor", args=[person.pk]))
    other = Client()
    sign_in(other)
    assert is_signed_in(other)


def test_a_role_may_require_the_second_factor(client: Client, person: User, settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["instructor"]
    sign_in(client)
    for path in ("/", "/people/me/", "/programmes/"):
        assert client.get(path)["Location"] == reverse("mfa_activate_totp")
    assert client.post(reverse("account_logout")).status_code == 302
    sign_in(client)
    set_up_totp(client)
    assert is_signed_in(client)


def test_other_roles_are_left_alone(client: Client, person: User, settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["administrator"]
    sign_in(client)
    assert is_signed_in(client)


def test_an_invitation_leads_in(client: Client) -> None:
    invite(name="Zhou", email="zhou@factory.example", role=Role.LIAISON, actor=make.person(Role.ADMINISTRATOR), language="en")
    send_mail(on=timezone.localdate())
    address = next(word for word in mail.outbox[-1].body.split() if "token=" in word)
    clean = client.get(address[address.index("/invitation") :])
    assert clean["Location"] == reverse("invitation_accept")
    page = client.get(clean["Location"]).content.decode()
    assert "Welcome, Zhou" in page
    weak = client.post(clean["Location"], {"new_password1": "12345678901", "new_password2": "12345678901"}).content.decode()
    assert "entirely numeric" in weak
    done = client.post(clean["Location"], {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert done["Location"] == "/"
    assert is_signed_in(client)
    refused = Client().get(address[address.index("/invitation") :], follow=True)
    assert refused.status_code == 410
    assert "has been used" in refused.content.decode()


def test_the_own_address_changes_only_after_confirmation(client: Client, person: User) -> None:
    sign_in(client)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    person.refresh_from_db()
    assert person.email == "zhang@example.org"
    send_mail(on=timezone.localdate())
    message = next(message for message in mail.outbox if message.to == ["new@example.org"])
    path = urlparse(next(word for word in message.body.split() if "/confirm-email/" in word)).path
    client.post(path)
    person.refresh_from_db()
    assert person.email == "new@example.org"


def test_an_address_nobody_verified_is_shown_as_the_own(client: Client, person: User) -> None:
    EmailAddress.objects.filter(user=person).delete()
    sign_in(client)
    page = client.get(reverse("account_email")).content.decode()
    assert "<strong>zhang@example.org</strong>" in page
    assert "A message went to" not in page


class Provider:
    """A real OpenID Connect provider on a free port, for one person at a time."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self)

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = urlparse(handler.path).path
        length = int(handler.headers.get("Content-Length") or 0)
        handler.rfile.read(length)
        now = int(time.time())
        claims = {"iss": self.url, "aud": "ronghe", "iat": now, "exp": now + 60, **self.claims}
        body: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
            },
            "/keys": {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())), "kid": "k", "alg": "RS256"}]},
            "/userinfo": self.claims,
            "/token": {
                "access_token": "a",
                "token_type": "Bearer",
                "id_token": jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k"}),
            },
        }[path]
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(json.dumps(body).encode())


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()
    app = {"provider_id": "college", "name": "Campus", "client_id": "ronghe", "secret": "s", "settings": {"server_url": made.url}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield made
    made.server.shutdown()
    made.server.server_close()


def come_from(provider: Provider, client: Client, **claims: Any) -> Any:
    assert "Campus" in client.get(LOGIN).content.decode()
    provider.claims = {"sub": "4711", **claims}
    start = client.post("/accounts/oidc/college/login/?process=login")
    assert start["Location"].startswith(f"{provider.url}/authorize")
    state = parse_qs(urlparse(start["Location"]).query)["state"][0]
    return client.get("/accounts/oidc/college/login/callback/", {"code": "c", "state": state}, follow=True)


def test_single_sign_on_finds_the_person_by_verified_address(client: Client, person: User, provider: Provider) -> None:
    come_from(provider, client, email="zhang@example.org", email_verified=True)
    assert is_signed_in(client)
    assert int(client.session["_auth_user_id"]) == person.pk
    assert "Campus" in client.get(reverse("socialaccount_connections")).content.decode()
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_single_sign_on_leaves_the_password_of_an_imported_account(client: Client, person: User, provider: Provider) -> None:
    EmailAddress.objects.filter(user=person).delete()
    come_from(provider, client, email="zhang@example.org", email_verified=True)
    assert is_signed_in(client)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_an_address_that_the_provider_has_not_verified_opens_nothing(client: Client, person: User, provider: Provider) -> None:
    come_from(provider, client, email="zhang@example.org", email_verified=False)
    assert not is_signed_in(client)


def test_an_unknown_person_is_not_signed_up(client: Client, person: User, provider: Provider) -> None:
    page = come_from(provider, client, email="nobody@example.org", email_verified=True)
    assert "Accounts are opened by the college" in page.content.decode()
    assert User.objects.count() == 1
    assert not is_signed_in(client)


def test_an_expired_link_asks_for_a_new_one(client: Client) -> None:
    invite(name="Zhou", email="zhou@factory.example", role=Role.LIAISON, actor=make.person(Role.ADMINISTRATOR), language="en")
    send_mail(on=timezone.localdate())
    address = next(word for word in mail.outbox[-1].body.split() if "token=" in word)
    long_ago = timezone.now() - timedelta(days=20)
    Invitation.objects.update(expires_at=long_ago + timedelta(days=1), created_at=long_ago)
    refused = client.get(address[address.index("/invitation") :], follow=True)
    assert reverse("invitation_renew") in refused.content.decode()
    renewed = client.post(reverse("invitation_renew"), follow=True)
    assert "on its way to the same address" in renewed.content.decode()
    send_mail(on=timezone.localdate())
    newer = next(word for word in mail.outbox[-1].body.split() if "token=" in word)
    assert "Welcome, Zhou" in Client().get(newer[newer.index("/invitation") :], follow=True).content.decode()


def test_the_second_factor_is_another_way_to_confirm_and_can_be_given_up(client: Client, person: User) -> None:
    sign_in(client)
    set_up_totp(client)
    assert reverse("mfa_reauthenticate") in client.get(reverse("account_reauthenticate")).content.decode()
    codes = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == codes
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person).exists()


def test_whoever_asks_for_a_new_password_is_told_to_be_signed_in(client: Client, person: User) -> None:
    sign_in(client)
    page = client.get(reverse("account_reset_password")).content.decode()
    assert 'class="alert' in page
    assert person.name in page
