"""Tables out of whatever people upload: CSV in the encodings in use, and XLSX. No Django model in sight.

Nothing here trusts the file. A file that cannot be read as a whole raises ``Unreadable`` with one sentence that says
what to do; a row that cannot be read carries a ``fault`` and the others go on.
"""

import codecs
import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any, cast

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from config.kit.errors import DomainError
from config.kit.spreadsheets import plain_text

MAX_COLUMNS = 200
MAX_ROWS = 300_000
MAX_CELL = 20_000
#: All parts of an XLSX unpacked. Python's zipfile never reads more of a part than its declared size, so the declared
#: sizes are the ones to check.
MAX_UNPACKED = 200_000_000
MAX_SHARED_STRINGS = 60_000_000
_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')

csv.field_size_limit(200_000)


class Unreadable(DomainError):
    """The file as a whole cannot be read; nothing was changed."""


@dataclass(frozen=True)
class Line:
    """A row below the header: its number as a spreadsheet shows it, its cells, and why it cannot be used if so."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True)
class Sheet:
    """An opened table. ``lines()`` starts from the first row each time it is called and skips empty rows."""

    header: tuple[str, ...]
    form: str
    _open: Any

    def lines(self) -> Iterator[Line]:
        width = len(self.header)
        for number, cells in self._open():
            if number == 1:
                continue
            if number > MAX_ROWS + 1:
                raise Unreadable(_("The file has more than %(rows)s rows; split it.") % {"rows": MAX_ROWS})
            if not any(cell.strip() for cell in cells if isinstance(cell, str)) and not any(isinstance(cell, _Fault) for cell in cells):
                continue
            yield _line(number, cells, width)


class _Fault(str):
    """A cell that must not be used; the text says why."""

    __slots__ = ()


def open_table(file: IO[bytes], *, size: int, limit_mb: int) -> Sheet:
    """Recognise the file and read its header. ``file`` must stay open and seekable while the table is in use."""
    if size > limit_mb * 1_000_000:
        raise Unreadable(
            _("The file has %(size)s MB; at most %(limit)s MB can be imported at a time.") % {"size": size // 1_000_000, "limit": limit_mb}
        )
    if size == 0:
        raise Unreadable(_("The file is empty."))
    file.seek(0)
    start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        return _open_xlsx(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old or password-protected Excel file; save it as .xlsx without a password, or as CSV."))
    return _open_csv(file)


# --- CSV ------------------------------------------------------------------------------------------------------------


def _open_csv(file: IO[bytes]) -> Sheet:
    encoding = detect_encoding(file)
    delimiter = _delimiter(file, encoding)

    def rows() -> Iterator[tuple[int, list[str]]]:
        file.seek(0)
        # Not codecs.getreader: that one also breaks lines at characters that may stand inside a cell.
        text = io.TextIOWrapper(cast(Any, file), encoding, newline="")
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=delimiter)
        number = 0
        try:
            for cells in reader:
                number += 1
                # A record that runs over several lines and leaves a quotation mark open has swallowed the rest.
                if lines.quotes % 2 and lines.count > 1:
                    raise Unreadable(
                        _("A quotation mark is opened in row %(row)s and not closed; nothing after it can be told apart.") % {"row": number}
                    )
                lines.reset()
                yield number, cells
        except csv.Error:
            raise Unreadable(
                _("A cell near row %(row)s is far too long; probably a quotation mark before it is not closed.") % {"row": number + 1}
            ) from None
        finally:
            if not file.closed:
                text.detach()

    return Sheet(_header(*(cells for _number, cells in islice(rows(), 2))), f"CSV · {encoding} · {delimiter!r}", rows)


class _Lines:
    """Lines of a text, counting those and the quotation marks of the record being read."""

    def __init__(self, text: Any) -> None:
        self.text = text
        self.reset()

    def reset(self) -> None:
        self.count = self.quotes = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line: str = next(self.text)
        self.count += 1
        self.quotes += line.count('"')
        return line


def detect_encoding(file: IO[bytes]) -> str:
    """The encoding of a text file: by its byte order mark, else UTF-8, UTF-16 or GB18030, whichever the whole file is.

    GB18030 takes almost any bytes, so it is believed only when the result reads like Chinese: Western text decoded as
    GB18030 gives rare characters, and would be stored as gibberish.
    """
    file.seek(0)
    start = file.read(4)
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if start.startswith(mark):
            if _decodes(file, encoding):
                return encoding
            raise Unreadable(_("The text of the file is damaged; save it again as CSV in UTF-8."))
    file.seek(0)
    sample = file.read(_CHUNK)
    nuls = sample.count(0)
    if nuls > len(sample) // 4:
        encoding = "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
        if _decodes(file, encoding) and "\x00" not in sample.decode(encoding, "ignore"):
            return encoding
    controls = sum(sample.count(byte) for byte in range(32) if byte not in (0, 9, 10, 13, 26))
    if nuls > max(8, len(sample) // 100) or controls > max(8, len(sample) // 50):
        raise Unreadable(_("This is not a table but a file of another kind; upload CSV or XLSX."))
    if _decodes(file, "utf-8"):
        return "utf-8"
    if _decodes(file, "gb18030") and _reads_like_chinese(sample):
        return "gb18030"
    raise Unreadable(_("The encoding of the file is neither UTF-8 nor GBK; save it as “CSV UTF-8” or as XLSX."))


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _reads_like_chinese(sample: bytes) -> bool:
    foreign = [character for character in sample.decode("gb18030", "ignore") if ord(character) > 127]
    common = sum(1 for character in foreign if _is_gb2312(character))
    return bool(foreign) and common / len(foreign) >= 0.85


def _is_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _delimiter(file: IO[bytes], encoding: str) -> str:
    """The delimiter that occurs most often in the first line outside quotation marks."""
    file.seek(0)
    head = codecs.getincrementaldecoder(encoding)("ignore").decode(file.read(64 * 1024)).lstrip("\r\n")
    outside = re.sub(r'"[^"]*"', "", head.splitlines()[0] if head else "")
    return max(_DELIMITERS, key=lambda mark: (outside.count(mark), -_DELIMITERS.index(mark)))


# --- XLSX -----------------------------------------------------------------------------------------------------------


def _open_xlsx(file: IO[bytes]) -> Sheet:
    sheet_part = _check_package(file)
    try:
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    except (DomainError, MemoryError):
        raise
    except Exception:  # openpyxl raises whatever its XML parser stumbles over
        raise Unreadable(_damaged()) from None
    if sheet is None:
        raise Unreadable(_("The workbook has no visible sheet."))
    part = getattr(sheet, "_worksheet_path", "") or sheet_part
    if merged := _merged(file, part.lstrip("/")):
        raise Unreadable(
            _("Cells %(range)s of sheet “%(sheet)s” are merged; unmerge all cells, so that every column has one heading.")
            % {"range": merged, "sheet": sheet.title}
        )
    sheet.reset_dimensions()

    def rows() -> Iterator[tuple[int, list[str]]]:
        try:
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                if len(cells) > MAX_COLUMNS * 5:
                    raise Unreadable(_("The table has more than %(columns)s columns.") % {"columns": MAX_COLUMNS})
                yield number, [_cell_text(cell) for cell in cells]
        except (DomainError, MemoryError):
            raise
        except Exception:
            raise Unreadable(_damaged()) from None

    return Sheet(_header(*(cells for _number, cells in islice(rows(), 2))), f"XLSX · {sheet.title}", rows)


def _damaged() -> str:
    return _("The workbook is damaged or not an XLSX file; open it in a spreadsheet program and save it again.")


def _check_package(file: IO[bytes]) -> str:
    """Refuse a zip that is no workbook, unpacks to too much, or carries XML entities. Gives the first sheet's part."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Unreadable(_("This zip file is not an XLSX workbook; upload CSV or XLSX."))
            shared = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
            if len(parts) > 2000 or sum(part.file_size for part in parts) > MAX_UNPACKED or shared > MAX_SHARED_STRINGS:
                raise Unreadable(_("Unpacked, the workbook is far too large; delete what is not needed or save it as CSV."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as opened:
                        if b"<!DOCTYPE" in opened.read(2048):
                            raise Unreadable(_damaged())
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        raise Unreadable(_damaged()) from None
    return next((name for name in sorted(names) if name.startswith("xl/worksheets/sheet")), "")


def _merged(file: IO[bytes], part: str) -> str:
    """The first merged range of the sheet, or ''. Read-only openpyxl does not tell, so the part is scanned."""
    if not part:
        return ""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package, package.open(part) as opened:
            tail = b""
            while chunk := opened.read(_CHUNK):
                if found := _MERGE.search(tail + chunk):
                    return found.group(1).decode()
                tail = chunk[-200:]
    except (KeyError, zipfile.BadZipFile, zlib.error):
        raise Unreadable(_damaged()) from None
    return ""


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return _Fault(_("holds a formula; paste the value instead"))
    if cell.data_type == "e":
        return _Fault(_("holds the spreadsheet error %(error)s") % {"error": value})
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


# --- both -----------------------------------------------------------------------------------------------------------


def fold_heading(text: str) -> str:
    """A heading for comparison: half width, lower case, without white space, underscores, asterisks and brackets' content."""
    text = re.sub(r"[（(\[【].*?[）)\]】]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[\s_*:\-·]+", "", text).casefold()


def _header(cells: Sequence[str] = (), below: Sequence[str] = ()) -> tuple[str, ...]:
    names = [plain_text(str(cell)).replace("\x00", "").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable(_("The first row has no headings; it must name the columns."))
    if len(names) == 1 and sum(1 for cell in below if cell.strip()) > 1:
        raise Unreadable(
            _("The first row holds only “%(title)s”; delete titles above the headings, so that the first row names the columns.")
            % {"title": names[0][:60]}
        )
    if len(names) > MAX_COLUMNS:
        raise Unreadable(_("The table has more than %(columns)s columns.") % {"columns": MAX_COLUMNS})
    if any(isinstance(cell, _Fault) for cell in cells):
        raise Unreadable(_("A heading in the first row is a formula; paste the text instead."))
    seen: dict[str, int] = {}
    for index, name in enumerate(names, start=1):
        if not name:
            raise Unreadable(
                _("Column %(column)s has no heading; each column needs one in the first row. Were cells merged, or is there a title above?")
                % {"column": get_column_letter(index)}
            )
        folded = fold_heading(name) or name
        if folded in seen:
            raise Unreadable(
                _("The heading “%(name)s” stands twice, in columns %(one)s and %(other)s; rename or delete one.")
                % {"name": name[:60], "one": get_column_letter(seen[folded]), "other": get_column_letter(index)}
            )
        seen[folded] = index
    return tuple(name[:200] for name in names)


def _line(number: int, cells: list[str], width: int) -> Line:
    texts = tuple("" if isinstance(cell, _Fault) else plain_text(cell.strip(" \u3000\xa0")) for cell in cells[:width])
    texts += ("",) * (width - len(texts))
    for index, cell in enumerate(cells, start=1):
        where = {"column": get_column_letter(min(index, 16_000)), "fault": cell[:80]}
        if isinstance(cell, _Fault):
            return Line(number, texts, _("Cell %(column)s %(fault)s.") % where)
        if index > width and cell.strip():
            return Line(number, texts, _("The row has more cells than there are headings; is a quotation mark or a delimiter missing?"))
        if _CONTROL.search(cell):
            return Line(
                number,
                tuple(_CONTROL.sub("", text) for text in texts),
                _("Cell %(column)s contains an invisible control character.") % where,
            )
        if len(cell) > MAX_CELL:
            return Line(
                number,
                tuple(text[:200] for text in texts),
                _("Cell %(column)s has %(length)s characters; at most %(limit)s can be read.")
                % {**where, "length": len(cell), "limit": MAX_CELL},
            )
    return Line(number, texts)


def read_rows(file: IO[bytes], *, size: int, limit_mb: int) -> Iterator[dict[str, str]]:
    """The rows of a small sibling file as {heading: cell}, faulty ones left out."""
    table = open_table(file, size=size, limit_mb=limit_mb)
    for line in table.lines():
        if not line.fault:
            yield dict(zip(table.header, line.cells, strict=True))


def bytes_table(data: bytes, *, limit_mb: int = 20) -> Sheet:
    """A table in memory; for tests and small strings."""
    return open_table(io.BytesIO(data), size=len(data), limit_mb=limit_mb)
