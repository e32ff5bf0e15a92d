"""Tables of the lists."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from college.lists import ONE_LINE, BadgeColumn, DateColumn, Table
from config.kit.choices import badge, badge_of
from partnerships.enums import AgreementState, Band, PartnershipState, ScreeningStanding, ScreeningState
from partnerships.models import Agreement, Commitment, Enterprise, Partnership, Screening


class EnterpriseTable(Table):
    name = tables.Column(gettext_lazy("Name"), accessor="display_name", order_by="name", linkify=True)
    identifier = tables.Column(gettext_lazy("Code"), order_by="credit_code", orderable=True)
    region = tables.Column(gettext_lazy("Region"), order_by="region_code")
    industry = tables.Column(gettext_lazy("Industry"), order_by="industry_code")
    nature = tables.Column(gettext_lazy("Nature"))
    screening_standing = BadgeColumn(ScreeningStanding, gettext_lazy("Screening"))
    screened_until = DateColumn(gettext_lazy("Valid until"))

    class Meta(Table.Meta):
        model = Enterprise
        fields = ("name", "identifier", "region", "industry", "nature", "screening_standing", "screened_until")
        order_by = "name"


class ScreeningTable(Table):
    enterprise = tables.Column(
        gettext_lazy("Enterprise"),
        accessor="enterprise__display_name",
        order_by="enterprise__name",
        linkify=lambda record: record.get_absolute_url(),
    )
    state = BadgeColumn(ScreeningState, gettext_lazy("State"))
    inspected_on = DateColumn(gettext_lazy("Inspected"))
    decided_on = DateColumn(gettext_lazy("Decided"))
    valid_until = DateColumn(gettext_lazy("Valid until"))
    opened_by = tables.Column(gettext_lazy("Opened by"), order_by="opened_by__name")

    class Meta(Table.Meta):
        model = Screening
        fields = ("enterprise", "state", "inspected_on", "decided_on", "valid_until", "opened_by")


class PartnershipTable(Table):
    enterprise = tables.Column(
        gettext_lazy("Enterprise"),
        accessor="enterprise__display_name",
        order_by="enterprise__name",
        linkify=lambda record: record.get_absolute_url(),
    )
    department = tables.Column(gettext_lazy("Department"), accessor="department__display_name", order_by="department__code")
    state = BadgeColumn(PartnershipState, gettext_lazy("State"))
    depth = tables.Column(gettext_lazy("Depth"))
    owner = tables.Column(gettext_lazy("Owner"), order_by="owner__name")
    agreements_in_force = tables.Column(gettext_lazy("Agreements in force"))
    health = tables.Column(gettext_lazy("Health"), accessor="health_score", empty_values=())
    started_on = DateColumn(gettext_lazy("Since"))

    class Meta(Table.Meta):
        model = Partnership
        fields = ("enterprise", "department", "state", "depth", "owner", "agreements_in_force", "health", "started_on")

    def render_health(self, record: Partnership) -> str | SafeString:
        if record.health_on is None:
            return "—"
        score = "" if record.health_score is None else f"{record.health_score:.0f} "
        return format_html("{}{}", score, badge_of(Band(record.health_band)))

    def value_health(self, record: Partnership) -> Any:
        return record.health_score


class AgreementTable(Table):
    number = tables.Column(gettext_lazy("Number"), linkify=True, attrs=ONE_LINE)
    title = tables.Column(gettext_lazy("Title"))
    enterprise = tables.Column(
        gettext_lazy("Enterprise"), accessor="partnership__enterprise__display_name", order_by="partnership__enterprise__name"
    )
    department = tables.Column(
        gettext_lazy("Department"), accessor="partnership__department__display_name", order_by="partnership__department__code"
    )
    state = BadgeColumn(AgreementState, gettext_lazy("State"))
    starts_on = DateColumn(gettext_lazy("From"))
    ends_on = DateColumn(gettext_lazy("To"))

    class Meta(Table.Meta):
        model = Agreement
        fields = ("number", "title", "enterprise", "department", "state", "starts_on", "ends_on")


class CommitmentTable(Table):
    description = tables.Column(pgettext_lazy("commitment", "What"), linkify=lambda record: record.agreement.get_absolute_url())
    enterprise = tables.Column(
        gettext_lazy("Enterprise"),
        accessor="agreement__partnership__enterprise__display_name",
        order_by="agreement__partnership__enterprise__name",
    )
    agreement = tables.Column(gettext_lazy("Agreement"), accessor="agreement__number", order_by="agreement__number")
    side = tables.Column(gettext_lazy("Owed by"))
    kind = tables.Column(gettext_lazy("Kind"))
    quantity = tables.Column(gettext_lazy("How much"))
    delivered_quantity = tables.Column(gettext_lazy("Delivered"))
    due_on = DateColumn(gettext_lazy("Due"))
    standing = tables.Column(gettext_lazy("State"), empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = Commitment
        fields = ("description", "enterprise", "agreement", "side", "kind", "quantity", "delivered_quantity", "due_on", "standing")
        row_attrs = {"data-href": lambda record: record.agreement.get_absolute_url()}
        order_by = "due_on"

    def render_quantity(self, record: Commitment) -> str:
        return amount(record.quantity, record.unit)

    def value_quantity(self, record: Commitment) -> Any:
        return record.quantity

    def render_delivered_quantity(self, record: Commitment) -> str:
        return amount(record.delivered_quantity, record.unit)

    def value_delivered_quantity(self, record: Commitment) -> Any:
        return record.delivered_quantity

    def _standing(self, record: Commitment) -> tuple[str, str]:
        if record.delivered_on:
            return _("Delivered"), "green"
        late = (timezone.localdate() - record.due_on).days
        return (_("%(days)s days late") % {"days": late}, "red") if late > 0 else (_("Open"), "secondary")

    def render_standing(self, record: Commitment) -> SafeString:
        return badge(*self._standing(record))

    def value_standing(self, record: Commitment) -> str:
        return self._standing(record)[0]


def amount(quantity: Any, unit: str) -> str:
    """2.00 pcs reads as 2 pcs."""
    text = f"{quantity:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} {unit}".strip()
