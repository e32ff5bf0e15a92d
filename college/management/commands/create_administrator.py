"""``manage.py create_administrator``: the first account of a new installation."""

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from college.services.operators import appoint_administrator
from config.kit.errors import DomainError


class Command(BaseCommand):
    help = "Make an account with the administrator role. Asks for its password, or reads it as a line of standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        word = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            person = appoint_administrator(username=options["username"], name=options["name"], email=options["email"], password=word)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person.username} may sign in as administrator.")
