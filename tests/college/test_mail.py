"""The outbox and the sweep that mails it."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from college.enums import Role
from college.models import Notification, User
from college.services.mail import MOST_ATTEMPTS, _claim, backoff, retry_failed_mail, send_mail
from college.services.notifications import mark_read, notify
from config.kit.errors import DomainError
from tests import factories as make
from tests.plugins.enqueued import Enqueued

TODAY = timezone.localdate()


@pytest.fixture
def reader(db: None) -> User:
    return make.UserFactory(language="en")


def tell(reader: User, key: str = "k1", **more: Any) -> Notification:
    notify(recipient=reader, dedupe_key=key, kind="test", subject="Insurance ends", body="Three days left.", **more)
    return Notification.objects.get(dedupe_key=key)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Smtp(socketserver.StreamRequestHandler):
    """As much of a mail server as a client needs; refuses recipients that contain ``refused``."""

    def handle(self) -> None:
        self.say("220 here")
        refused = False
        while line := self.rfile.readline().decode().strip():
            word = line.upper()[:4]
            if word == "DATA":
                self.say("354 go on")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.server.received.append(text.decode())  # type: ignore[attr-defined]
                self.say("250 kept")
            elif word == "QUIT":
                self.say("221 bye")
                return
            elif word == "RCPT" and "refused" in line:
                refused = True
                self.say("550 no such person")
            else:
                self.say("250 ok")
        assert refused is not None

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def smtp(settings: Any) -> Iterator[list[str]]:
    """A real mail server on a free port; gives the messages it took."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.daemon_threads = True
        server.received = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        yield server.received  # type: ignore[attr-defined]
        server.shutdown()


def test_mail_is_on_its_way_as_soon_as_it_is_written(reader: User, enqueued: Enqueued) -> None:
    with enqueued() as sent:
        notify(recipient=reader, dedupe_key="k1", kind="test", subject="Insurance ends")
    assert sent == [("college.run_job", {"name": "send_mail"})]


@pytest.mark.parametrize("more", [{"mail": False}, {"dedupe_key": "told"}])
def test_what_needs_no_mail_wakes_nobody(reader: User, enqueued: Enqueued, more: dict[str, Any]) -> None:
    tell(reader, "told")
    with enqueued() as sent:
        notify(**{"recipient": reader, "dedupe_key": "k1", "kind": "test", "subject": "Insurance ends", **more})
    assert sent == []


def test_telling_twice_is_telling_once(reader: User) -> None:
    assert notify(recipient=reader, dedupe_key="a", kind="test", subject="One")
    assert not notify(recipient=reader, dedupe_key="a", kind="test", subject="Two")
    assert Notification.objects.get().subject == "One"


def test_texts_are_in_the_recipients_language(reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(language="zh-hans")
    reader.refresh_from_db()
    with translation.override("en"):
        notify(recipient=reader, dedupe_key="a", kind="test", subject=gettext_lazy("Monday"))
    assert Notification.objects.get().subject == "星期一"


def test_a_message_goes_out_once(reader: User, smtp: list[str]) -> None:
    tell(reader, url="/placements/3/")
    assert send_mail(on=TODAY) == {"sent": 1, "failed": 0}
    assert send_mail(on=TODAY) == {"sent": 0, "failed": 0}
    [text] = smtp
    assert "Subject: Insurance ends" in text
    assert "/placements/3/" in text
    assert Notification.objects.get().mailed_at is not None


def test_a_second_worker_that_read_the_same_row_does_not_send_it(reader: User) -> None:
    tell(reader)
    mine, theirs = Notification.objects.get(), Notification.objects.get()
    assert _claim(mine)
    assert not _claim(theirs)


def test_a_mail_server_that_is_away_loses_nothing(reader: User, settings: Any, smtp: list[str]) -> None:
    note = tell(reader)
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port()
    with pytest.raises(DomainError, match="1 messages are kept"):
        send_mail(on=TODAY)
    note.refresh_from_db()
    assert note.mailed_at is None
    assert note.mail_attempts == 0
    assert "refused" in note.mail_error.lower()
    settings.EMAIL_PORT = port
    assert send_mail(on=TODAY) == {"sent": 0, "failed": 0}  # not due yet
    Notification.objects.update(mail_next_at=timezone.now())
    assert send_mail(on=TODAY) == {"sent": 1, "failed": 0}
    assert len(smtp) == 1


def test_one_refused_recipient_waits_and_does_not_keep_the_others(reader: User, smtp: list[str]) -> None:
    other = make.UserFactory(email="refused@example.org")
    tell(other, "bad")
    tell(reader, "good")
    assert send_mail(on=TODAY) == {"sent": 1, "failed": 1}
    bad = Notification.objects.get(dedupe_key="bad")
    assert bad.mail_attempts == 1
    assert bad.mail_next_at is not None
    assert bad.mail_next_at > timezone.now()
    assert "550" in bad.mail_error


def test_a_message_is_given_up_after_the_last_attempt_and_can_be_tried_again(smtp: list[str], db: None) -> None:
    note = tell(make.UserFactory(email="refused@example.org"))
    Notification.objects.update(mail_attempts=MOST_ATTEMPTS - 1)
    send_mail(on=TODAY)
    note.refresh_from_db()
    assert note.mail_next_at is None
    assert retry_failed_mail(actor=make.person(Role.ADMINISTRATOR)) == 1
    note.refresh_from_db()
    assert (note.mail_attempts, note.mail_next_at is None) == (0, False)


def test_waits_grow_and_stop_growing() -> None:
    waits = [backoff(n) for n in range(1, MOST_ATTEMPTS)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=5)


def test_a_secret_body_is_emptied_once_mailed(reader: User) -> None:
    tell(reader, secret=True)
    send_mail(on=TODAY)
    assert "Three days left." in mail.outbox[0].body
    assert Notification.objects.get().body == ""


def test_a_dry_run_sends_nothing(reader: User) -> None:
    tell(reader)
    assert send_mail(on=TODAY, dry_run=True) == {"due": 1}
    assert mail.outbox == []


def test_only_the_own_notifications_are_marked_read(reader: User) -> None:
    mine, other = tell(reader, "a"), tell(make.UserFactory(), "b")
    assert mark_read(user=reader, notification_id=other.pk) == 0
    assert mark_read(user=reader, notification_id=mine.pk) == 1
    tell(reader, "c")
    assert mark_read(user=reader) == 1
    assert Notification.objects.filter(read_at__isnull=True).get() == other


def test_somebody_who_can_get_no_mail_is_passed_over_for_good(db: None) -> None:
    without, closed = make.UserFactory(), make.UserFactory()
    for person in (without, closed):
        tell(person, f"to {person.pk}")
    User.objects.filter(pk=without.pk).update(email="")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    assert send_mail(on=TODAY) == {"sent": 0, "failed": 2}
    assert not mail.outbox
    assert set(Notification.objects.values_list("wants_mail", "mail_error")) == {(False, "no address or account closed")}
    assert send_mail(on=TODAY) == {"sent": 0, "failed": 0}


def test_a_message_that_another_worker_took_is_not_counted(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(reader)
    monkeypatch.setattr("college.services.mail._claim", lambda note: False)
    assert send_mail(on=TODAY) == {"sent": 0, "failed": 0}
    assert not mail.outbox


def test_a_message_that_cannot_be_written_does_not_close_the_line(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(note: Notification, connection: Any) -> Any:
        raise ValueError("a header with a line break")

    note = tell(reader)
    monkeypatch.setattr("college.services.mail._message", cannot)
    assert send_mail(on=TODAY) == {"sent": 0, "failed": 1}
    note.refresh_from_db()
    assert (note.mail_error, note.mail_attempts) == ("ValueError: a header with a line break", 1)
