"""``manage.py publish_health_policy --reason TEXT``: have reviews read the indicators that an upgrade brought."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.kit.errors import DomainError
from health.indicators import INDICATORS
from health.services.policies import current_policy, default_scale, drift, publish_policy


class Command(BaseCommand):
    help = (
        "Compare the policy of health reviews with the indicators that Ronghe has. With --reason, publish the next version: indicators "
        "that are missing get their default weight and limits, those that are gone leave, all others stay as the college set them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", default="", help="why, for the record; without it nothing is written")

    def handle(self, *args: Any, **options: Any) -> None:
        policy = current_policy()
        found = drift(policy)
        self.stdout.write(f"Version {policy.version} is in force.")
        for key in found.missing:
            self.stdout.write(f"  not read yet: {key}")
        for key in found.gone:
            self.stdout.write(f"  no longer there: {key}")
        if not (found.missing or found.gone):
            self.stdout.write("It weighs every indicator; nothing to publish.")
            return
        if not options["reason"]:
            self.stdout.write("Publish the next version with --reason TEXT.")
            return
        kept = {key: numbers for key, numbers in policy.indicators.items() if key not in found.gone}
        added = {one.key: default_scale(one) for one in INDICATORS if one.key in found.missing}
        try:
            published = publish_policy(indicators=kept | added, reason=options["reason"], actor=None)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Version {published.version} is in force from now on.")
