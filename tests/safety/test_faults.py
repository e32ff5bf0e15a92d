"""Servers that are away, machines that are gone, files too large."""

import io
import logging
import socket
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from college.enums import JobState
from college.models import AuditEntry, Heartbeat, JobRun
from college.services.jobs import JobBusy, run_job
from config.kit import queue
from config.kit.request_log import LineFormatter, RequestIdFilter
from partnerships.models import Document
from partnerships.services.documents import attach_document
from tests.conftest import World

DAY = date(2026, 9, 1)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word: a machine that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.django_db(transaction=True)
def test_telling_many_does_not_wait_for_each_while_the_broker_hangs(
    settings: Any, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent_port}/0"
    monkeypatch.setattr(queue, "_away_until", 0.0)
    start = time.monotonic()
    with transaction.atomic():
        for number in range(40):
            queue.enqueue("college.heartbeat", number=number)
    assert time.monotonic() - start < 2
    assert queue._away_until > time.monotonic()


@pytest.mark.django_db
def test_a_job_of_a_machine_that_is_gone_does_not_stand_in_the_way_for_hours() -> None:
    JobRun.objects.create(name="send_mail", on=DAY, holder="container-1|7|100")
    heart = Heartbeat.objects.create(worker="container-1", at=timezone.now() - timedelta(minutes=5))
    with pytest.raises(JobBusy):
        run_job(name="send_mail", on=DAY)
    Heartbeat.objects.filter(pk=heart.pk).update(at=timezone.now() - timedelta(minutes=20))
    assert run_job(name="send_mail", on=DAY).state == JobState.DONE


def test_nobody_writes_lines_of_their_own_into_the_log() -> None:
    record = logging.LogRecord("ronghe.request", logging.INFO, "", 0, "path=%s", ("/a\r2026 INFO\x1b[2J\x85\u2028b",), None)
    RequestIdFilter().filter(record)
    line = LineFormatter().format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert "\\x1b[2J" in line


def test_chinese_stays_readable_in_the_log() -> None:
    record = logging.LogRecord("ronghe", logging.INFO, "", 0, "企业", (), None)
    RequestIdFilter().filter(record)
    assert "企业" in LineFormatter().format(record)


def test_a_body_beyond_all_limits_is_not_read(settings: Any) -> None:
    settings.REQUEST_LIMIT_MB = 1
    unread = io.BytesIO(b"x" * 1_100_000)
    response = Client().post(reverse("account_login"), unread.read(), content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert "could not be read" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["contract\r\nSet-Cookie: a=b", '合同"; filename="evil.exe', "../../etc/passwd"])
def test_a_document_comes_back_under_any_name(world: World, client_for: Any, name: str) -> None:
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 ...")
    attach_document(owner=world.own.agreement, file=file, actor=world.cast.coordinator, name=name)
    response = client_for(world.cast.coordinator).get(reverse("document_download", args=[Document.objects.get().pk]))
    assert response.status_code == 200
    assert "Set-Cookie" not in response
    assert response["Content-Disposition"].startswith("attachment")
    assert "/etc" not in response["Content-Disposition"]
    assert response["Content-Type"] == "application/octet-stream"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ['5"1', "五一", "51\r\nX-A: b"])
def test_a_map_is_exported_whatever_the_programmes_code(world: World, client_for: Any, code: str) -> None:
    type(world.own.programme).objects.filter(pk=world.own.programme.pk).update(code=code)
    response = client_for(world.cast.coordinator).get(reverse("map_export", args=[world.own.map.pk]))
    assert response.status_code == 200
    assert "X-A" not in response
    assert AuditEntry.objects.filter(verb="list.exported").exists()
