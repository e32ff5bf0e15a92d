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
    """A periodic job. ``run(on=…, dry_run=…)`` does everything due on that date and returns its counts."""

    key: str
    title: str | Promise
    schedule: str | Promise
    run: Callable[..., Counts]


jobs: Registry[Job] = Registry()
