"""Running periodic jobs."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from college import jobs as registry
from college.enums import JobState, Role
from college.jobs import DateStep, Job
from college.models import AuditEntry, Heartbeat, JobRun
from college.services.jobs import JobBusy, advance_dates, process_mark, run_job
from college.tasks import heartbeat
from college.tasks import run_job as run_job_task
from config.celery import first_heartbeat
from config.kit.errors import DomainError, Forbidden
from tests import factories as make

DAY = date(2026, 3, 10)
pytestmark = pytest.mark.django_db


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A job of the test's own: it notes its calls and does what ``behaviour["do"]`` says."""
    behaviour: dict[str, Any] = {"calls": [], "do": lambda: {"things": 2}}

    def run(*, on: date, dry_run: bool) -> dict[str, int]:
        behaviour["calls"].append((on, dry_run))
        counts: dict[str, int] = behaviour["do"]()
        return counts

    registry.jobs.register(Job(key="test_job", title="Test", schedule="never", run=run))
    yield behaviour
    registry.jobs._things.pop("test_job")


def fail(error: Exception) -> dict[str, int]:
    raise error


def test_a_run_is_kept_with_its_counts(job: dict[str, Any]) -> None:
    run = run_job(name="test_job", on=DAY)
    run.refresh_from_db()
    assert (run.state, run.counts, run.on, run.error) == (JobState.DONE, {"things": 2}, DAY, "")
    assert run.finished_at is not None
    assert job["calls"] == [(DAY, False)]


@pytest.mark.parametrize(("error", "text"), [(ValueError("bad row 7"), "ValueError: bad row 7"), (DomainError("Not today."), "Not today.")])
def test_a_failure_is_kept_with_its_message(job: dict[str, Any], error: Exception, text: str) -> None:
    job["do"] = lambda: fail(error)
    run = run_job(name="test_job", on=DAY)
    assert (run.state, run.error) == (JobState.FAILED, text)
    assert run_job(name="test_job", on=DAY).state == JobState.FAILED  # and it can run again


def test_a_second_run_of_a_running_job_is_refused(job: dict[str, Any]) -> None:
    def again() -> dict[str, int]:
        with pytest.raises(JobBusy):
            run_job(name="test_job", on=DAY)
        return {"refused": 1}

    job["do"] = again
    assert run_job(name="test_job", on=DAY).counts == {"refused": 1}
    assert JobRun.objects.count() == 1


def test_the_task_leaves_a_running_job_alone(job: dict[str, Any]) -> None:
    JobRun.objects.create(name="test_job", on=DAY, holder=process_mark())
    run_job_task(name="test_job", on=DAY.isoformat())
    assert job["calls"] == []


def test_a_run_whose_process_died_is_taken_over(job: dict[str, Any]) -> None:
    died = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    dead = JobRun.objects.create(name="test_job", on=DAY, holder=process_mark(died.pid))
    with pytest.raises(JobBusy):
        run_job(name="test_job", on=DAY)
    died.kill()  # not waited for yet: a zombie is as dead
    while process_mark(died.pid):
        pass
    assert run_job(name="test_job", on=DAY).state == JobState.DONE
    dead.refresh_from_db()
    assert dead.state == JobState.FAILED
    assert "took over" in dead.error
    died.communicate()


def test_a_process_number_used_again_is_another_process(job: dict[str, Any]) -> None:
    host, pid, start = process_mark().split("|")
    JobRun.objects.create(name="test_job", on=DAY, holder=f"{host}|{pid}|{int(start or 0) - 1}")
    assert run_job(name="test_job", on=DAY).state == JobState.DONE


def test_a_run_elsewhere_is_given_its_time(job: dict[str, Any]) -> None:
    run = JobRun.objects.create(name="test_job", on=DAY, holder="elsewhere|1|1")
    with pytest.raises(JobBusy):
        run_job(name="test_job", on=DAY)
    JobRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - timedelta(hours=7))
    assert run_job(name="test_job", on=DAY).state == JobState.DONE


def test_only_an_administrator_runs_jobs_by_hand(job: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        run_job(name="test_job", on=DAY, actor=make.person(Role.AUDITOR))
    actor = make.person(Role.ADMINISTRATOR)
    assert run_job(name="test_job", on=DAY, actor=actor).started_by == actor
    assert AuditEntry.objects.get(verb="job.started").actor == actor


def test_a_quiet_job_keeps_what_happened_and_the_last_idle_run() -> None:
    counts = iter([{"sent": 0}, {"sent": 0}, {"sent": 3}, {"sent": 0}, {"sent": 0}])
    registry.jobs.register(Job(key="quiet", title="Quiet", schedule="", run=lambda on, dry_run: next(counts), quiet=True))
    try:
        for _ in range(5):
            run_job(name="quiet", on=DAY)
    finally:
        registry.jobs._things.pop("quiet")
    assert list(JobRun.objects.order_by("pk").values_list("counts", flat=True)) == [{"sent": 0}, {"sent": 3}, {"sent": 0}]


def test_date_steps_run_all_though_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    steps = type(registry.date_steps)()
    steps.register(DateStep("bad", "Bad", lambda on, dry_run: fail(ValueError("no"))))
    steps.register(DateStep("good", "Good", lambda on, dry_run: done.append(on) or {"ended": 1}))
    monkeypatch.setattr("college.services.jobs.date_steps", steps)
    with pytest.raises(DomainError, match="bad: no"):
        advance_dates(on=DAY)
    assert done == [DAY]


def test_the_command(job: dict[str, Any], capsys: Any) -> None:
    call_command("run_job", "test_job", "--on", "2026-03-10", "--dry-run")
    assert "test_job 2026-03-10 (dry run): things 2" in capsys.readouterr().out
    assert job["calls"] == [(DAY, True)]
    with pytest.raises(CommandError, match="no_such"):
        call_command("run_job", "no_such")
    job["do"] = lambda: fail(ValueError("bad"))
    with pytest.raises(CommandError, match="ValueError: bad"):
        call_command("run_job", "test_job")
    call_command("run_job")
    assert "test_job" in capsys.readouterr().out


def test_a_run_that_is_told_to_stop_is_closed(job: dict[str, Any]) -> None:
    def told_to_stop() -> dict[str, int]:
        raise KeyboardInterrupt

    job["do"] = told_to_stop
    with pytest.raises(KeyboardInterrupt):
        run_job(name="test_job", on=DAY)
    run = JobRun.objects.get()
    assert (run.state, run.error) == (JobState.FAILED, "The process was told to stop.")


def test_a_process_has_one_mark_and_none_when_it_is_gone() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.communicate()
    assert process_mark(gone.pid) == ""
    assert process_mark() == process_mark(os.getpid()) != ""


def test_a_process_of_another_account_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_ours(pid: int, signal: int) -> None:
        raise PermissionError

    mark = process_mark()
    monkeypatch.setattr(os, "kill", not_ours)
    assert process_mark() == mark


def test_a_run_whose_holder_cannot_be_told_is_left_alone(job: dict[str, Any]) -> None:
    JobRun.objects.create(name="test_job", on=DAY, holder=f"{socket.gethostname()}|?|")
    with pytest.raises(JobBusy):
        run_job(name="test_job", on=DAY)


@pytest.mark.parametrize("send", [heartbeat, lambda: first_heartbeat()])
def test_a_worker_shows_that_it_lives(send: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("config.celery.app.send_task", lambda name, **_: asked.append(name) or heartbeat())
    send()
    assert Heartbeat.objects.get().worker == socket.gethostname()
    assert asked in ([], ["college.heartbeat"])
