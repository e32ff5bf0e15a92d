"""Tables for spreadsheet programs: CSV and XLSX that nobody's formula can hide in.

A text that a spreadsheet would run as a formula gets a leading apostrophe (CWE-1236). ``plain_text`` takes exactly that
apostrophe off again, so that an exported file can be imported as it is.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from openpyxl import Workbook

#: What starts a formula. The full-width forms count too: Excel under a Chinese or Japanese system takes them.
_TRIGGERS = r"=+\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(rf"'*\s*[{_TRIGGERS}]")
_QUOTED = re.compile(rf"'+\s*[{_TRIGGERS}]")
_NEGATIVE_NUMBER = re.compile(r"-\d+([.,]\d+)*%?")
# Characters that XML 1.0 has no place for; a CSV reader would stumble over NUL too.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_SHEET_TITLE = re.compile(r"[\[\]:*?/\\]")

BOM = b"\xef\xbb\xbf"
_CHUNK = 64 * 1024


def safe_cell(value: object) -> str | int | float | Decimal | date | datetime | time | None:
    """The value as a spreadsheet may show it. Numbers, dates and negative numbers written as text stay what they are;
    anything else becomes text without control characters, with an apostrophe before what would run as a formula."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if value is None or isinstance(value, int | float | Decimal | date | time):
        return value
    text = _CONTROL.sub("", str(value))
    if _FORMULA.match(text) and not _NEGATIVE_NUMBER.fullmatch(text):
        return "'" + text
    return text


def plain_text(text: str) -> str:
    """Undo ``safe_cell``: take off the apostrophe that it put before a formula. Any other apostrophe stays."""
    return text[1:] if _QUOTED.match(text) else text


def write_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """CSV in chunks, UTF-8 with a byte order mark, so that Excel reads Chinese. Never holds more than a chunk."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_csv_text(cell) for cell in header])
    yield BOM
    for row in rows:
        writer.writerow([_csv_text(cell) for cell in row])
        if buffer.tell() >= _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_xlsx(title: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """An XLSX workbook of one sheet, written row by row, so that only the packed file is held."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET_TITLE.sub(" ", str(title))[:31] or "1")
    sheet.freeze_panes = "A2"
    sheet.append([safe_cell(cell) for cell in header])
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _csv_text(value: object) -> str:
    cell = safe_cell(value)
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)
