"""``manage.py bench``: measure every page and the health run in a world of 130,000 placements."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Measure every page and the health run with 130,000 placements; writes var/bench.json and fails when a ceiling is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--placements", type=int, default=130_000)
        parser.add_argument("--runs", type=int, default=7, help="Measured requests per page, after one to warm up.")
        parser.add_argument("--only", default="", help="Measure only pages whose name contains this.")
        parser.add_argument("--clock", default="wall", choices=["wall", "cpu"], help="cpu leaves out waiting for other programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """In a process of its own: embedded, its data lie in ``var/bench``, apart from everybody's."""
        environment = dict(os.environ)
        if settings.EMBEDDED:
            environment["VAR_DIR"] = str(settings.VAR_DIR / "bench")
        command = [sys.executable, "-m", "tests.bench", "--out", str(settings.VAR_DIR / "bench.json")]
        command += [f"--{name}={options[name]}" for name in ("placements", "runs", "only", "clock")]
        # Everything in the command is ours or a parsed number.
        sys.exit(subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False).returncode)  # noqa: S603
