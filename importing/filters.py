"""Filters of the list of imports."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from college.lists import FilterSet
from importing.enums import ImportState
from importing.kinds import importers
from importing.models import ImportRun


def _kinds() -> list[tuple[str, str]]:
    return [(importer.key, str(importer.title)) for importer in importers]


class ImportFilter(FilterSet):
    q = django_filters.CharFilter(method="search")
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=_kinds)
    state = django_filters.ChoiceFilter(label=_("state"), choices=ImportState.choices)
    is_dry_run = django_filters.BooleanFilter(label=_("dry run"))

    class Meta:
        model = ImportRun
        fields = ("kind", "state", "is_dry_run")

    def search(self, queryset: QuerySet[ImportRun], name: str, value: str) -> QuerySet[ImportRun]:
        return queryset.filter(filename__icontains=value)
