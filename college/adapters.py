"""How sign-in behaves here: nobody signs up by themselves, and all mail goes through the outbox."""

import uuid
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from college.models import User
from college.services.notifications import notify
from college.services.people import choose_password, trust_email


def _at_our_address(url: str) -> str:
    """The link with our own host (BASE_URL), not with the one that the request named: anybody may name any."""
    return settings.BASE_URL + urlunsplit(("", "", *urlsplit(url)[2:]))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped here
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators, imports and invitations."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """No site name in brackets; the sender says it."""
        return subject

    def set_password(self, user: User, password: str) -> None:
        """After a reset or a change: an invitation still lying in some mailbox must not set it a second time."""
        choose_password(user=user, password=password)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _at_our_address(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _at_our_address(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail instead of sending it, so that a mail server that is away costs nothing but time.

        Only people with an account are written to, at their own address or one they are about to confirm.
        """
        user = context.get("user") or User.objects.filter(email__iexact=email).first() or getattr(self.request, "user", None)
        if not isinstance(user, User):
            return
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        other = "" if email.lower() == user.email.lower() else email
        notify(
            recipient=user,
            dedupe_key=f"account:{uuid.uuid4()}",
            kind=template_prefix.rpartition("/")[2],
            subject=message.subject,
            body=str(message.body),
            secret=True,
            address=other,
        )


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped here
    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """The person with an address that the provider has verified.

        An account's own address was written down by the college or confirmed by a link, so it counts as verified here too;
        without that, allauth would take the account for somebody else's and wipe its password.
        """
        for address in (address.email for address in sociallogin.email_addresses if address.verified):
            if own := User.objects.filter(email=address).exclude(email="").first():
                trust_email(user=own)
                return own, address
        return None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Single sign-on lets in whom the college knows already, by verified e-mail."""
        return False
