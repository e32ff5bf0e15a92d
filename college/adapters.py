"""How sign-in behaves here: nobody signs up by themselves, and all mail goes through the outbox."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from college.models import User
from college.services.notifications import notify
from college.services.people import trust_email


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped here
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators, imports and invitations."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """No site name in brackets; the sender says it."""
        return subject

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
