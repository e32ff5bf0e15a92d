"""The registry of periodic jobs. Each is a function that is safe to run twice and safe to miss.

Beat, the administrators' screen and ``manage.py run_job`` all start jobs through ``college.services.jobs.run_job``,
which keeps a JobRun of each.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from config.kit.registry import Registry

#: What a job did: {what: how many}.
Counts = dict[str, int]


@dataclass(frozen=True)
class Job:
    """A periodic job. ``run(on=…, dry_run=…)`` does everything due on that date and returns its counts.

    A ``quiet`` job runs so often that only runs that did something, and the last one, are kept.
    """

    key: str
    title: str | Promise
    schedule: str | Promise
    run: Callable[..., Counts]
    quiet: bool = False


@dataclass(frozen=True)
class DateStep:
    """Something that happens because a day has come, such as an agreement ending with its term. ``run(on=…,
    dry_run=…)`` does all of it that is due by then and not yet done; the job ``advance_dates`` runs every step."""

    key: str
    title: str | Promise
    run: Callable[..., Counts]


jobs: Registry[Job] = Registry()
date_steps: Registry[DateStep] = Registry()
