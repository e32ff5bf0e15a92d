"""Who may import what, and whose imports one sees."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from college.enums import Role
from college.policies import Person, coordinates_any, standing
from config.kit.verdicts import Verdict, allow_if
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
    return can_import(user, run.kind) & allow_if(own, _("Only the person who started this import or an administrator may do this."))
