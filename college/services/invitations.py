"""Letting enterprise people in: an e-mailed link by which an invited person chooses a password.

The link carries a random token; the database keeps only its SHA-256, the audit trail and the logs nothing of it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from college.models import Department, Invitation, RoleGrant, User
from college.policies import can_administer_people, can_invite, can_repeat_invitation
from college.services.audit import record
from college.services.notifications import notify
from college.services.people import add_grant, choose_password, trust_email, void_links
from config.kit.errors import DomainError
from config.kit.verdicts import require

#: How often the holder of an expired link may have a new one mailed.
RENEW_EVERY = timedelta(minutes=10)


class LinkRefused(DomainError):
    """The link does not open; ``renewable`` when its holder may have a new one mailed to the same address."""

    def __init__(self, message: str, *, renewable: bool = False) -> None:
        super().__init__(message)
        self.renewable = renewable


@dataclass(frozen=True)
class Link:
    """A fresh invitation and the address to open, known only now."""

    invitation: Invitation
    url: str


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    role: str,
    actor: User,
    subject: Model | None = None,
    department: Department | None = None,
    phone: str = "",
    language: str = "",
) -> User:
    """Give the person with this e-mail the role, making the account if there is none, and mail them a link.

    Somebody who can sign in already gets the role and a message instead of a link. Calling it again with the same
    e-mail is harmless: a link not yet used is replaced by a new one. ``subject`` is what the role is given for
    (``college.inviting``); without one only administrators invite. Refuses (Forbidden) who may not invite for it, and
    (DomainError) an e-mail that is none or whose account is closed.
    """
    require(can_invite(actor, role, subject))
    email = _valid_email(email)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(
            username=_free_username(email), name=name.strip() or email, email=email, phone=phone, language=language
        )
        record(actor=actor, verb="person.created", target=user)
        trust_email(user=user)
    elif not user.is_active:
        raise DomainError(_("The account with this e-mail address is closed. An administrator can open it again."))
    if not RoleGrant.objects.filter(user=user, role=role, department=department).exists():
        add_grant(person=user, role=role, actor=actor, department=department)
    if user.has_usable_password():
        _tell_of_role(user, role, actor)
    else:
        _mail(_issue(user, actor))
    return user


@transaction.atomic
def resend_invitation(*, user: User, actor: User) -> Invitation:
    """Mail a new link; the ones before stop working. Refuses (DomainError) somebody without e-mail, or with a password."""
    _require_inviter(user, actor)
    if not user.email:
        raise DomainError(_("This person has no e-mail address. Make a link to hand over instead."))
    link = _issue(user, actor)
    _mail(link)
    return link.invitation


@transaction.atomic
def make_link(*, user: User, actor: User) -> Link:
    """A link to hand over in person, for somebody whom e-mail does not reach. Only administrators; shown once."""
    require(can_administer_people(actor))
    return _issue(user, actor)


@transaction.atomic
def withdraw_invitation(*, user: User, actor: User) -> int:
    """Make the person's unused links worthless. Returns how many."""
    _require_inviter(user, actor)
    withdrawn = void_links(user=user)
    if withdrawn:
        record(actor=actor, verb="person.invitation_withdrawn", target=user)
    return withdrawn


def open_invitation(token: str) -> Invitation:
    """The invitation of a link. Raises LinkRefused with a sentence that says why it does not open and what to do."""
    invitation = Invitation.objects.select_related("user", "invited_by").filter(token_hash=_hash(token)).first() if token else None
    if invitation is None:
        raise LinkRefused(_("This link is not complete. Open it again from the e-mail, or copy the whole address."))
    if invitation.accepted_at:
        raise LinkRefused(_("This link has been used. Sign in with the password you chose, or have it reset on the sign-in page."))
    if invitation.withdrawn_at or not invitation.user.is_active:
        raise LinkRefused(
            _("This link was withdrawn or replaced by a newer one. Look for a newer e-mail, or ask %(who)s.")
            % {"who": invitation.invited_by or _("the person who invited you")}
        )
    if invitation.expires_at <= timezone.now():
        raise LinkRefused(
            _("This link was valid until %(date)s. We can mail a new one to the same address.")
            % {"date": formats.date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT")},
            renewable=bool(invitation.user.email),
        )
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Set the chosen, validated password and use the link up. Raises LinkRefused when it does not open (any more)."""
    invitation = open_invitation(token)
    used = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
    if not used.update(accepted_at=timezone.now()):
        raise LinkRefused(_("This link has been used. Sign in with the password you chose, or have it reset on the sign-in page."))
    user = invitation.user
    choose_password(user=user, password=password)
    record(actor=user, verb="person.invitation_accepted", target=user)
    return user


@transaction.atomic
def renew_expired(*, token: str) -> None:
    """Mail a new link to the address of an expired one, at most every ten minutes; else silently nothing."""
    try:
        open_invitation(token)
    except LinkRefused as refusal:
        if not refusal.renewable:
            raise
        expired = Invitation.objects.select_related("user", "invited_by").get(token_hash=_hash(token))
        if not expired.user.invitations.filter(created_at__gt=timezone.now() - RENEW_EVERY).exists():
            _mail(_issue(expired.user, None, invited_by=expired.invited_by))


def _require_inviter(user: User, actor: User) -> None:
    """Who invited the person may send and withdraw links, unless the person has signed in before."""
    require(can_repeat_invitation(actor, user))
    if user.has_usable_password():
        raise DomainError(_("This person has a password already and can have it reset on the sign-in page."))


def _issue(user: User, actor: User | None, invited_by: User | None = None) -> Link:
    if not user.is_active:
        raise DomainError(_("This account is closed."))
    void_links(user=user)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        user=user,
        token_hash=_hash(token),
        invited_by=actor or invited_by,
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    record(actor=actor, verb="person.invited", target=user)
    # In the query, not the path: request logs keep paths.
    return Link(invitation, f"{settings.BASE_URL}{reverse('invitation_accept')}?token={token}")


def _mail(link: Link) -> None:
    invitation, user = link.invitation, link.invitation.user
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = _("Your access to Ronghe at %(college)s") % {"college": settings.COLLEGE_NAME}
        body = _(
            "%(name)s,\n\n%(inviter)s of %(college)s invites you to work together in Ronghe, the college's system for "
            "partnerships with enterprises. Your user name is %(username)s.\n\nOpen this link and choose a password:\n%(url)s\n\n"
            "The link is for you alone, works once and is valid until %(until)s."
        ) % {
            "name": user.name,
            "inviter": invitation.invited_by or _("The partnership office"),
            "college": settings.COLLEGE_NAME,
            "username": user.username,
            "url": link.url,
            "until": formats.date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT"),
        }
    notify(
        recipient=user, dedupe_key=f"invitation:{invitation.pk}", kind="person.invited", subject=subject, body=body, mail=True, secret=True
    )


def _tell_of_role(user: User, role: str, actor: User) -> None:
    with translation.override(user.language or settings.LANGUAGE_CODE):
        held = RoleGrant(role=role).get_role_display()
        subject = _("%(who)s gave you the role %(role)s") % {"who": actor, "role": held}
    day = timezone.localdate()
    notify(recipient=user, dedupe_key=f"role:{user.pk}:{role}:{day}", kind="person.role_granted", subject=subject, url=reverse("home"))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _valid_email(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError(_("“%(email)s” is not an e-mail address.") % {"email": email}) from error
    return email


def _free_username(email: str) -> str:
    """The e-mail itself where it fits and is free, so that there is one thing less to remember."""
    wanted = email if len(email) <= 50 else email.partition("@")[0][:50]
    candidate, number = wanted, 1
    while User.objects.filter(username__iexact=candidate).exists():
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate
