"""``manage.py verify_audit``: does the audit trail agree with its seals?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from college.models import AuditEntry
from college.services.seals import last_seal, verify_audit


class Command(BaseCommand):
    help = "Check the audit trail against its hash chain. Exits with 1 and names day and entry where they disagree."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for place in verify_audit():
            broken += 1
            self.stderr.write(str(place))
        if broken:
            sys.exit(1)
        waiting = AuditEntry.objects.filter(seal__isnull=True).count()
        seal = last_seal()
        if seal is None:
            self.stdout.write(f"Nothing is sealed yet; {waiting} entries wait for the next seal.")
            return
        self.stdout.write(f"The audit trail is whole up to {seal.day}; {waiting} entries wait for the next seal.")
        self.stdout.write(f"Last hash, to keep elsewhere: {seal.day} {seal.hash}")
