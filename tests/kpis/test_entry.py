"""What people write as values and periods, and the sentence each mistake gets."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import entry, rhythm
from kpis.refusals import KpiRefusal


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("1 234,5", True, 1234.5),
        ("1,234.5", True, 1234.5),
        ("1.234,5", False, 1234.5),
        ("1,234", True, 1.234),
        ("1,234", False, 1234),
        ("1.234", True, 1234),
        ("1.234", False, 1.234),
        ("0,5", False, 0.5),
        ("0.500", True, 0.5),
        ("−3,2", True, -3.2),
        ("12 %", True, 12),
        ("1'234'567", True, 1234567),
        ("2,5e3", True, 2500),
    ],
)
def test_numbers_are_read_as_people_write_them(text, comma, value):
    assert entry.read_value(text, unit="%", comma_is_decimal=comma) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("NaN", "finite"),
        ("Infinity", "finite"),
        ("-inf", "finite"),
        ("1e400", "finite"),
        ("∞", "finite"),
        ("#DIV/0!", "finite"),
        ("à voir", "no number"),
        ("", "no number"),
        ("12 kg", "convert"),
        ("--3", "no number"),
    ],
)
def test_what_is_no_value_gets_a_sentence(text, sentence):
    with pytest.raises(KpiRefusal, match=sentence):
        entry.read_value(text, unit="t")


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_what_is_shown_can_be_typed_again(value):
    text = f"{value:.4f}"
    assert math.isclose(entry.read_value(text.replace(".", ",")), float(text), abs_tol=1e-9) or abs(float(text)) >= 1000


@pytest.mark.parametrize(
    ("cadence", "day", "span"),
    [
        ("monthly", date(2026, 2, 10), (date(2026, 2, 1), date(2026, 2, 28))),
        ("quarterly", date(2026, 2, 10), (date(2026, 1, 1), date(2026, 3, 31))),
        ("half_yearly", date(2026, 7, 1), (date(2026, 7, 1), date(2026, 12, 31))),
        ("yearly", date(2026, 7, 1), (date(2026, 1, 1), date(2026, 12, 31))),
        ("weekly", date(2026, 7, 1), (date(2026, 6, 29), date(2026, 7, 5))),
        ("daily", date(2026, 7, 1), (date(2026, 7, 1), date(2026, 7, 1))),
    ],
)
def test_a_day_lies_in_one_period_of_each_rhythm(cadence, day, span):
    assert rhythm.period_of(cadence, day) == span
    assert rhythm.last_finished(cadence, day)[1] < day


@pytest.mark.parametrize(
    ("text", "cadence", "end"),
    [
        ("2026-06", "monthly", date(2026, 6, 30)),
        ("T2 2026", "quarterly", date(2026, 6, 30)),
        ("2026-H1", "half_yearly", date(2026, 6, 30)),
        ("S2 2025", "half_yearly", date(2025, 12, 31)),
        ("2025", "yearly", date(2025, 12, 31)),
        ("2026-06-15", "monthly", date(2026, 6, 30)),
    ],
)
def test_periods_are_read(text, cadence, end):
    assert rhythm.read_period(text, cadence)[1] == end


@pytest.mark.parametrize(("text", "cadence"), [("2026", "monthly"), ("juin", "monthly"), ("2026-06", "yearly"), ("2026-13", "monthly")])
def test_another_period_is_refused_with_a_sentence(text, cadence):
    with pytest.raises(KpiRefusal, match="period"):
        rhythm.read_period(text, cadence)


def test_an_indicator_without_cadence_is_told():
    with pytest.raises(KpiRefusal, match="rhythm of measurement"):
        rhythm.period_of("", date(2026, 1, 1))


def test_an_indicator_without_a_rhythm_is_told_to_have_one():
    with pytest.raises(KpiRefusal, match="choose how often it is measured"):
        rhythm.read_period("2026-06-30", "")
