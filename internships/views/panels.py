"""Placements and openings on the pages of enterprises, partnerships and programmes."""

from typing import Any

from django.db.models import Count, Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from college.pages import frame_of
from college.requests import Request
from curricula.policies import visible_programmes
from internships.enums import OpeningState, PlacementState
from internships.models import Opening, Placement
from internships.policies import can_offer, visible_openings, visible_placements
from partnerships.policies import visible_enterprises, visible_partnerships

#: Lines of each kind in a panel; the lists show the rest.
MOST_LINES = 5


def _panel(request: Request, subject: Model, placements: QuerySet[Placement], openings: QuerySet[Opening], **context: Any) -> HttpResponse:
    states = dict(placements.order_by().values_list("state").annotate(Count("pk")))
    latest = placements.select_related("student", "enterprise", "programme")[:MOST_LINES]
    counts = [(state.label, states[state.value]) for state in PlacementState if states.get(state.value)]
    context |= {
        "frame": frame_of(request),
        "subject": subject,
        "counts": counts,
        "placements": latest,
        "openings": openings.filter(state=OpeningState.OPEN).select_related("enterprise", "programme")[:MOST_LINES],
    }
    return render(request, "internships/panel.html", context)


def enterprise_panel(request: Request, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(visible_enterprises(request.user), pk=pk)
    offer = can_offer(request.user, enterprise)
    return _panel(
        request,
        enterprise,
        visible_placements(request.user).filter(enterprise=enterprise),
        visible_openings(request.user).filter(enterprise=enterprise),
        all_placements=f"{reverse('placement_list')}?enterprise={pk}",
        all_openings=f"{reverse('opening_list')}?enterprise={pk}",
        new_opening=f"{reverse('opening_create')}?enterprise={pk}" if offer else "",
    )


def partnership_panel(request: Request, pk: int) -> HttpResponse:
    partnership = get_object_or_404(visible_partnerships(request.user).select_related("enterprise"), pk=pk)
    offer = can_offer(request.user, partnership.enterprise)
    return _panel(
        request,
        partnership,
        visible_placements(request.user).filter(partnership=partnership),
        visible_openings(request.user).filter(enterprise=partnership.enterprise_id, programme__department=partnership.department_id),
        all_placements=f"{reverse('placement_list')}?partnership={pk}",
        all_openings=f"{reverse('opening_list')}?enterprise={partnership.enterprise_id}",
        new_opening=f"{reverse('opening_create')}?enterprise={partnership.enterprise_id}" if offer else "",
    )


def programme_panel(request: Request, pk: int) -> HttpResponse:
    programme = get_object_or_404(visible_programmes(request.user), pk=pk)
    return _panel(
        request,
        programme,
        visible_placements(request.user).filter(programme=programme),
        visible_openings(request.user).filter(programme=programme),
        all_placements=f"{reverse('placement_list')}?programme={pk}",
        all_openings=f"{reverse('opening_list')}?programme={pk}",
    )
