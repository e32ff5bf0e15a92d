"""The body of a list's table, drawn in Python: a template tag per cell is most of the time of a page of 100 rows."""

from typing import Any

from django import template
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def table_rows(context: Context, table: Any) -> SafeString:
    """The ``tr`` elements of the table's page, each cell under its column's name for the phone."""
    heads: dict[str, str] = {}
    lines = []
    for row in table.paginated_rows:
        cells = []
        for column, cell in row.items():
            head = heads.get(column.name)
            if head is None or _varies(column):
                head = heads[column.name] = format_html('<td {} data-label="{}">', column.attrs["td"].as_html(), column.header)
            shown = conditional_escape(cell) if column.localize is False else render_value_in_context(cell, context)
            cells.append(f"{head}{shown}</td>")
        lines.append(f"<tr {conditional_escape(row.attrs.as_html())}>{''.join(cells)}</tr>")
    return mark_safe("".join(lines))  # noqa: S308 - every part above is escaped


def _varies(column: Any) -> bool:
    """Whether the column computes the attributes of its cells from the row."""
    return any(callable(value) for value in column.column.attrs.get("td", {}).values())
