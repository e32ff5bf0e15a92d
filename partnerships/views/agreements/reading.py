"""Finding one agreement for a person, and the way to it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.pages import Crumbs
from college.requests import Request
from partnerships.models import Agreement
from partnerships.policies import visible_agreements


def seen(request: Request, pk: int) -> Agreement:
    rows = visible_agreements(request.user).select_related("partnership__enterprise", "partnership__department", "partnership__owner")
    return get_object_or_404(rows, pk=pk)


def way_to(agreement: Agreement) -> Crumbs:
    """The crumbs above the agreement's own page."""
    partnership = agreement.partnership
    return [(_("Partnerships"), reverse("partnership_list")), (partnership, partnership.get_absolute_url())]


def crumbs(agreement: Agreement) -> Crumbs:
    """The crumbs above a page below the agreement."""
    own: tuple[Any, str] = (agreement.number, agreement.get_absolute_url())
    return [*way_to(agreement), own]
