"""What every change of a draft does first and last: hold it, and count its revision."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from config.kit.errors import StaleState
from curricula.enums import MapState
from curricula.models import CourseMap


def hold_draft(course_map: CourseMap, *, title: str | None = None) -> None:
    """Make sure that the map is still a draft, in the statement that also keeps it one, and keeps others out, until we commit.

    Whoever submits or edits it meanwhile waits for this row, or we find it submitted and refuse (StaleState). The same
    statement writes a new ``title``.
    """
    changes = {} if title is None else {"title": title}
    if not CourseMap.objects.filter(pk=course_map.pk, state=MapState.DRAFT).update(updated_at=timezone.now(), **changes):
        raise StaleState(_("This map is no draft any more. Only a draft can be edited."))


def next_revision(course_map: CourseMap) -> int:
    """Count one more revision of a draft that we hold, and return its number."""
    CourseMap.objects.filter(pk=course_map.pk).update(revision=F("revision") + 1)
    course_map.refresh_from_db(fields=["revision"])
    return course_map.revision
