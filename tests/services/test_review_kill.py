"""A worker killed in the middle of the monthly reviews, and what a new one makes of it.

Real processes: a Celery worker as the Procfile starts it, on SQLite and the filesystem queue, or on PostgreSQL and Redis
where ``DATABASE_URL`` and ``REDIS_URL`` are set (an own database is made there, and Redis database 15 is used if empty,
by one run after the other).
"""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.environment import LAST_REDIS, redis_lock, take

ROOT = Path(__file__).resolve().parents[2]
#: Enough that a busy machine, too, kills the worker long before its last batch.
PARTNERSHIPS = 400
pytestmark = [pytest.mark.services]

POPULATE = f"""
import datetime, django
django.setup()
from college.models import Department
from partnerships.models import Agreement, Enterprise, Partnership
department = Department.objects.create(code="D1", name="机电系")
enterprises = Enterprise.objects.bulk_create(
    Enterprise(name=f"企业{{n}}", name_key=f"企业{{n}}", register="test", register_number=str(n), country="DE")
    for n in range({PARTNERSHIPS})
)
day = datetime.date(2025, 1, 1)
partnerships = Partnership.objects.bulk_create(Partnership(enterprise=one, department=department, started_on=day) for one in enterprises)
Agreement.objects.bulk_create(
    Agreement(partnership=one, number=f"A{{n}}", title="t", state="active", starts_on=day, ends_on=datetime.date.today(), activated_on=day)
    for n, one in enumerate(partnerships)
)
"""
SEND = """
import django
django.setup()
from config.celery import app
app.send_task("college.run_job", kwargs={"name": "review_partnerships"}, ignore_result=True)
"""

Ask = Callable[[str], Any]


class Installation:
    """One installation of the product for this test, and the workers that it started."""

    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "VAR_DIR": str(folder), "REVIEW_BATCH": "5", "DJANGO_SETTINGS_MODULE": "config.settings"}
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []

    def run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=120)

    def send(self) -> None:
        """What beat does every hour."""
        self.run("-c", SEND)

    def start_worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", "--loglevel", "WARNING", "--pool", "threads"]
        command += ["--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True)
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[tuple[Installation, Ask]]:
    made = Installation(tmp_path)
    server = os.environ.get("DATABASE_URL", "")
    try:
        if server:
            with on_server(made, server) as ask:
                yield made, ask
        else:
            made.run("manage.py", "migrate", "--verbosity", "0")
            connection = sqlite3.connect(tmp_path / "ronghe.sqlite3", timeout=20)
            yield made, lambda question: connection.execute(question).fetchone()[0]
            connection.close()
    finally:
        for worker in made.workers:
            if worker.poll() is None:
                made.kill(worker)


class on_server:
    """A database of its own on the PostgreSQL server, and an empty Redis database."""

    def __init__(self, installation: Installation, url: str) -> None:
        self.installation, self.url = installation, url
        self.name = f"ronghe_kill_{os.getpid()}"

    def __enter__(self) -> Ask:
        import psycopg2
        import redis

        self.lock = take(redis_lock(LAST_REDIS), wait=True)
        queue = re.sub(r"(://[^/]+)(/\d+)?$", rf"\1/{LAST_REDIS}", os.environ["REDIS_URL"])
        self.redis = redis.Redis.from_url(queue)
        if self.redis.dbsize():
            pytest.skip(f"Redis database {LAST_REDIS} is in use")
        # The suite's own database need not exist; the server's always does.
        self.admin = psycopg2.connect(re.sub(r"/[^/?]+(\?.*)?$", "/postgres", self.url))
        self.admin.autocommit = True
        self.admin.cursor().execute(f'CREATE DATABASE "{self.name}"')
        own = re.sub(r"/[^/?]+(\?.*)?$", f"/{self.name}", self.url)
        self.installation.environment |= {"DATABASE_URL": own, "REDIS_URL": queue, "SECRET_KEY": "only-for-this-test"}
        self.installation.run("manage.py", "migrate", "--verbosity", "0")
        self.connection = psycopg2.connect(own)
        self.connection.autocommit = True

        def ask(question: str) -> Any:
            cursor = self.connection.cursor()
            cursor.execute(question)
            return cursor.fetchone()[0]

        return ask

    def __exit__(self, *_: object) -> None:
        for worker in self.installation.workers:
            if worker.poll() is None:
                self.installation.kill(worker)
        self.connection.close()
        self.admin.cursor().execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')
        self.admin.close()
        self.redis.flushdb()
        self.lock.close()


def wait_until(true: Callable[[], bool], *, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} did not happen in {seconds} s"
        time.sleep(0.01)


def test_every_partnership_is_reviewed_exactly_once(installation: tuple[Installation, Ask]) -> None:
    product, ask = installation
    product.run("-c", POPULATE)
    worker = product.start_worker()
    product.send()
    wait_until(lambda: ask("SELECT count(*) FROM health_review") >= 20, seconds=40, what="the first reviews")
    product.kill(worker)

    reviewed = ask("SELECT count(*) FROM health_review")
    assert 20 <= reviewed < PARTNERSHIPS, "the worker was to be killed in the middle"
    assert reviewed % 5 == 0, "a batch is written whole or not at all"
    whole = "SELECT count(*) FROM health_reading"
    readings = ask(whole) // reviewed
    assert ask(whole) == readings * reviewed

    product.start_worker()
    product.send()
    wait_until(lambda: ask("SELECT count(*) FROM health_review") >= PARTNERSHIPS, seconds=120, what="the rest of the reviews")
    product.send()  # once more, for good measure
    finished = "SELECT count(*) FROM college_jobrun WHERE state = 'done'"
    wait_until(lambda: ask(finished) >= 2, seconds=40, what="another run")

    assert ask("SELECT count(*) FROM health_review") == PARTNERSHIPS
    assert ask("SELECT count(DISTINCT partnership_id) FROM health_review") == PARTNERSHIPS
    assert ask(whole) == readings * PARTNERSHIPS
    assert ask("SELECT count(*) FROM partnerships_partnership WHERE health_on IS NULL") == 0
    # Each agreement ends today: one warning of that kind for each, none twice.
    assert ask("SELECT count(*) FROM health_healthwarning WHERE kind = 'expiring'") == PARTNERSHIPS
    assert ask("SELECT count(DISTINCT partnership_id) FROM health_healthwarning WHERE kind = 'expiring'") == PARTNERSHIPS
