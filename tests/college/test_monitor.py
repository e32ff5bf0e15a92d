"""``/healthz`` on servers that are there, away, or silent."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from college.models import Heartbeat
from college.services.heartbeat import beat
from config.kit.queue import require_broker

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word: a machine that hangs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def ask() -> tuple[int, dict[str, Any]]:
    response = Client().get("/healthz")
    return response.status_code, response.json()


@pytest.mark.django_db(transaction=True)
def test_all_there() -> None:
    beat(worker="one")
    status, told = ask()
    assert (status, told["status"]) == (200, "ok"), told
    assert all(told[part]["ok"] for part in ("database", "broker", "worker"))


@pytest.mark.django_db(transaction=True)
def test_no_worker_yet() -> None:
    status, told = ask()
    assert status == 503
    assert told["database"]["ok"]
    assert told["worker"] == {"ok": False, "reason": "no worker has answered yet"}


@pytest.mark.django_db(transaction=True)
def test_a_silent_worker_is_away() -> None:
    Heartbeat.objects.create(worker="one", at=timezone.now() - timedelta(minutes=10))
    status, told = ask()
    assert status == 503
    assert told["worker"]["reason"].startswith("silent for 60")


@pytest.mark.django_db(transaction=True)
def test_beat_keeps_one_row_per_worker_and_forgets_machines_that_are_gone() -> None:
    Heartbeat.objects.create(worker="gone", at=timezone.now() - timedelta(days=2))
    beat(worker="one")
    beat(worker="one")
    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["one"]


def test_redis_that_is_away_or_hangs(settings: Any, closed_port: int, silent_port: int) -> None:
    for port in (closed_port, silent_port):
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
        start = time.monotonic()
        with pytest.raises(Exception, match=r"(?i)refused|timeout"):
            require_broker(timeout=0.3)
        assert time.monotonic() - start < 0.9


# A process of its own: settings are read once, and the drivers must be the real ones. It leaves without waiting for
# the probe that hangs.
PROBE = """
import json, os, time
import django
django.setup()
from django.test import Client
client = Client()
client.cookies["sessionid"] = "somebody"
start = time.monotonic()
response = client.get("/healthz")
took = time.monotonic() - start
print(json.dumps([response.status_code, took, response.json()]), flush=True)
os._exit(0)
"""


def probe(database_port: int, redis_port: int, var: Path) -> tuple[int, float, dict[str, Any]]:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(var),
        "SECRET_KEY": "x" * 50,
        "DATABASE_URL": f"postgres://someone:hidden-word@127.0.0.1:{database_port}/nothing",
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "ALLOWED_HOSTS": "testserver",
    }
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True)
    assert "hidden-word" not in done.stdout
    return tuple(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("kind", ["closed", "silent"])
def test_servers_away_answer_within_a_second(kind: str, closed_port: int, silent_port: int, tmp_path: Path) -> None:
    port = closed_port if kind == "closed" else silent_port
    status, took, told = probe(port, port, tmp_path)
    assert status == 503
    assert took < 1, told
    assert not any(told[part]["ok"] for part in ("database", "broker", "worker"))


AWAY = """
import json, time
import django
django.setup()
from django.core.cache import cache
from config.kit.queue import enqueue
start = time.monotonic()
cache.set("a", 1)
found = [cache.get("a", "default"), cache.get_many(["a"]), cache.add("a", 1)]
enqueue("college.heartbeat")
print(json.dumps([found, time.monotonic() - start]))
"""


@pytest.mark.parametrize("kind", ["closed", "silent"])
def test_redis_away_delays_no_request(kind: str, closed_port: int, silent_port: int, tmp_path: Path) -> None:
    port = closed_port if kind == "closed" else silent_port
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(tmp_path), "DATABASE_URL": ""}
    env["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    done = subprocess.run([sys.executable, "-c", AWAY], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True)
    found, took = json.loads(done.stdout.splitlines()[-1])
    assert found == ["default", {}, True]
    # The first call of the cache and the one of the queue wait half a second each.
    assert took < 1.9
