"""``manage.py seed_demo``: fill an empty database with the demonstration college."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.scale import WorldSize
from demo.sign_ins import DEMO_ACCOUNTS
from demo.world import build, is_empty


class Command(BaseCommand):
    help = "Fill an empty database with one believable, wholly fictional college."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing, successfully, when the database has data.")
        parser.add_argument("--placements", type=int, default=WorldSize.placements, help="More than 300 makes a world for measuring.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            if options["if_empty"]:
                return
            raise CommandError(
                "The database has data already, and nothing was changed. The demonstration goes into an empty database only."
            )
        begin = time.monotonic()
        build(scale=WorldSize.of(options["placements"]), say=lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write(f"Demonstration college ready in {time.monotonic() - begin:.0f} s. Sign in as:")
        for name, password in DEMO_ACCOUNTS:
            self.stdout.write(f"  {name} / {password}")
