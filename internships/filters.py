"""Search and filters of the internships lists. Searches go through subqueries, so that the lists keep their indexes."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.forms import DateInput, HiddenInput, Select
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from college.lists import FilterSet, WholeFilter
from college.models import Department, Programme
from college.policies import standing
from curricula.policies import visible_programmes
from internships.enums import CURRENT, LogState, OpeningState, PlacementKind, PlacementState
from internships.models import MentorProfile, Opening, Placement, Student, WorkLog
from internships.selectors.search import enterprises_matching, students_matching


def _date(**options: Any) -> django_filters.DateFilter:
    return django_filters.DateFilter(widget=DateInput(attrs={"type": "date"}), **options)


def _yes_or_no(**options: Any) -> django_filters.BooleanFilter:
    return django_filters.BooleanFilter(widget=Select(choices=[("", "---------"), ("true", _("yes")), ("false", _("no"))]), **options)


def programmes(request: HttpRequest) -> QuerySet[Programme]:
    """The programmes of the college that this person may read; the national catalogue stays out."""
    return visible_programmes(request.user).filter(department__isnull=False)


def departments(request: HttpRequest) -> QuerySet[Department]:
    who = standing(request.user)
    if who.is_college_wide:
        return Department.objects.all()
    return Department.objects.filter(pk__in=who.departments)


class StudentFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    department = django_filters.ModelChoiceFilter(field_name="programme__department", queryset=departments, label=_("Department"))
    programme = django_filters.ModelChoiceFilter(queryset=programmes, label=_("Programme"))
    enrol_year = WholeFilter(label=_("Enrolled in"))
    class_name = django_filters.CharFilter(lookup_expr="icontains", label=_("Class"))
    is_active = _yes_or_no(label=_("Enrolled"))
    placed = _yes_or_no(method="by_placement", label=_("Has a current placement"))

    class Meta:
        model = Student
        fields: list[str] = []

    def search(self, rows: QuerySet[Student], _name: str, words: str) -> QuerySet[Student]:
        return rows.filter(pk__in=students_matching(words.strip()).values("pk"))

    def by_placement(self, rows: QuerySet[Student], _name: str, wanted: bool) -> QuerySet[Student]:
        current = Placement.objects.filter(state__in=CURRENT)
        placed = Q(pk__in=current.values("student_id"))
        return rows.filter(placed if wanted else ~placed)


class MentorFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    is_active = _yes_or_no(label=_("Active"))
    enterprise = WholeFilter(field_name="enterprise_id", widget=HiddenInput, label="")

    class Meta:
        model = MentorProfile
        fields: list[str] = []

    def search(self, rows: QuerySet[MentorProfile], _name: str, words: str) -> QuerySet[MentorProfile]:
        return rows.filter(Q(name__icontains=words) | Q(enterprise_id__in=enterprises_matching(words).values("pk")))


class OpeningFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    state = django_filters.ChoiceFilter(choices=OpeningState, label=_("State"))
    programme = django_filters.ModelChoiceFilter(queryset=programmes, label=_("Programme"))
    free = _yes_or_no(method="by_seats", label=_("Has free seats"))
    starts_from = _date(field_name="starts_on", lookup_expr="gte", label=_("Begins on or after"))
    starts_until = _date(field_name="starts_on", lookup_expr="lte", label=_("Begins on or before"))
    enterprise = WholeFilter(field_name="enterprise_id", widget=HiddenInput, label="")

    class Meta:
        model = Opening
        fields: list[str] = []

    def search(self, rows: QuerySet[Opening], _name: str, words: str) -> QuerySet[Opening]:
        return rows.filter(Q(title__icontains=words) | Q(enterprise_id__in=enterprises_matching(words).values("pk")))

    def by_seats(self, rows: QuerySet[Opening], _name: str, wanted: bool) -> QuerySet[Opening]:
        return rows.filter(taken__lt=F("seats")) if wanted else rows.filter(taken__gte=F("seats"))


class PlacementFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    state = django_filters.MultipleChoiceFilter(choices=PlacementState, distinct=False, label=_("State"))
    department = django_filters.ModelChoiceFilter(queryset=departments, label=_("Department"))
    programme = django_filters.ModelChoiceFilter(queryset=programmes, label=_("Programme"))
    host = django_filters.CharFilter(method="by_host", label=_("Host"))
    kind = django_filters.ChoiceFilter(choices=PlacementKind, label=_("Kind"))
    starts_from = _date(field_name="starts_on", lookup_expr="gte", label=_("Begins on or after"))
    starts_until = _date(field_name="starts_on", lookup_expr="lte", label=_("Begins on or before"))
    runs_on = _date(method="by_day", label=_("Runs on"))
    imported = _yes_or_no(method="by_source", label=_("Imported"))
    enterprise = WholeFilter(field_name="enterprise_id", widget=HiddenInput, label="")
    partnership = WholeFilter(field_name="partnership_id", widget=HiddenInput, label="")
    opening = WholeFilter(field_name="opening_id", widget=HiddenInput, label="")
    student = WholeFilter(field_name="student_id", widget=HiddenInput, label="")
    mentor = WholeFilter(field_name="mentor_id", widget=HiddenInput, label="")

    class Meta:
        model = Placement
        fields: list[str] = []

    def search(self, rows: QuerySet[Placement], _name: str, words: str) -> QuerySet[Placement]:
        words = words.strip()
        return rows.filter(
            Q(student_id__in=students_matching(words).values("pk")) | Q(enterprise_id__in=enterprises_matching(words).values("pk"))
        )

    def by_host(self, rows: QuerySet[Placement], _name: str, words: str) -> QuerySet[Placement]:
        return rows.filter(enterprise_id__in=enterprises_matching(words.strip()).values("pk"))

    def by_day(self, rows: QuerySet[Placement], _name: str, day: Any) -> QuerySet[Placement]:
        return rows.filter(starts_on__lte=day, ends_on__gte=day)

    def by_source(self, rows: QuerySet[Placement], _name: str, wanted: bool) -> QuerySet[Placement]:
        return rows.exclude(source="") if wanted else rows.filter(source="")


class LogFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    state = django_filters.ChoiceFilter(choices=LogState, label=_("State"))
    week_from = _date(field_name="week", lookup_expr="gte", label=_("Week from"))
    week_until = _date(field_name="week", lookup_expr="lte", label=_("Week to"))
    placement = WholeFilter(field_name="placement_id", widget=HiddenInput, label="")
    partnership = WholeFilter(field_name="placement__partnership_id", widget=HiddenInput, label="")

    class Meta:
        model = WorkLog
        fields: list[str] = []

    def search(self, rows: QuerySet[WorkLog], _name: str, words: str) -> QuerySet[WorkLog]:
        return rows.filter(placement__student_id__in=students_matching(words.strip()).values("pk"))
