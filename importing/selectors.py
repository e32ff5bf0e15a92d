"""Composite reads of imports, and whether a run is ready for its next step."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from config.kit.verdicts import Verdict, allow_if
from importing.enums import UNDOABLE, ImportState
from importing.models import ImportRun


def brought_along(run: ImportRun) -> list[tuple[str, int]]:
    """What the rows of an import brought along, by the models' names."""
    return [(str(apps.get_model(label)._meta.verbose_name_plural), count) for label, count in sorted(run.brought.items())]


def import_may_be_real(run: ImportRun) -> Verdict:
    """After a check: whether the same file can be imported for real."""
    return allow_if(
        run.state == ImportState.CHECKED and run.purged_at is None,
        _("Only a finished check can be imported for real; upload the file again."),
    ) & allow_if(run.created + run.updated > 0, _("The check found nothing to create or change."))


def import_may_be_undone(run: ImportRun) -> Verdict:
    return (
        allow_if(not run.is_dry_run, _("A check wrote nothing; there is nothing to undo."))
        & allow_if(run.purged_at is None, _("This import is too old to be undone; what it needs for that has been deleted."))
        & allow_if(run.state in UNDOABLE, _("Wait until this import has finished."))
    )
