"""``manage.py run_job NAME [--on DATE] [--dry-run]``."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from college.enums import JobState
from college.jobs import jobs
from college.services.jobs import find_job, run_job
from config.kit.errors import DomainError


class Command(BaseCommand):
    help = "Run a periodic job now, in this process. Without a name, list the jobs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="the job's name")
        parser.add_argument("--on", type=date.fromisoformat, help="the day to run it for, YYYY-MM-DD (default: today)")
        parser.add_argument("--dry-run", action="store_true", help="count what would be done and write nothing but the run itself")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"]:
            for job in jobs:
                self.stdout.write(f"{job.key:24} {job.schedule!s:30} {job.title}")
            return
        try:
            find_job(options["name"])
            run = run_job(name=options["name"], on=options["on"] or timezone.localdate(), dry_run=options["dry_run"])
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        if run.state == JobState.FAILED:
            raise CommandError(run.error)
        done = ", ".join(f"{what} {how_many}" for what, how_many in run.counts.items()) or "nothing to do"
        self.stdout.write(f"{run.name} {run.on}{' (dry run)' if run.is_dry_run else ''}: {done}")
