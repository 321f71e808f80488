from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.periods import NotAPeriod, Period, PeriodKind

days = st.dates(min_value=date(1971, 1, 1), max_value=date(2098, 12, 31))
kinds = st.sampled_from(PeriodKind)


@pytest.mark.parametrize(
    ("text", "written", "start", "end"),
    [
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q3", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("T3 2026", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-07", "2026-07", date(2026, 7, 1), date(2026, 7, 31)),
        ("2026-W05", "2026-W05", date(2026, 1, 26), date(2026, 2, 1)),
        ("2026-W53", "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_period_is_read_and_knows_its_days(text, written, start, end):
    period = Period.parse(text)
    assert (str(period), period.start, period.end) == (written, start, end)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-13", "2027-W53", "26", "juillet", "", "2026-Q0", "0000"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(NotAPeriod, match="is not a period"):
        Period.parse(text)


def test_labels_in_both_languages():
    assert [Period.parse(text).label("fr") for text in ("2026-Q3", "2026-08", "2026-W05", "2026")] == [
        "T3 2026",
        "août 2026",
        "semaine 5, 2026",
        "2026",
    ]
    assert [Period.parse(text).label("en") for text in ("2026-Q3", "2026-08")] == ["Q3 2026", "August 2026"]


@given(days, kinds)
def test_period_contains_its_day_and_neighbours_touch(day, kind):
    period = Period.containing(day, kind)
    assert day in period
    assert period.next.start == period.end + timedelta(days=1)
    assert period.next.previous == period == period.previous.next
    assert period.previous < period < period.next
    assert Period.parse(str(period)) == period
