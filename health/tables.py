"""Tables of the lists of health."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.lists import BadgeColumn, DateColumn, Table
from health.enums import WarningLevel, WarningState
from health.models import HealthWarning, Review
from partnerships.enums import Band


def arrow(change: Decimal | None) -> str:
    """The change with its direction in a sign, not in a colour only."""
    if change is None:
        return ""
    sign = "▲" if change > 0 else "▼" if change < 0 else "＝"
    return f"{sign} {number_format(abs(change), 1)}"


class ReviewTable(Table):
    enterprise = tables.Column(
        accessor="partnership__enterprise", order_by="partnership__enterprise__name", verbose_name=_("Enterprise"), linkify=True
    )
    department = tables.Column(accessor="partnership__department", order_by="partnership__department__code", verbose_name=_("Department"))
    owner = tables.Column(accessor="partnership__owner", order_by="partnership__owner__name", verbose_name=_("Owner"), default="–")
    score = tables.Column(verbose_name=_("Score"), default="–", attrs={"td": {"class": "text-end"}, "th": {"class": "text-end"}})
    change = tables.Column(verbose_name=_("Change"), default="–", attrs={"td": {"class": "text-end"}, "th": {"class": "text-end"}})
    band = BadgeColumn(Band, verbose_name=_("Band"))
    completeness = tables.Column(
        verbose_name=pgettext_lazy("review", "Known"), attrs={"td": {"class": "text-end"}, "th": {"class": "text-end"}}
    )
    on = DateColumn(verbose_name=_("As of"))
    trigger = tables.Column(verbose_name=_("Kind"))

    class Meta(Table.Meta):
        model = Review
        fields = ("enterprise", "department", "owner", "score", "change", "band", "completeness", "on", "trigger")
        order_by = ("score",)

    def render_enterprise(self, value: Any) -> str:
        return str(value)

    def render_change(self, record: Review) -> str:
        return arrow(record.change)

    def value_change(self, record: Review) -> Decimal | None:
        return record.change

    def render_completeness(self, record: Review) -> str:
        return f"{record.completeness:.0%}"

    def value_completeness(self, record: Review) -> Decimal:
        return record.completeness


class WarningTable(Table):
    level = BadgeColumn(WarningLevel, verbose_name=pgettext_lazy("warning", "Level"))
    kind = tables.Column(verbose_name=_("Warning"), linkify=True)
    enterprise = tables.Column(accessor="partnership__enterprise", order_by="partnership__enterprise__name", verbose_name=_("Enterprise"))
    department = tables.Column(accessor="partnership__department", order_by="partnership__department__code", verbose_name=_("Department"))
    owner = tables.Column(order_by="owner__name", verbose_name=_("Owner"), default="–")
    due_on = DateColumn(verbose_name=_("Due"))
    opened_on = DateColumn(verbose_name=_("Opened"))
    state = BadgeColumn(WarningState, verbose_name=_("State"))

    class Meta(Table.Meta):
        model = HealthWarning
        fields = ("level", "kind", "enterprise", "department", "owner", "due_on", "opened_on", "state")
        order_by = ("due_on",)

    def render_kind(self, record: HealthWarning) -> str:
        return record.title
