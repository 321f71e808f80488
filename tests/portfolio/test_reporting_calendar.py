from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.working_days import easter, is_working_day, public_holidays
from portfolio import reporting_calendar as calendar

AUGUST = [(date(2026, 8, 3), date(2026, 8, 23))]
CADENCES = ["weekly", "fortnightly", "monthly", "quarterly"]
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))]
)
def test_easter(year, day):
    assert easter(year) == day


def test_the_eleven_holidays():
    assert len(public_holidays(2026)) == 11
    assert date(2026, 5, 14) in public_holidays(2026)  # Ascension


def test_a_monthly_duty_skips_new_year_and_weekends():
    assert calendar.first_due_after(date(2026, 12, 15), "monthly") == date(2027, 1, 4)


def test_the_august_closure_moves_duties_to_the_return():
    assert calendar.first_due_after(date(2026, 7, 28), "weekly", AUGUST) == date(2026, 8, 24)


def test_a_report_made_a_little_early_answers_for_the_coming_due_day():
    assert calendar.due_after_report(date(2026, 9, 28), "monthly") == date(2026, 11, 2)
    assert calendar.due_after_report(date(2026, 9, 10), "monthly") == date(2026, 10, 1)


def test_the_colour_is_outdated_three_days_after_the_due_day():
    due = date(2026, 10, 1)
    assert not calendar.is_outdated(due=due, as_of=due + timedelta(days=3))
    assert calendar.is_outdated(due=due, as_of=due + timedelta(days=4))


def test_an_unknown_cadence_is_named():
    with pytest.raises(ValueError, match="yearly"):
        calendar.first_due_after(date(2026, 1, 1), "yearly")


@given(days, st.sampled_from(CADENCES))
def test_due_days_are_working_days_ahead_and_never_far(day, cadence):
    due = calendar.first_due_after(day, cadence)
    assert due > day
    assert is_working_day(due)
    assert due - day <= timedelta(days={"weekly": 12, "fortnightly": 19, "monthly": 36, "quarterly": 97}[cadence])


@given(days, days, st.sampled_from(CADENCES))
def test_a_later_report_is_never_due_earlier(one, other, cadence):
    first, second = sorted((one, other))
    assert calendar.due_after_report(first, cadence) <= calendar.due_after_report(second, cadence)
