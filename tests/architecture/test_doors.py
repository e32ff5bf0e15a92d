"""Every URL is closed to people who have not signed in, unless it is listed here with its reason."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.permissions.matrix import gather, url_names

#: Open doors. A pattern of allauth's is open where a person without an account, or without their password, needs it.
OPEN = {
    "healthz": "monitors have no account",
    "language": "the sign-in page has the switch, too",
    "set_language": "Django's own switch",
    "account_login": "this is the door",
    "account_signup": "closed by the adapter for everybody without an invitation",
    "account_logout": "redirects whoever is not signed in",
    "account_inactive": "says that an account was closed",
    "account_reset_password": "the password is forgotten",
    "account_reset_password_done": "the same",
    "account_reset_password_from_key": "the link in the e-mail",
    "account_reset_password_from_key_done": "the same",
    "account_email_verification_sent": "says that a link was sent",
    "account_confirm_email": "the link in the e-mail",
    "mfa_authenticate": "the second step of signing in",
    "invitation_accept": "whoever was invited has no account yet",
    "invitation_renew": "asks the college for a new link",
    "openid_connect_login": "the college's single sign-on, where it is configured",
    "openid_connect_callback": "the way back from it",
    "socialaccount_login_cancelled": "says that single sign-on was given up",
    "socialaccount_login_error": "says that single sign-on failed",
}


def sample(name: str) -> str | None:
    """An address of that URL with made-up arguments, which nobody without an account may tell from a real one."""
    for arguments in ({}, {"pk": 1}, {"key": "enterprises"}, {"kind": "majors"}, {"name": "send_mail"}, {"token": "x"}):
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    return None


def closed_names() -> list[str]:
    return sorted(name for name in set(url_names()) if name not in OPEN and not name.startswith("unnamed:"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", closed_names())
def test_closed_to_whoever_has_not_signed_in(name: str) -> None:
    row = gather().get(name)
    url = sample(name)
    if url is None:
        # Its arguments are of another kind: the permission matrix builds them and asks as a stranger, too.
        assert row is not None, f"{name} has arguments that only a matrix row can build, and has none"
        assert not row.public, f"{name} is public in the matrix and not listed as open here"
        return
    for response in (Client().get(url), Client().post(url)):
        assert response.status_code in {302, 401, 403, 404, 405}, f"{url} answered {response.status_code}"
        if response.status_code == 302:
            assert "/accounts/" in response["Location"], f"{url} sent a stranger to {response['Location']}"


def test_open_doors_exist() -> None:
    gone = sorted(set(OPEN) - set(url_names()) - {"set_language"})
    assert not gone, gone


def test_no_django_admin() -> None:
    assert "admin" not in get_resolver().namespace_dict
