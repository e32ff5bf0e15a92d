"""The list of imports: its table and filters."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from college.enums import ImportState
from college.importing.kinds import importers
from college.lists import FilterSet, Table
from college.models import ImportRun

TONES = {
    ImportState.CHECKED: "azure",
    ImportState.DONE: "green",
    ImportState.FAILED: "red",
    ImportState.RUNNING: "blue",
    ImportState.UNDOING: "blue",
    ImportState.DRAFT: "yellow",
}


def kind_title(kind: str) -> str:
    importer = importers.get(kind)
    return str(importer.title) if importer else kind


class ImportTable(Table):
    created_at = tables.DateTimeColumn(format="Y-m-d H:i", order_by=("id",))
    filename = tables.Column(linkify=True)

    class Meta(Table.Meta):
        model = ImportRun
        fields = ("created_at", "filename", "kind", "is_dry_run", "state", "created", "updated", "unchanged", "refused", "started_by")

    def render_kind(self, record: ImportRun) -> str:
        return kind_title(record.kind)

    value_kind = render_kind

    def value_state(self, record: ImportRun) -> str:
        return str(record.get_state_display())

    def render_state(self, record: ImportRun) -> SafeString:
        tone = TONES.get(ImportState(record.state), "secondary")
        return format_html('<span class="badge bg-{}-lt">{}</span>', tone, record.get_state_display())


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
