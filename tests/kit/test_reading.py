from datetime import date, datetime

import pytest
from django.utils import translation

from config.kit.errors import DomainError
from config.kit.reading import read_date, read_whole, read_year


@pytest.mark.parametrize(
    "value",
    [
        "2027-03-01",
        "2027/3/1",
        "2027.3.1",
        "20270301",
        "2027年3月1日",
        " ２０２７-03-01 ",
        "2027-03-01 00:00:00",
        datetime(2027, 3, 1),
        date(2027, 3, 1),
    ],
)
def test_dates_as_people_write_them(value):
    assert read_date(value) == date(2027, 3, 1)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_no_date(value):
    assert read_date(value) is None


@pytest.mark.parametrize("value", ["01/03/2027", "yesterday", "2027-02-30", "99999-01-01", "2027-13-01", "0000-01-01", "45000"])
def test_what_is_no_date_is_refused_with_the_value(value):
    with translation.override("en"), pytest.raises(DomainError, match=value):
        read_date(value)


def test_an_odd_but_possible_date_is_left_to_the_rules():
    assert read_date("0201-03-01") == date(201, 3, 1)
    assert read_date("5015-03-01") == date(5015, 3, 1)


@pytest.mark.parametrize(("value", "year"), [("2024", 2024), ("2024级", 2024), (2024, 2024), (2024.0, 2024), ("", None)])
def test_years(value, year):
    assert read_year(value, first=1990, last=2030) == year


@pytest.mark.parametrize("value", ["201", "5015", "twenty"])
def test_years_that_cannot_be(value):
    with pytest.raises(DomainError):
        read_year(value, first=1990, last=2030)


@pytest.mark.parametrize(("value", "number"), [("1,200", 1200), ("12.0", 12), (7, 7), ("-3", -3), (None, None)])
def test_whole_numbers(value, number):
    assert read_whole(value) == number


@pytest.mark.parametrize("value", ["1.5", "12a", "1,2,3", "9" * 40, float("nan"), "١٢"])
def test_no_whole_number(value):
    if value == "١٢":
        assert read_whole(value) == 12  # NFKC and \d take any decimal digit
        return
    with pytest.raises(DomainError):
        read_whole(value)


def test_bounds_are_named():
    with translation.override("en"), pytest.raises(DomainError, match="between 1 and 9"):
        read_whole("10", least=1, most=9)
