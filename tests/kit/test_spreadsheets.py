import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from config.kit.spreadsheets import BOM, plain_text, safe_cell, write_csv, write_xlsx


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "'=1", "+8613800000000"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    "value", [-5, 3, -2.5, Decimal("-1.20"), "-5", "-12.50", "-8%", "Hengyu", "恒宇", "'Red Band'", "", None, date(2027, 1, 2)]
)
def test_numbers_and_plain_texts_stay(value):
    assert safe_cell(value) == value


def test_control_characters_go():
    assert safe_cell("a\x00b\x0bc") == "abc"


@given(st.text())
def test_reading_back_gives_the_text_that_was_written(text):
    cleaned = "".join(c for c in text if c >= " " or c in "\t\r\n")
    written = safe_cell(cleaned)
    assert isinstance(written, str)
    assert plain_text(written) == "".join(c for c in cleaned if c not in "\ufffe\uffff")


@given(st.text())
def test_nothing_written_starts_a_formula(text):
    written = str(safe_cell(text))
    assert not written.lstrip().startswith(("=", "+", "@", "＝", "＋", "－", "＠"))


def test_csv_has_a_byte_order_mark_and_reads_back():
    data = b"".join(write_csv(["name", "n", "at"], [["=evil()", -3, datetime(2027, 1, 1, tzinfo=UTC)], ['恒宇, "融"', None, True]]))
    assert data.startswith(BOM)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows == [["name", "n", "at"], ["'=evil()", "-3", "2027-01-01 08:00"], ['恒宇, "融"', "", "1"]]


def test_csv_comes_in_chunks():
    chunks = list(write_csv(["a"], (["x" * 1000] for _ in range(1000))))
    assert len(chunks) > 10
    assert max(map(len, chunks)) < 70_000


def test_xlsx_keeps_numbers_and_has_no_formula():
    sheet = load_workbook(io.BytesIO(write_xlsx("a/b:c" * 20, ["name", "n"], [["=1+1", -3], ["恒宇", Decimal("2.50")]]))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["name", "n"], ["'=1+1", -3], ["恒宇", 2.5]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
