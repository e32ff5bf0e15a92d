"""The table of the list of imports."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from college.lists import Table
from importing.enums import ImportState
from importing.kinds import kind_title
from importing.models import ImportRun

TONES = {
    ImportState.CHECKED: "azure",
    ImportState.DONE: "green",
    ImportState.FAILED: "red",
    ImportState.RUNNING: "blue",
    ImportState.UNDOING: "blue",
    ImportState.DRAFT: "yellow",
}


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
