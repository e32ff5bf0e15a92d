"""Who may import what, and whose imports one sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from college.enums import Role
from college.policies import Person, coordinates_any, standing
from config.kit.verdicts import Verdict, all_of, allow_if
from importing.enums import UNDOABLE, ImportState
from importing.kinds import importer_of
from importing.models import ImportRun


def can_import_anything(user: Person) -> Verdict:
    return coordinates_any(user)


def can_import(user: Person, kind: str) -> Verdict:
    return importer_of(kind).allowed(user)


def visible_imports(user: Person) -> QuerySet[ImportRun]:
    """All for an administrator; a coordinator's own. Refused rows hold personal data, so nobody else sees any."""
    who = standing(user)
    if who.has(Role.ADMINISTRATOR):
        return ImportRun.objects.all()
    return ImportRun.objects.filter(started_by=user.pk) if who.has(Role.COORDINATOR) else ImportRun.objects.none()


def can_work_on(user: Person, run: ImportRun) -> Verdict:
    """An administrator, or the person who started the run, as long as they may import this kind."""
    own = standing(user).has(Role.ADMINISTRATOR) or run.started_by_id == user.pk
    return all_of(
        can_import(user, run.kind),
        allow_if(own, gettext_lazy("Only the person who started this import or an administrator may do this.")),
    )


def can_import_for_real(user: Person, run: ImportRun) -> Verdict:
    return all_of(
        can_work_on(user, run),
        allow_if(
            run.state == ImportState.CHECKED and run.purged_at is None,
            gettext_lazy("Only a finished check can be imported for real; upload the file again."),
        ),
        allow_if(run.created + run.updated > 0, gettext_lazy("The check found nothing to create or change.")),
    )


def can_undo(user: Person, run: ImportRun) -> Verdict:
    return all_of(
        can_work_on(user, run),
        allow_if(not run.is_dry_run, gettext_lazy("A check wrote nothing; there is nothing to undo.")),
        allow_if(run.purged_at is None, gettext_lazy("This import is too old to be undone; what it needs for that has been deleted.")),
        allow_if(run.state in UNDOABLE, gettext_lazy("Wait until this import has finished.")),
    )
