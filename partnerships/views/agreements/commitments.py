"""Commitments: who owes what, and what was delivered."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college.lists import Empty, ListPage
from college.pages import form_page
from college.requests import Request, posted
from config.kit.verdicts import require
from partnerships.enums import HAS_BEEN_IN_FORCE
from partnerships.filters import CommitmentFilter
from partnerships.forms.agreements import DeliveryForm
from partnerships.models import Commitment
from partnerships.policies import can_report_delivery, visible_commitments
from partnerships.selectors.readiness import delivery_may_be_reported
from partnerships.services.agreements import report_delivery
from partnerships.tables import CommitmentTable, amount
from partnerships.views.agreements.reading import crumbs


class CommitmentList(ListPage):
    key = "commitments"
    title = _("Commitments")
    lead = _("What both sides owe under agreements in force, the most urgent first.")
    table_class = CommitmentTable
    filterset_class = CommitmentFilter
    empty = Empty(title=_("Nothing is owed"), text=_("Commitments appear here once their agreement is in force."))

    def visible(self) -> QuerySet[Commitment]:
        return (
            visible_commitments(self.request.user)
            .filter(agreement__state__in=HAS_BEEN_IN_FORCE)
            .select_related("agreement__partnership__enterprise")
            # Long texts that no row shows.
            .defer(
                "agreement__content",
                "agreement__partnership__college_goal",
                "agreement__partnership__enterprise_goal",
                "agreement__partnership__enterprise__introduction",
            )
        )


def commitment_deliver(request: Request, pk: int) -> HttpResponse:
    rows = visible_commitments(request.user).select_related("agreement__partnership__enterprise", "agreement__partnership__department")
    commitment = get_object_or_404(rows, pk=pk)
    require(can_report_delivery(request.user, commitment))
    form = DeliveryForm(
        posted(request), initial={"quantity": commitment.quantity, "on": timezone.localdate(), "note": commitment.delivery_note}
    )
    promised = _("%(what)s: promised %(amount)s until %(day)s.") % {
        "what": commitment.description,
        "amount": amount(commitment.quantity, commitment.unit),
        "day": commitment.due_on.isoformat(),
    }
    return form_page(
        request,
        form,
        lambda data: report_delivery(commitment=commitment, actor=request.user, **data),
        title=_("Report a delivery"),
        lead=delivery_may_be_reported(commitment.agreement).reason or promised,
        success=_("Thank you, the delivery is recorded."),
        to=commitment.agreement,
        cancel=commitment.agreement.get_absolute_url(),
        crumbs=crumbs(commitment.agreement),
    )
