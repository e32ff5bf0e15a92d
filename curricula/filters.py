"""Filters of the lists of curricula."""

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from college.lists import FilterSet, WholeFilter
from college.models import Programme
from curricula.enums import CourseKind, Layer, MapState
from curricula.models import Capability, Course, CourseMap, Post
from curricula.policies import visible_programmes


def offered_programmes(request: HttpRequest | None) -> QuerySet[Programme]:
    """The programmes to choose from: those the college offers and the person may see."""
    if request is None:
        return Programme.objects.none()
    return visible_programmes(request.user).filter(department__isnull=False).order_by("code")


def programme_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(label=_("Programme"), queryset=offered_programmes)


class PostFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    programme = programme_filter()
    of = django_filters.ChoiceFilter(
        label=_("Whose"),
        method="by_owner",
        choices=[("programme", _("Posts of a programme")), ("enterprise", _("Posts of an enterprise"))],
    )
    is_active = django_filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = Post
        fields = ["programme", "of", "is_active"]

    def search(self, queryset: QuerySet[Post], name: str, value: str) -> QuerySet[Post]:
        words = Q(name__icontains=value) | Q(name_en__icontains=value) | Q(code__icontains=value)
        return queryset.filter(words | Q(enterprise__name__icontains=value) | Q(occupation_code__startswith=value))

    def by_owner(self, queryset: QuerySet[Post], name: str, value: str) -> QuerySet[Post]:
        return queryset.filter(enterprise__isnull=value == "programme")


class CapabilityFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    programme = programme_filter()
    layer = django_filters.ChoiceFilter(label=_("Layer"), choices=Layer.choices)
    is_active = django_filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = Capability
        fields = ["programme", "layer", "is_active"]

    def search(self, queryset: QuerySet[Capability], name: str, value: str) -> QuerySet[Capability]:
        return queryset.filter(Q(name__icontains=value) | Q(name_en__icontains=value) | Q(code__icontains=value))


class CourseFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    programme = programme_filter()
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CourseKind.choices)
    term = WholeFilter(label=_("Term"))
    is_active = django_filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = Course
        fields = ["programme", "kind", "term", "is_active"]

    def search(self, queryset: QuerySet[Course], name: str, value: str) -> QuerySet[Course]:
        return queryset.filter(Q(name__icontains=value) | Q(name_en__icontains=value) | Q(code__icontains=value))


class MapFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    programme = programme_filter()
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=MapState.choices)

    class Meta:
        model = CourseMap
        fields = ["programme", "state"]

    def search(self, queryset: QuerySet[CourseMap], name: str, value: str) -> QuerySet[CourseMap]:
        words = Q(programme__name__icontains=value) | Q(programme__name_en__icontains=value) | Q(programme__code__startswith=value)
        return queryset.filter(words | Q(title__icontains=value))
