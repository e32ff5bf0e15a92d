"""The sweep that turns the outbox into e-mail."""

import logging
from datetime import date, timedelta
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from college.models import Notification, User
from college.policies import can_run_jobs
from config.kit.errors import DomainError
from config.kit.verdicts import require

logger = logging.getLogger(__name__)
BATCH = 200
#: A claimed row that nobody finished (a killed worker) is due again after this long.
CLAIM = timedelta(minutes=10)
#: The server being away is nobody's fault: rows wait this long and lose no attempt.
SERVER_AWAY = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
#: With the waits below, a little over three days.
MOST_ATTEMPTS = 20


def backoff(attempts: int) -> timedelta:
    """How long to wait after the given number of failed attempts: 1, 2, 4 … minutes, at most six hours."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 12)), LONGEST_WAIT)


def send_mail(*, on: date, dry_run: bool = False) -> dict[str, int]:
    """Send every message that is due. Safe to run in two workers at once: each row is claimed by a conditional update.

    A message refused for its own sake is retried with growing waits, ``MOST_ATTEMPTS`` times. While the server cannot
    be reached nothing is lost or counted, and the run ends as failed (DomainError) so that an administrator sees it.
    """
    counts = {"sent": 0, "failed": 0}
    due = Notification.objects.filter(wants_mail=True, mailed_at__isnull=True, mail_next_at__lte=timezone.now())
    if dry_run:
        return {"due": due.count()}
    if not due.exists():
        return counts
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        _server_away(error)
    try:
        for note in due.select_related("recipient").order_by("mail_next_at", "pk")[:BATCH]:
            if _claim(note):
                counts["sent" if _send(note, connection) else "failed"] += 1
    finally:
        connection.close()
    return counts


def _server_away(error: Exception) -> None:
    reason = _plain(error)
    due = Notification.objects.filter(wants_mail=True, mailed_at__isnull=True, mail_next_at__lte=timezone.now())
    waiting = due.update(mail_error=reason, mail_next_at=timezone.now() + SERVER_AWAY)
    message = _("The mail server cannot be reached (%(reason)s). %(waiting)s messages are kept and tried again.")
    raise DomainError(message % {"reason": reason, "waiting": waiting}) from error


def _claim(note: Notification) -> bool:
    """Take the row, unless another worker changed its next time since it was read."""
    claimed = Notification.objects.filter(pk=note.pk, mailed_at__isnull=True, mail_next_at=note.mail_next_at).update(
        mail_next_at=timezone.now() + CLAIM, mail_attempts=F("mail_attempts") + 1
    )
    note.mail_attempts += claimed
    return bool(claimed)


def _send(note: Notification, connection: BaseEmailBackend) -> bool:
    if not note.recipient.is_active or not (note.address or note.recipient.email):
        _finish(note, wants_mail=False, mail_error="no address or account closed")
        return False
    try:
        _message(note, connection).send()
    except (OSError, SMTPException, ValueError) as error:
        logger.warning("mail.failed notification=%s attempt=%s error=%s", note.pk, note.mail_attempts, type(error).__name__)
        spent = note.mail_attempts >= MOST_ATTEMPTS
        _finish(note, mail_error=_plain(error), mail_next_at=None if spent else timezone.now() + backoff(note.mail_attempts))
        if isinstance(error, OSError | SMTPServerDisconnected):
            connection.close()  # the next message opens a fresh one
        return False
    gone = {"body": ""} if note.is_secret else {}
    _finish(note, mailed_at=timezone.now(), mail_error="", mail_next_at=None, **gone)
    return True


def _finish(note: Notification, **changes: object) -> None:
    Notification.objects.filter(pk=note.pk).update(**changes)


def _message(note: Notification, connection: BaseEmailBackend) -> EmailMessage:
    """The e-mail in the recipient's language. Its Message-ID is the same each time, so a message sent twice by a worker
    killed between sending and writing that down is recognised as one by mail programs."""
    with translation.override(note.recipient.language or settings.LANGUAGE_CODE):
        link = f"{settings.BASE_URL}{note.url}" if note.url.startswith("/") else note.url
        foot = _("You get this message because you have an account at %(college)s.") % {"college": settings.COLLEGE_NAME}
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return EmailMessage(
        subject=" ".join(note.subject.split()),
        body="\n\n".join(part for part in (note.body, link, f"-- \n{foot}") if part),
        to=[note.address or note.recipient.email],
        connection=connection,
        headers={"Message-ID": f"<notification-{note.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def _plain(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:250]


@transaction.atomic
def retry_failed_mail(*, actor: User) -> int:
    """Make every waiting or given-up message due now, with a full set of attempts. Returns how many.

    Refuses (Forbidden) anybody but an administrator."""
    require(can_run_jobs(actor))
    return Notification.objects.filter(wants_mail=True, mailed_at__isnull=True).update(mail_next_at=timezone.now(), mail_attempts=0)
