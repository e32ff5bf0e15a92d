"""The outbox: tell a person once."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from college.models import Notification, User
from config.kit.queue import enqueue


def notify(
    *,
    recipient: User,
    dedupe_key: str,
    kind: str,
    subject: str | Promise,
    body: str | Promise = "",
    url: str = "",
    mail: bool = True,
    secret: bool = False,
    address: str = "",
) -> bool:
    """Tell ``recipient`` once: the bell, and e-mail when ``mail`` and they have an address. False when told before.

    Texts are lazy and rendered in the recipient's language. The unique key makes a second call harmless, so callers
    that sweep "due and not yet told" need not remember anything. ``secret`` is for a body with a sign-in link: it is
    never shown in the bell and emptied once mailed.
    """
    with translation.override(recipient.language or settings.LANGUAGE_CODE):
        texts = {"subject": str(subject)[:250], "body": str(body)}
    wants_mail = bool(mail and (address or recipient.email) and recipient.is_active)
    _note, created = Notification.objects.get_or_create(
        dedupe_key=dedupe_key[:200],
        defaults={
            "recipient": recipient,
            "kind": kind,
            "url": url,
            "is_secret": secret,
            "address": address,
            "wants_mail": wants_mail,
            "mail_next_at": timezone.now() if wants_mail else None,
            **texts,
        },
    )
    if created and wants_mail:
        enqueue("college.run_job", name="send_mail")
    return created


@transaction.atomic
def mark_read(*, user: User, notification_id: int | None = None) -> int:
    """Mark one of the person's notifications read, or all of them. Returns how many were unread."""
    unread = Notification.objects.filter(recipient=user, read_at__isnull=True)
    if notification_id is not None:
        unread = unread.filter(pk=notification_id)
    return unread.update(read_at=timezone.now())
