"""Spreadsheets out: CSV and XLSX that Excel reads well and that cannot carry a formula."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

#: A text beginning with one of these is read as a formula by spreadsheet programs (CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """The value as it may stand in a cell: numbers and dates as they are, anything else as text, and text that a
    spreadsheet would take for a formula behind an apostrophe (which an import takes off again)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal | datetime.date | datetime.datetime):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The table line by line as UTF-8 with a byte order mark, by which Excel recognises Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield b"\xef\xbb\xbf"
    writer.writerow([safe_cell(cell) for cell in header])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        if buffer.tell() > 60_000:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The table as a workbook of one sheet. Rows are written as they come, so memory stays small until the zip is made."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(" " if char in r"[]:*?/\\" else char for char in title)[:31] or "Sheet")
    sheet.freeze_panes = "A2"
    sheet.append([safe_cell(cell) for cell in header])
    for row in rows:
        sheet.append([_excel(safe_cell(cell)) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _excel(value: Any) -> Any:
    """Excel knows no time zones."""
    if isinstance(value, datetime.datetime) and value.tzinfo:
        return value.replace(tzinfo=None)
    return value
