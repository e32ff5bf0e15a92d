"""Filters of the college's lists."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.enums import JobState, ProgrammeLevel, Role
from college.jobs import jobs
from college.lists import FilterSet
from college.models import AuditEntry, Department, JobRun, Programme, User


class PersonFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, method="by_role")
    department = django_filters.ModelChoiceFilter(label=_("Department"), queryset=Department.objects.all(), method="by_department")
    is_active = django_filters.BooleanFilter(label=_("may sign in"))

    class Meta:
        model = User
        fields = ["role", "department", "is_active"]

    def search(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        words = Q(name__icontains=value) | Q(username__icontains=value) | Q(email__icontains=value) | Q(number__startswith=value)
        return queryset.filter(words)

    def by_role(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return queryset.filter(pk__in=User.objects.filter(grants__role=value).values("pk"))

    def by_department(self, queryset: QuerySet[User], name: str, value: Department) -> QuerySet[User]:
        member = Q(grants__department=value) | Q(programme_teams__programme__department=value)
        return queryset.filter(pk__in=User.objects.filter(member).values("pk"))


class DepartmentFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    is_active = django_filters.BooleanFilter(label=_("active"))

    class Meta:
        model = Department
        fields = ["is_active"]

    def search(self, queryset: QuerySet[Department], name: str, value: str) -> QuerySet[Department]:
        return queryset.filter(Q(name__icontains=value) | Q(name_en__icontains=value) | Q(code__icontains=value))


class ProgrammeFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    offered = django_filters.BooleanFilter(label=pgettext_lazy("programme", "Offered here"), method="by_offer")
    department = django_filters.ModelChoiceFilter(label=_("Department"), queryset=Department.objects.all())
    level = django_filters.ChoiceFilter(label=_("Level"), choices=ProgrammeLevel.choices)
    category = django_filters.CharFilter(
        label=_("Major category"), method="by_category", help_text=_("The first two digits of the national code, or part of the name.")
    )
    is_state_controlled = django_filters.BooleanFilter(label=_("nationally controlled"))

    class Meta:
        model = Programme
        fields = ["offered", "department", "level", "category", "is_state_controlled"]

    def search(self, queryset: QuerySet[Programme], name: str, value: str) -> QuerySet[Programme]:
        return queryset.filter(Q(name__icontains=value) | Q(name_en__icontains=value) | Q(code__startswith=value))

    def by_offer(self, queryset: QuerySet[Programme], name: str, value: bool) -> QuerySet[Programme]:
        return queryset.filter(department__isnull=not value)

    def by_category(self, queryset: QuerySet[Programme], name: str, value: str) -> QuerySet[Programme]:
        if value.isdigit():
            return queryset.filter(major_code__startswith=value[:6])
        return queryset.filter(category_name__icontains=value)


class AuditFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    actor = django_filters.CharFilter(label=_("Who"), field_name="actor_name", lookup_expr="icontains")
    verb = django_filters.CharFilter(
        label=_("What"), field_name="verb", lookup_expr="icontains", help_text=_("As recorded, such as agreement.activated.")
    )
    target_type = django_filters.CharFilter(label=_("Kind of object"), lookup_expr="icontains")
    target_id = django_filters.CharFilter(label=_("Number of the object"))
    since = django_filters.DateFilter(label=_("Since"), field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label=_("Until"), field_name="at", lookup_expr="date__lte")

    class Meta:
        model = AuditEntry
        fields = ["actor", "verb", "target_type", "target_id", "since", "until"]

    def search(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        return queryset.filter(Q(target_label__icontains=value) | Q(actor_name__icontains=value) | Q(note__icontains=value))


class JobRunFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    name = django_filters.ChoiceFilter(label=_("Job"), choices=lambda: [(job.key, job.title) for job in jobs])
    state = django_filters.ChoiceFilter(label=_("State"), choices=JobState.choices)

    class Meta:
        model = JobRun
        fields = ["name", "state"]

    def search(self, queryset: QuerySet[JobRun], name: str, value: str) -> QuerySet[JobRun]:
        return queryset.filter(Q(name__icontains=value) | Q(error__icontains=value))
