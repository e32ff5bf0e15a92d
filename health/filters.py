"""Filters of the lists of health."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.lists import FilterSet
from college.models import Department
from health.enums import ReviewTrigger, WarningLevel, WarningState
from health.models import HealthWarning, Review
from health.rules import RULES
from partnerships.enums import Band

CHANGES = (("fell10", _("Fell by 10 or more")), ("fell", _("Fell")), ("rose", _("Rose")), ("same", _("Unchanged")))


def months() -> list[tuple[str, str]]:
    """The months that were reviewed, newest first."""
    periods = Review.objects.filter(trigger=ReviewTrigger.MONTHLY).order_by("-period").values_list("period", flat=True).distinct()
    return [(f"{period:%Y-%m}", f"{MONTHS[period.month]} {period:%Y}") for period in periods[:60]]


def departments(request: HttpRequest | None) -> QuerySet[Department]:
    return Department.objects.filter(is_active=True)


def enterprise_named(queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
    words = Q()
    for word in value.split():
        words &= Q(partnership__enterprise__name__icontains=word) | Q(partnership__enterprise__name_en__icontains=word)
    return queryset.filter(words)


class ReviewFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search"))
    band = django_filters.MultipleChoiceFilter(choices=Band.choices, label=_("Band"))
    department = django_filters.ModelChoiceFilter(
        field_name="partnership__department", queryset=departments, label=_("Responsible department")
    )
    change = django_filters.ChoiceFilter(choices=CHANGES, method="by_change", label=_("Change"))
    period = django_filters.ChoiceFilter(choices=months, method="in_month", label=_("Month"), empty_label=_("Latest of each"))

    class Meta:
        model = Review
        fields: tuple[str, ...] = ()

    def search(self, queryset: QuerySet[Review], name: str, value: str) -> QuerySet[Review]:
        return enterprise_named(queryset, name, value)

    def by_change(self, queryset: QuerySet[Review], name: str, value: str) -> QuerySet[Review]:
        wanted = {"fell10": Q(change__lte=-10), "fell": Q(change__lt=0), "rose": Q(change__gt=0), "same": Q(change=0)}
        return queryset.filter(wanted[value])

    def in_month(self, queryset: QuerySet[Review], name: str, value: str) -> QuerySet[Review]:
        return queryset.filter(period=f"{value}-01", trigger=ReviewTrigger.MONTHLY)


class WarningFilter(FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search"))
    state = django_filters.ChoiceFilter(
        choices=((WarningState.CLOSED, WarningState.CLOSED.label), ("any", _("Open and closed"))),
        method="in_state",
        label=_("State"),
        empty_label=WarningState.OPEN.label,
    )
    level = django_filters.MultipleChoiceFilter(choices=WarningLevel.choices, label=pgettext_lazy("warning", "Level"))
    kind = django_filters.ChoiceFilter(choices=[(key, rule.title) for key, rule in RULES.items()], label=_("Kind"))
    department = django_filters.ModelChoiceFilter(
        field_name="partnership__department", queryset=departments, label=_("Responsible department")
    )
    mine = django_filters.BooleanFilter(method="owned", label=_("Mine"))
    overdue = django_filters.BooleanFilter(method="past_due", label=_("Past due"))

    class Meta:
        model = HealthWarning
        fields: tuple[str, ...] = ()

    def search(self, queryset: QuerySet[HealthWarning], name: str, value: str) -> QuerySet[HealthWarning]:
        return enterprise_named(queryset, name, value)

    def in_state(self, queryset: QuerySet[HealthWarning], name: str, value: str) -> QuerySet[HealthWarning]:
        """The view has left out the closed ones where no state is asked for."""
        return queryset if value == "any" else queryset.filter(state=value)

    def owned(self, queryset: QuerySet[HealthWarning], name: str, value: bool) -> QuerySet[HealthWarning]:
        mine = Q(owner=self.request.user)
        return queryset.filter(mine if value else ~mine)

    def past_due(self, queryset: QuerySet[HealthWarning], name: str, value: bool) -> QuerySet[HealthWarning]:
        late = Q(due_on__lt=timezone.localdate(), state=WarningState.OPEN)
        return queryset.filter(late if value else ~late)
