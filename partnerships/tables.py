"""Tables of the lists."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from college.lists import Table
from partnerships.enums import AgreementState, Band, PartnershipState, ScreeningStanding, ScreeningState
from partnerships.models import Agreement, Commitment, Enterprise, Partnership, Screening

TONES: dict[Any, str] = {
    ScreeningStanding.VALID: "green",
    ScreeningStanding.UNDER_WAY: "blue",
    ScreeningStanding.EXPIRED: "orange",
    ScreeningStanding.REFUSED: "red",
    ScreeningStanding.NONE: "secondary",
}
SCREENING_TONES: dict[Any, str] = {
    ScreeningState.DRAFT: "secondary",
    ScreeningState.SUBMITTED: "blue",
    ScreeningState.PASSED: "green",
    ScreeningState.REFUSED: "red",
}
AGREEMENT_TONES: dict[Any, str] = {
    AgreementState.DRAFT: "secondary",
    AgreementState.SUBMITTED: "blue",
    AgreementState.APPROVED: "blue",
    AgreementState.SIGNED: "blue",
    AgreementState.ACTIVE: "green",
    AgreementState.ENDED: "secondary",
    AgreementState.TERMINATED: "orange",
}
PARTNERSHIP_TONES: dict[Any, str] = {
    PartnershipState.ACTIVE: "green",
    PartnershipState.PAUSED: "yellow",
    PartnershipState.ENDED: "secondary",
}
BAND_TONES: dict[Any, str] = {Band.GREEN: "green", Band.YELLOW: "yellow", Band.RED: "red", Band.UNKNOWN: "secondary"}


def badge(label: Any, tone: str) -> SafeString:
    # As includes/state.html draws it, without a template for each row of a list.
    return format_html('<span class="badge bg-{}-lt">{}</span>', tone, label)


class DateColumn(tables.Column):  # type: ignore[misc]  # django_tables2 has no types
    """ISO dates: they sort as they read, in both languages."""

    def render(self, value: date) -> str:
        return value.isoformat()


class EnterpriseTable(Table):
    name = tables.Column(gettext_lazy("Name"), accessor="display_name", order_by="name", linkify=True)
    identifier = tables.Column(gettext_lazy("Code"), order_by="credit_code", orderable=True)
    region = tables.Column(gettext_lazy("Region"), order_by="region_code")
    industry = tables.Column(gettext_lazy("Industry"), order_by="industry_code")
    nature = tables.Column(gettext_lazy("Nature"))
    screening_standing = tables.Column(gettext_lazy("Screening"))
    screened_until = DateColumn(gettext_lazy("Valid until"))

    class Meta(Table.Meta):
        model = Enterprise
        fields = ("name", "identifier", "region", "industry", "nature", "screening_standing", "screened_until")
        order_by = "name"

    def render_screening_standing(self, value: str) -> SafeString:
        return badge(ScreeningStanding(value).label, TONES[value])

    def value_screening_standing(self, value: str) -> str:
        return str(ScreeningStanding(value).label)


class ScreeningTable(Table):
    enterprise = tables.Column(
        gettext_lazy("Enterprise"),
        accessor="enterprise__display_name",
        order_by="enterprise__name",
        linkify=lambda record: record.get_absolute_url(),
    )
    state = tables.Column(gettext_lazy("State"))
    inspected_on = DateColumn(gettext_lazy("Inspected"))
    decided_on = DateColumn(gettext_lazy("Decided"))
    valid_until = DateColumn(gettext_lazy("Valid until"))
    opened_by = tables.Column(gettext_lazy("Opened by"), order_by="opened_by__name")

    class Meta(Table.Meta):
        model = Screening
        fields = ("enterprise", "state", "inspected_on", "decided_on", "valid_until", "opened_by")

    def render_state(self, record: Screening) -> SafeString:
        return badge(record.get_state_display(), SCREENING_TONES[record.state])

    def value_state(self, record: Screening) -> str:
        return str(record.get_state_display())


class PartnershipTable(Table):
    enterprise = tables.Column(
        gettext_lazy("Enterprise"),
        accessor="enterprise__display_name",
        order_by="enterprise__name",
        linkify=lambda record: record.get_absolute_url(),
    )
    department = tables.Column(gettext_lazy("Department"), accessor="department__display_name", order_by="department__code")
    state = tables.Column(gettext_lazy("State"))
    depth = tables.Column(gettext_lazy("Depth"))
    owner = tables.Column(gettext_lazy("Owner"), order_by="owner__name")
    agreements_in_force = tables.Column(gettext_lazy("Agreements in force"))
    health = tables.Column(gettext_lazy("Health"), accessor="health_score", empty_values=())
    started_on = DateColumn(gettext_lazy("Since"))

    class Meta(Table.Meta):
        model = Partnership
        fields = ("enterprise", "department", "state", "depth", "owner", "agreements_in_force", "health", "started_on")

    def render_state(self, record: Partnership) -> SafeString:
        return badge(record.get_state_display(), PARTNERSHIP_TONES[record.state])

    def value_state(self, record: Partnership) -> str:
        return str(record.get_state_display())

    def render_health(self, record: Partnership) -> str | SafeString:
        if record.health_on is None:
            return "—"
        score = "" if record.health_score is None else f"{record.health_score:.0f} "
        return format_html("{}{}", score, badge(record.get_health_band_display(), BAND_TONES[record.health_band]))

    def value_health(self, record: Partnership) -> Any:
        return record.health_score


class AgreementTable(Table):
    number = tables.Column(gettext_lazy("Number"), linkify=True)
    title = tables.Column(gettext_lazy("Title"))
    enterprise = tables.Column(
        gettext_lazy("Enterprise"), accessor="partnership__enterprise__display_name", order_by="partnership__enterprise__name"
    )
    department = tables.Column(
        gettext_lazy("Department"), accessor="partnership__department__display_name", order_by="partnership__department__code"
    )
    state = tables.Column(gettext_lazy("State"))
    starts_on = DateColumn(gettext_lazy("From"))
    ends_on = DateColumn(gettext_lazy("To"))

    class Meta(Table.Meta):
        model = Agreement
        fields = ("number", "title", "enterprise", "department", "state", "starts_on", "ends_on")

    def render_state(self, record: Agreement) -> SafeString:
        return badge(record.get_state_display(), AGREEMENT_TONES[record.state])

    def value_state(self, record: Agreement) -> str:
        return str(record.get_state_display())


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
