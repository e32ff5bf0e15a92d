"""Running periodic jobs: one at a time each, every run written down."""

import logging
import os
import socket
from datetime import date, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from college.enums import JobState
from college.jobs import Counts, Job, date_steps, jobs
from college.models import Heartbeat, JobRun, User
from college.policies import can_run_jobs
from college.services.audit import record
from config.kit.errors import DomainError
from config.kit.queue import enqueue
from config.kit.verdicts import require

logger = logging.getLogger(__name__)
#: A run on a machine we cannot look into is taken for dead after this long.
LONGEST_RUN = timedelta(hours=6)
#: A worker silent this long has gone with what it ran. Generous: one that is busy on all its threads is silent too.
GONE = timedelta(minutes=15)


class JobBusy(DomainError):
    """The job is running already; nothing was done."""


def find_job(name: str) -> Job:
    """The job of that name, or a DomainError that lists the names there are."""
    job = jobs.get(name)
    if job is None:
        raise DomainError(_("There is no job “%(name)s”. There are: %(names)s.") % {"name": name, "names": ", ".join(sorted(jobs.keys()))})
    return job


def run_job(*, name: str, on: date, dry_run: bool = False, actor: User | None = None) -> JobRun:
    """Run the job now, in this process, and keep a JobRun of it. A failure is kept in the run, not raised.

    ``actor`` None is the system itself. Refuses (DomainError) an unknown name, and a job that is running (JobBusy);
    a run whose process has died is closed as failed first.
    """
    job = find_job(name)
    if actor is not None:
        require(can_run_jobs(actor))
    run = _begin(name, on, dry_run, actor)
    try:
        counts = job.run(on=on, dry_run=dry_run)
    except DomainError as error:
        return _end(run, JobState.FAILED, error=str(error), quiet=job.quiet)
    except Exception as error:
        logger.exception("job.failed name=%s run=%s", name, run.pk)
        return _end(run, JobState.FAILED, error=f"{type(error).__name__}: {error}"[:2000], quiet=job.quiet)
    except BaseException:
        _end(run, JobState.FAILED, error=_("The process was told to stop."), quiet=False)
        raise
    return _end(run, JobState.DONE, counts=counts, quiet=job.quiet)


@transaction.atomic
def request_job(*, name: str, actor: User, on: date) -> None:
    """Ask the workers to run the job now. Refuses (Forbidden) anybody but an administrator, and unknown names."""
    require(can_run_jobs(actor))
    find_job(name)
    enqueue("college.run_job", name=name, on=on.isoformat(), actor_id=actor.pk)


def _begin(name: str, on: date, dry_run: bool, actor: User | None) -> JobRun:
    _close_dead_runs(name)
    try:
        with transaction.atomic():
            run = JobRun.objects.create(name=name, on=on, is_dry_run=dry_run, started_by=actor, holder=process_mark())
            if actor is not None:
                record(actor=actor, verb="job.started", target=run)
    except IntegrityError as error:
        raise JobBusy(_("This job is running already; it has been left to finish.")) from error
    return run


def _end(run: JobRun, state: JobState, *, counts: Counts | None = None, error: str = "", quiet: bool) -> JobRun:
    run.state, run.counts, run.error, run.finished_at = state, counts or {}, error, timezone.now()
    JobRun.objects.filter(pk=run.pk, state=JobState.RUNNING).update(
        state=run.state, counts=run.counts, error=run.error, finished_at=run.finished_at
    )
    if quiet:
        _forget_repeats(run)
    return run


def _forget_repeats(run: JobRun) -> None:
    """Of a quiet job keep the runs that did something or failed anew; the one before, if it said the same, goes."""
    before = JobRun.objects.filter(name=run.name, pk__lt=run.pk).exclude(state=JobState.RUNNING).first()
    idle = not any(run.counts.values())
    if before is not None and idle and (before.state, before.error, before.counts) == (run.state, run.error, run.counts):
        before.delete()


def _close_dead_runs(name: str) -> None:
    for run in JobRun.objects.filter(name=name, state=JobState.RUNNING):
        if _is_dead(run):
            logger.warning("job.taken_over name=%s run=%s", name, run.pk)
            JobRun.objects.filter(pk=run.pk, state=JobState.RUNNING).update(
                state=JobState.FAILED, finished_at=timezone.now(), error=_("Stopped without finishing; a later run took over.")
            )


def _is_dead(run: JobRun) -> bool:
    if timezone.now() - run.started_at > LONGEST_RUN:
        return True
    host, _colon, rest = run.holder.partition("|")
    pid = rest.partition("|")[0]
    if host != socket.gethostname():
        # A worker's machine or container that was replaced: its sign of life is still there, and old.
        last = Heartbeat.objects.filter(worker=host).values_list("at", flat=True).first()
        return last is not None and last < timezone.now() - GONE
    if not pid.isdigit():
        return False
    return process_mark(int(pid)) != run.holder


def process_mark(pid: int | None = None) -> str:
    """``host|pid|start`` of a process here, this one by default; empty when there is no such process.

    The start time (ticks since the machine came up) tells a process from a later one with the same number.
    """
    number = pid or os.getpid()
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass  # it lives, under another account
    stat = Path(f"/proc/{number}/stat")
    facts = stat.read_text().rpartition(")")[2].split() if stat.exists() else []
    if facts and facts[0] == "Z":
        return ""  # died; its parent has not looked yet
    start = facts[19] if facts else ""
    return f"{socket.gethostname()}|{number}|{start}"[:160]


def advance_dates(*, on: date, dry_run: bool = False) -> Counts:
    """Run every registered date step. One that fails does not keep the others from running; the failures are raised at the end."""
    counts: Counts = {}
    failures = []
    for step in date_steps:
        try:
            for what, how_many in step.run(on=on, dry_run=dry_run).items():
                counts[what] = counts.get(what, 0) + how_many
        except Exception as error:
            logger.exception("job.step_failed step=%s", step.key)
            failures.append(f"{step.key}: {error}")
    if failures:
        raise DomainError(_("Some steps failed: %(failures)s") % {"failures": "; ".join(failures)})
    return counts
