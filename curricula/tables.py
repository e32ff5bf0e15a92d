"""Tables of the lists of curricula."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from college.lists import BadgeColumn, DateColumn, Table
from curricula.enums import MapState
from curricula.models import Capability, Course, CourseMap, Post


def named(verbose_name: object, **attributes: object) -> tables.Column:
    """A column of names in the reader's language, sorted by the college's."""
    return tables.Column(accessor="display_name", order_by=("name",), verbose_name=verbose_name, **attributes)


class PostTable(Table):
    name = named(_("Post"), linkify=True)
    programme = tables.Column(accessor="programme__display_name", order_by=("programme__code",), verbose_name=_("Programme"))
    enterprise = tables.Column(accessor="enterprise__display_name", order_by=("enterprise__name",), verbose_name=_("Enterprise"))

    class Meta(Table.Meta):
        model = Post
        fields = ("code", "name", "programme", "enterprise", "occupation_code", "is_active")


class CapabilityTable(Table):
    name = named(_("Capability"), linkify=True)
    programme = tables.Column(accessor="programme__display_name", order_by=("programme__code",), verbose_name=_("Programme"))

    class Meta(Table.Meta):
        model = Capability
        fields = ("code", "name", "layer", "programme", "is_active")


class CourseTable(Table):
    name = named(_("Course"), linkify=True)
    programme = tables.Column(accessor="programme__display_name", order_by=("programme__code",), verbose_name=_("Programme"))

    class Meta(Table.Meta):
        model = Course
        fields = ("code", "name", "kind", "term", "hours", "practice_hours", "programme", "is_active")


class MapTable(Table):
    programme = tables.Column(
        accessor="programme__display_name",
        order_by=("programme__code",),
        verbose_name=_("Programme"),
        linkify=lambda record: record.get_absolute_url(),
    )
    version = tables.Column(verbose_name=_("Version"))
    department = tables.Column(
        accessor="programme__department__display_name", order_by=("programme__department__code",), verbose_name=_("Department")
    )
    state = BadgeColumn(MapState)
    effective_from = DateColumn()
    capabilities = tables.Column(accessor="capability_count", verbose_name=_("Capabilities"))
    gaps = tables.Column(accessor="gap_count", verbose_name=_("Gaps"))
    marks = tables.Column(accessor="mark_count", verbose_name=_("Filled cells"))

    class Meta(Table.Meta):
        model = CourseMap
        fields = ("programme", "version", "title", "department", "state", "capabilities", "gaps", "marks", "effective_from", "updated_at")
