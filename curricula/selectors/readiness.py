"""Whether a map is ready for its next step: the sentence in a button's tooltip is the one of the refusal.

Rights are the business of ``curricula.policies``; here only the map itself is looked at.
"""

from django.utils.translation import gettext_lazy as _

from config.kit.verdicts import Verdict, allow_if
from curricula.enums import MapState
from curricula.models import CourseMap, Support


def map_is_draft(course_map: CourseMap) -> Verdict:
    return allow_if(course_map.state == MapState.DRAFT, _("Only a draft can be edited. Start a new version from this one to change it."))


def map_may_be_submitted(course_map: CourseMap) -> Verdict:
    """A draft with at least one filled cell. One query for a draft."""
    return map_is_draft(course_map) and allow_if(
        Support.objects.filter(map=course_map).exists(), _("Nothing is mapped yet. Fill at least one cell before submitting.")
    )


def map_awaits_decision(course_map: CourseMap) -> Verdict:
    return allow_if(course_map.state == MapState.SUBMITTED, _("Only a submitted map can be published or sent back."))


def map_may_be_archived(course_map: CourseMap) -> Verdict:
    return allow_if(course_map.state == MapState.PUBLISHED, _("Only a published map can be archived."))
