"""Forgetting old imports."""

from datetime import date, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from importing.enums import BUSY
from importing.models import ImportChange, ImportRefusal, ImportRun


def purge_imports(*, on: date, dry_run: bool = False) -> int:
    """Delete files, refused rows and undo data of imports older than IMPORT_KEEP_DAYS: they hold personal data and are
    needed no longer. The runs themselves and the audit trail stay."""
    before = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = ImportRun.objects.filter(created_at__lt=before, purged_at__isnull=True).exclude(state__in=BUSY)
    runs = list(old[:200])
    if dry_run:
        return len(runs)
    for run in runs:
        with transaction.atomic():
            ImportRefusal.objects.filter(run=run).delete()
            ImportChange.objects.filter(run=run).delete()
            ImportRun.objects.filter(pk=run.pk).update(purged_at=timezone.now())
        files = [run.file.name, *run.companions.values()]
        shared = ImportRun.objects.filter(file=run.file.name, purged_at__isnull=True).exists()
        for name in files if not shared else ():
            if name:
                default_storage.delete(name)
    return len(runs)
