"""The outbox: tell a person once."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise

from college.models import Notification, User
from config.kit.queue import enqueue


def notify(
    *, recipient: User, dedupe_key: str, kind: str, subject: str | Promise, body: str | Promise = "", url: str = "", mail: bool = True
) -> bool:
    """Tell ``recipient`` once: the bell, and e-mail when ``mail`` and they have an address. False when told before.

    Texts are lazy and rendered in the recipient's language. The unique key makes a second call harmless, so callers
    that sweep "due and not yet told" need not remember anything.
    """
    with translation.override(recipient.language or settings.LANGUAGE_CODE):
        texts = {"subject": str(subject)[:250], "body": str(body)}
    wants_mail = bool(mail and recipient.email and recipient.is_active)
    _note, created = Notification.objects.get_or_create(
        dedupe_key=dedupe_key[:200],
        defaults={
            "recipient": recipient,
            "kind": kind,
            "url": url,
            "wants_mail": wants_mail,
            "mail_next_at": timezone.now() if wants_mail else None,
            **texts,
        },
    )
    if created and wants_mail:
        enqueue("college.run_job", name="send_mail")
    return created
