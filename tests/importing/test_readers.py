"""Every nasty file is one clear sentence; every honest one is read."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.kit.spreadsheets import write_csv, write_xlsx
from importing.readers import MAX_CELL, Unreadable, bytes_table, open_table
from tests.importing.conftest import csv_bytes, xlsx_bytes

HEADER = ["企业名称", "统一社会信用代码"]
ROWS = [["恒宇汽车有限公司", "91330200000000001M"], ["蓝河物流（宁波）有限公司", "9133020000000000XX"]]


def cells(data: bytes) -> list[tuple[str, ...]]:
    table = bytes_table(data)
    return [table.header, *(line.cells for line in table.lines())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding, delimiter):
    assert cells(csv_bytes(HEADER, ROWS, encoding, delimiter)) == [tuple(HEADER), *map(tuple, ROWS)]


def test_xlsx():
    assert cells(xlsx_bytes([HEADER, *ROWS])) == [tuple(HEADER), *map(tuple, ROWS)]


def test_xlsx_values_become_texts():
    import datetime

    row = ["12", 12, 12.0, 1.5, True, datetime.date(2027, 3, 1), datetime.datetime(2027, 3, 1, 8, 30), None]
    header = [f"c{n}" for n in range(len(row))]
    assert cells(xlsx_bytes([header, row]))[1] == ("12", "12", "12", "1.5", "1", "2027-03-01", "2027-03-01 08:30", "")


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_the_spreadsheet():
    table = bytes_table(b"a,b\n\n1,2\n,\n3,4\n")
    assert [(line.number, line.cells) for line in table.lines()] == [(3, ("1", "2")), (5, ("3", "4"))]


@given(st.lists(st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn"])), min_size=2, max_size=2), min_size=1, max_size=5))
def test_our_own_export_reads_back(rows):
    rows = [[cell.strip() for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    expected = [tuple(row) for row in rows]
    assert cells(b"".join(write_csv(["a", "b"], rows)))[1:] == expected


def test_our_own_workbook_reads_back():
    rows = [["=1+1", "恒宇"], ["-x", "+86 574"]]
    assert cells(write_xlsx("t", ["a", "b"], rows))[1:] == [tuple(row) for row in rows]


REFUSED = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n", "no headings"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "another kind"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old or password-protected"),
    "western": ("nome;município\nJoão;São João da Ponte\nAntônia;Januária é ótima\n".encode("cp1252"), "neither UTF-8 nor GBK"),
    "torn utf-8": (b"\xef\xbb\xbfname\n\xff\xfe\xff", "damaged"),
    "title above": ("2027年企业名单,,\n企业名称,代码,地址\n".encode() + b"a,b,c\n", "delete titles above the headings"),
    "no heading": (b"name,,code\na,b,c\n", "Column B has no heading"),
    "same heading twice": (b"name,code,Name\na,b,c\n", "“Name” stands twice, in columns A and C"),
    "open quotation mark": (b'name,code\n"a,b\nc,d\ne,f\n', "quotation mark is opened in row 2"),
    "huge open quotation mark": (b'name,code\n"' + b"a,b\n" * 90_000, "quotation mark"),
    "too many columns": (",".join(f"c{n}" for n in range(300)).encode(), "more than 200 columns"),
    "some zip": (b"", "not an XLSX workbook"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_file_that_cannot_be_read_is_one_sentence(name):
    data, words = REFUSED[name]
    if name == "some zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("hello.txt", "x")
        data = out.getvalue()
    with pytest.raises(Unreadable, match=words) as refusal:
        cells(data)
    assert str(refusal.value).endswith((".", "?"))


def test_too_large_is_said_before_anything_is_read():
    with pytest.raises(Unreadable, match="has 100 MB; at most 20 MB"):
        open_table(io.BytesIO(b"name"), size=100_000_000, limit_mb=20)


def bomb(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([HEADER]))) as honest, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part in honest.infolist():
            if part.filename != "xl/worksheets/sheet1.xml":
                package.writestr(part, honest.read(part))
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(size // 1_000_000):
                sheet.write(b" " * 1_000_000)
    return out.getvalue()


def test_a_zip_bomb_is_not_unpacked():
    data = bomb(250_000_000)
    assert len(data) < 1_000_000
    with pytest.raises(Unreadable, match="far too large"):
        bytes_table(data)


def test_xml_entities_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([HEADER]))) as honest, zipfile.ZipFile(out, "w") as package:
        for part in honest.infolist():
            body = honest.read(part)
            if part.filename == "xl/workbook.xml":
                body = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + body
            package.writestr(part, body)
    with pytest.raises(Unreadable, match="damaged"):
        bytes_table(out.getvalue())


def test_a_cut_off_workbook():
    with pytest.raises(Unreadable, match="damaged"):
        bytes_table(xlsx_bytes([HEADER, *ROWS])[:-2000])


def test_merged_cells_are_named():
    with pytest.raises(Unreadable, match="Cells A1:C1 of sheet “Sheet” are merged"):
        bytes_table(xlsx_bytes([["2027", None, None], ["a", "b", "c"]], merge="A1:C1"))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["=1+1", "x"], "Cell A holds a formula"),
        (["x", "#N/A"], "Cell B holds the spreadsheet error #N/A"),
    ],
)
def test_cells_that_are_no_values_refuse_their_row_only(row, words):
    table = bytes_table(xlsx_bytes([["a", "b"], row, ["1", "2"]]))
    bad, good = table.lines()
    assert words in bad.fault
    assert (good.cells, good.fault) == (("1", "2"), "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,2,3\n", "more cells than there are headings"),
        (b"a,b\n1\x00,2\n", "invisible control character"),
        (b"a,b\n" + b"x" * (MAX_CELL + 1) + b",2\n", "20001 characters"),
    ],
)
def test_rows_that_are_wrong_by_themselves(data, words):
    (line,) = bytes_table(data).lines()
    assert words in line.fault


def test_a_short_row_is_filled_up_and_a_quoted_line_break_is_one_row():
    table = bytes_table(b'a,b,c\n1\n"x\ny",2,3\n')
    assert [(line.number, line.cells, line.fault) for line in table.lines()] == [(2, ("1", "", ""), ""), (3, ("x\ny", "2", "3"), "")]


def test_a_line_separator_inside_a_cell_does_not_break_the_row():
    table = bytes_table("a,b\none\u2028two,\x85x\n".encode())
    assert [line.cells[0] for line in table.lines()] == ["one\u2028two"]


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    with suppress(Unreadable):
        list(bytes_table(data).lines())


@pytest.mark.parametrize(("most", "is_read"), [(2, True), (1, False)])
def test_a_file_has_so_many_rows_and_not_one_more(monkeypatch, most, is_read):
    monkeypatch.setattr("importing.readers.MAX_ROWS", most)
    table = bytes_table(csv_bytes(HEADER, ROWS))
    if is_read:
        assert len(list(table.lines())) == 2
    else:
        with pytest.raises(Unreadable, match="more than 1 rows"):
            list(table.lines())


def rewritten(data: bytes, part: str, change) -> bytes:
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as honest, zipfile.ZipFile(out, "w") as package:
        for one in honest.infolist():
            body = honest.read(one)
            package.writestr(one, change(body) if one.filename == part else body)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_with_broken_parts_is_damaged():
    whole = xlsx_bytes([HEADER, *ROWS])
    with pytest.raises(Unreadable, match="damaged"):
        bytes_table(rewritten(whole, "xl/workbook.xml", lambda body: b"<workbook>"))
    with pytest.raises(Unreadable, match="damaged"):
        bytes_table(rewritten(whole, SHEET, lambda body: body[: len(body) // 2]))


def test_a_workbook_that_hides_everything_shows_nothing():
    hidden = rewritten(xlsx_bytes([HEADER]), "xl/workbook.xml", lambda body: body.replace(b'state="visible"', b'state="hidden"'))
    with pytest.raises(Unreadable, match="no visible sheet"):
        bytes_table(hidden)


def test_a_workbook_may_carry_pictures():
    out = io.BytesIO(xlsx_bytes([HEADER, *ROWS]))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/media/image1.png", b"\x89PNG<!DOCTYPE")
    assert cells(out.getvalue())[0] == tuple(HEADER)


def test_a_whole_number_written_with_a_point_is_a_whole_number():
    data = rewritten(xlsx_bytes([["a", "b"], [7777, 1.5]]), SHEET, lambda body: body.replace(b"7777", b"7777.0"))
    assert cells(data)[1] == ("7777", "1.5")


def test_times_of_day_are_written_out():
    import datetime

    assert cells(xlsx_bytes([["a", "b"], [datetime.time(8, 30), "x"]]))[1] == ("08:30:00", "x")


@pytest.mark.parametrize(("row", "words"), [([f"c{n}" for n in range(1001)], "more than 200 columns"), (["=A1", "b"], "is a formula")])
def test_a_workbook_whose_headings_are_none(row, words):
    with pytest.raises(Unreadable, match=words):
        bytes_table(xlsx_bytes([row]))
