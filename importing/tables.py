"""The table of the list of imports."""

import django_tables2 as tables

from college.lists import BadgeColumn, MomentColumn, Table
from importing.enums import ImportState
from importing.kinds import kind_title
from importing.models import ImportRun


class ImportTable(Table):
    created_at = MomentColumn(order_by=("id",))
    filename = tables.Column(linkify=True)
    state = BadgeColumn(ImportState)

    class Meta(Table.Meta):
        model = ImportRun
        fields = ("created_at", "filename", "kind", "is_dry_run", "state", "created", "updated", "unchanged", "refused", "started_by")

    def render_kind(self, record: ImportRun) -> str:
        return kind_title(record.kind)

    value_kind = render_kind
