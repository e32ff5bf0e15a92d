"""The pages of health."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from college.lists import Empty, ListPage
from college.pages import act, frame_of
from college.requests import Request
from config.kit.verdicts import require
from health.enums import WarningState
from health.filters import ReviewFilter, WarningFilter
from health.forms import CloseForm, WarningPlanForm
from health.indicators import INDICATORS, indicator_of
from health.models import HealthWarning, Review
from health.policies import (
    can_answer_warning,
    can_read_health,
    can_review,
    can_take_over_warning,
    reviewed_partnerships,
    visible_reviews,
    visible_warnings,
)
from health.selectors import chart, history, is_latest, latest_reviews, open_warnings, readings_in_order, sparkline, why
from health.services.reviews import review_partnership
from health.services.warnings import close_warning, plan_warning, take_over_warning
from health.tables import ReviewTable, WarningTable
from partnerships.models import Partnership


class ReviewList(ListPage):
    key = "reviews"
    title = gettext_lazy("Health reviews")
    lead = gettext_lazy("The latest review of each partnership, the weakest first. A review says what moved, and why.")
    table_class = ReviewTable
    filterset_class = ReviewFilter
    empty = Empty(
        title=gettext_lazy("No partnership has been reviewed yet"),
        text=gettext_lazy("Active partnerships are reviewed every month by themselves; the first time within the hour."),
    )

    def allowed(self) -> None:
        require(can_read_health(self.request.user))

    def visible(self) -> QuerySet[Review]:
        reviews = visible_reviews(self.request.user)
        if not self.request.GET.get("period"):
            reviews = reviews & latest_reviews(Partnership.objects.all())
        return reviews.select_related("partnership__enterprise", "partnership__department", "partnership__owner")


class WarningList(ListPage):
    key = "warnings"
    title = gettext_lazy("Early warnings")
    lead = gettext_lazy("Each has an owner and a day by which it should be answered.")
    table_class = WarningTable
    filterset_class = WarningFilter
    empty = Empty(
        title=gettext_lazy("No warning is open"),
        text=gettext_lazy("Reviews open one when a partnership needs somebody. Closed ones are under Filters, State."),
    )

    def allowed(self) -> None:
        require(can_read_health(self.request.user))

    def visible(self) -> QuerySet[HealthWarning]:
        warnings = visible_warnings(self.request.user)
        if not self.request.GET.get("state"):
            warnings = warnings.filter(state=WarningState.OPEN)
        return warnings.select_related("partnership__enterprise", "partnership__department", "owner")


def review_detail(request: Request, pk: int) -> HttpResponse:
    """Why this score: what moved, what is not known, and what would raise it most."""
    shown = visible_reviews(request.user).select_related("partnership__enterprise", "partnership__department", "policy", "previous")
    review = get_object_or_404(shown, pk=pk)
    context = {
        "review": review,
        "why": why(review),
        "warnings": open_warnings(review.partnership) if is_latest(review) else (),
    }
    return render(request, "health/review_detail.html", context)


def reading_rows(request: Request, pk: int, indicator: str) -> HttpResponse:
    """The rows behind one point of a score."""
    review = get_object_or_404(visible_reviews(request.user).select_related("partnership__enterprise", "partnership__department"), pk=pk)
    known = indicator_of(indicator)
    reading = review.readings.filter(indicator=indicator).first()
    if known is None or reading is None:
        raise Http404
    evidence = known.rows(request.user, review.partnership_id, review.on)
    rows = [{"url": row.url, "counts": row.counts, "labelled": zip(evidence.columns, row.cells, strict=True)} for row in evidence.rows]
    context = {"review": review, "indicator": known, "reading": reading, "evidence": evidence, "rows": rows}
    return render(request, "health/reading_rows.html", context)


def partnership_health(request: Request, pk: int) -> HttpResponse:
    """The history of a partnership's health: chart, table, open warnings."""
    partnership = _partnership(request, pk)
    reviews = history(partnership)
    scores = [float(review.score) for review in reviews if review.score is not None]
    context = {
        "partnership": partnership,
        "rows": [(review, readings_in_order(review)) for review in reversed(reviews)],
        "latest": reviews[-1] if reviews else None,
        "indicators": INDICATORS,
        "chart": chart(reviews),
        "lowest": min(scores, default=None),
        "highest": max(scores, default=None),
        "warnings": open_warnings(partnership),
        "may_review": can_review(request.user, partnership),
    }
    return render(request, "health/partnership_health.html", context)


def partnership_health_panel(request: Request, pk: int) -> HttpResponse:
    """For the partnership's page: score, band, trend, open warnings."""
    partnership = _partnership(request, pk)
    reviews = history(partnership)
    context = {
        "partnership": partnership,
        "review": reviews[-1] if reviews else None,
        "runs": sparkline(reviews),
        "warnings": open_warnings(partnership),
        "may_review": can_review(request.user, partnership),
        "frame": frame_of(request),
    }
    return render(request, "health/_panel.html", context)


@require_POST
def partnership_review(request: Request, pk: int) -> HttpResponse:
    partnership = _partnership(request, pk)
    return act(
        request,
        lambda: review_partnership(partnership=partnership, on=timezone.localdate(), actor=request.user),
        success=_("Reviewed as of today."),
        to=reverse("partnership_health", args=[partnership.pk]),
    )


def _partnership(request: Request, pk: int) -> Partnership:
    return get_object_or_404(reviewed_partnerships(request.user).select_related("enterprise", "department", "owner"), pk=pk)


def _warning(request: Request, pk: int) -> HealthWarning:
    shown = visible_warnings(request.user).select_related(
        "partnership__enterprise", "partnership__department", "owner", "closed_by", "review"
    )
    return get_object_or_404(shown, pk=pk)


def warning_detail(request: Request, pk: int) -> HttpResponse:
    return _warning_page(request, _warning(request, pk))


def _warning_page(request: Request, warning: HealthWarning, *, status: int = 200, **forms: Any) -> HttpResponse:
    may_answer = can_answer_warning(request.user, warning)
    context = {
        "warning": warning,
        "is_open": warning.state == WarningState.OPEN,
        "is_late": warning.state == WarningState.OPEN and warning.due_on < timezone.localdate(),
        "may_answer": may_answer,
        "may_take_over": can_take_over_warning(request.user, warning),
        "reads_reviews": bool(can_read_health(request.user)),
        "plan_form": forms.get("plan_form") or WarningPlanForm(instance=warning),
        "close_form": forms.get("close_form") or CloseForm(warning=warning),
    }
    return render(request, "health/warning_detail.html", context, status=status)


@require_POST
def warning_take_over(request: Request, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    return act(
        request,
        lambda: take_over_warning(warning=warning, actor=request.user),
        success=_("The warning is yours now."),
        to=warning,
    )


@require_POST
def warning_plan(request: Request, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    require(can_answer_warning(request.user, warning))
    # The form gets its own copy: validation writes to its instance, and the service compares with what is stored.
    form = WarningPlanForm(request.POST, instance=_warning(request, pk))
    if not form.is_valid():
        return _warning_page(request, warning, status=422, plan_form=form)
    return act(
        request,
        lambda: plan_warning(warning=warning, actor=request.user, **form.cleaned_data),
        success=_("The plan is kept."),
        to=warning,
    )


@require_POST
def warning_close(request: Request, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    require(can_answer_warning(request.user, warning))
    form = CloseForm(request.POST, warning=warning)
    if not form.is_valid():
        return _warning_page(request, warning, status=422, close_form=form)
    reason = form.cleaned_data["reason"]
    return act(
        request,
        lambda: close_warning(warning=warning, actor=request.user, reason=reason, on=timezone.localdate()),
        success=_("The warning is closed."),
        to=warning,
    )
