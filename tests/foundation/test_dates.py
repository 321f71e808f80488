from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.dates import AmbiguousDate, DateStyle, NotADate, from_serial, infer_style, is_plausible, parse_date
from foundation.refusals import Refusal

DAY, MONTH, ISO, WORDS = DateStyle.DAY_FIRST, DateStyle.MONTH_FIRST, DateStyle.ISO, DateStyle.WORDS


@pytest.mark.parametrize(
    ("text", "style", "day"),
    [
        ("31/05/2010", DAY, date(2010, 5, 31)),
        ("30.06.08", DAY, date(2008, 6, 30)),
        ("31.12.40", DAY, date(2040, 12, 31)),
        ("01.01.70", DAY, date(1970, 1, 1)),
        ("09/01/2019 12:00:00 AM", MONTH, date(2019, 9, 1)),
        ("2016-08-18 18:55:01", ISO, date(2016, 8, 18)),
        ("2016-08-18T18:55:01Z", ISO, date(2016, 8, 18)),
        ("1er juillet 2026", WORDS, date(2026, 7, 1)),
        ("14 août 2026", WORDS, date(2026, 8, 14)),
        ("14 AOUT 2026", WORDS, date(2026, 8, 14)),
        ("juil. 2026", WORDS, date(2026, 7, 1)),
        ("March 31, 2020", WORDS, date(2020, 3, 31)),
        ("1-Jul-2026", WORDS, date(2026, 7, 1)),
        ("45000", DateStyle.SERIAL, date(2023, 3, 15)),
        ("2014", DateStyle.YEAR, date(2014, 1, 1)),
        ("2014-02", DateStyle.YEAR_MONTH, date(2014, 2, 1)),
    ],
)
def test_dates_are_read_in_their_style(text, style, day):
    assert parse_date(text, style) == day


def test_bare_year_or_month_may_stand_for_its_last_day():
    assert parse_date("2014", DateStyle.YEAR, last_day=True) == date(2014, 12, 31)
    assert parse_date("2024-02", DateStyle.YEAR_MONTH, last_day=True) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "style"), [("0000-00-00", ISO), ("31/02/2020", DAY), ("2026-13-01", ISO), ("29.02.2023", DAY), ("99999999", DateStyle.SERIAL)]
)
def test_dates_that_do_not_exist_are_refused(text, style):
    with pytest.raises(NotADate):
        parse_date(text, style)


def test_refused_date_says_what_to_do():
    with pytest.raises(NotADate, match=r"does not exist\. Correct"):
        parse_date("31/02/2020", DAY)
    with pytest.raises(NotADate, match="not a date written Y-m-d"):
        parse_date("TBD", ISO)


def test_column_proves_its_style():
    assert infer_style(["01/02/2020", "13/02/2020"]) is DAY
    assert infer_style(["01/02/2020", "02/13/2020"]) is MONTH
    assert infer_style(["2020-01-02"]) is ISO
    assert infer_style(["2019", "2020"]) is DateStyle.YEAR
    assert infer_style([]) is None


def test_column_that_proves_nothing_is_refused():
    with pytest.raises(AmbiguousDate, match="day or with the month"):
        infer_style(["01/02/2020", "03/04/2020"])


def test_column_of_two_styles_names_the_odd_one():
    with pytest.raises(NotADate, match="31/12/2020"):
        infer_style(["2020-01-01", "31/12/2020"])


def test_spreadsheet_serials_count_like_spreadsheets():
    assert from_serial(1) == date(1900, 1, 1)
    assert from_serial(59) == date(1900, 2, 28)
    assert from_serial(61) == date(1900, 3, 1)
    assert from_serial(0.5 + 45000) == date(2023, 3, 15)
    assert from_serial(43543, epoch_1904=True) == date(2023, 3, 20)
    for serial in (0, -3, 60, 3_000_000):
        with pytest.raises(NotADate):
            from_serial(serial)


def test_implausible_years_are_read_and_flagged():
    assert is_plausible(parse_date("1970", DateStyle.YEAR))
    assert is_plausible(date(2099, 12, 31))
    assert not is_plausible(parse_date("12/31/2108", MONTH))


days = st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31))


@given(days)
def test_every_style_gives_its_date_back(day):
    assert parse_date(f"{day:%Y-%m-%d}", ISO) == day
    assert parse_date(f"{day:%d/%m/%Y}", DAY) == day
    assert parse_date(f"{day:%d.%m.%y}", DAY) == day
    assert parse_date(f"{day:%m/%d/%Y}", MONTH) == day
    assert parse_date(f"{day:%d %B %Y}", WORDS) == day


@given(st.lists(days, min_size=1, max_size=20))
def test_column_is_never_read_in_the_wrong_order(column):
    written = [f"{day:%d/%m/%Y}" for day in column]
    try:
        style = infer_style(written)
    except AmbiguousDate:
        return
    assert [parse_date(text, style) for text in written] == column


@given(st.text(max_size=40), st.sampled_from(DateStyle))
def test_any_text_is_a_date_or_refused(text, style):
    with suppress(Refusal):
        assert isinstance(parse_date(text, style), date)
