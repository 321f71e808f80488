"""The night of the indicators: only what changed is read, each on its own merits, whoever is called how often."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cmo_portal import waiting
from foundation.audit.models import LedgerEntry
from kpis import nights, reading
from kpis.actions import definitions, readings
from kpis.actions.measurements import Value, correct_measurement, record_measurements
from kpis.models import Alert, ChangedSeries, Forecast, LatestMeasurement, Measurement, SeriesNight
from kpis.series import end_of_period, number_of_period, start_of_period

DAY = date(2026, 7, 2)


@pytest.fixture
def night_at(at):
    """The night after the acts, two in the morning."""
    return at + timedelta(hours=14)


def measure(indicator, values, by, at, last=date(2026, 6, 30)):
    """One value a month up to `last`."""
    number = number_of_period("monthly", last) - len(values) + 1
    places = [(start_of_period("monthly", number + i), end_of_period("monthly", number + i)) for i in range(len(values))]
    record_measurements(values=[Value(indicator, *place, v) for place, v in zip(places, values, strict=True)], by=by, at=at)


def work(at, worker="one"):
    nights.ensure_night(day=DAY, at=at)
    return readings.work(worker=worker, clock=lambda: at)


def test_a_changed_series_is_read_and_then_left_alone(nps, otto, at, night_at):
    measure(nps, [18 + i for i in range(12)], otto, at)
    assert ChangedSeries.objects.count() == 1
    done = work(night_at)
    assert (done.read, done.chosen, done.failed) == (1, 1, 0)
    found = Forecast.objects.get()
    assert (found.periods, found.error) == (12, "")
    assert found.trend == pytest.approx(1.0)
    assert found.path[-1][0] == "2026-12-31"
    assert not ChangedSeries.objects.exists()
    assert SeriesNight.objects.get().finished_at == night_at
    assert work(night_at).read == 0


def test_another_night_reads_only_what_changed_and_keeps_the_method(nps, otto, at, night_at):
    other = definitions.create_indicator(by=otto, at=at, code="X", name_fr="X", name_en="X", direction="up")
    measure(nps, [18 + i for i in range(12)], otto, at)
    measure(other, [5.0] * 12, otto, at)
    assert work(night_at).read == 2
    measurement = Measurement.objects.current().filter(indicator=nps).first()
    correct_measurement(measurement=measurement, value=30, reason="late answers", by=otto, at=night_at + timedelta(hours=8))
    nights.ensure_night(day=DAY + timedelta(days=1), at=night_at + timedelta(days=1))
    done = readings.work(worker="one", clock=lambda: night_at + timedelta(days=1))
    assert (done.read, done.chosen) == (1, 0)
    assert "restated" in [one["kind"] for one in Forecast.objects.get(indicator=nps).anomalies]


def test_a_method_is_chosen_anew_after_a_month(nps, otto, at, night_at):
    measure(nps, [18 + i for i in range(12)], otto, at)
    work(night_at)
    Forecast.objects.update(method_chosen_on=DAY - timedelta(days=40))
    definitions.edit_indicator(indicator=nps, version=nps.version, by=otto, at=at, unit="points")
    nights.ensure_night(day=DAY + timedelta(days=1), at=night_at)
    assert readings.work(worker="one", clock=lambda: night_at).chosen == 1
    assert Forecast.objects.get().method_chosen_on == DAY + timedelta(days=1)


def test_two_workers_share_and_never_read_twice(nps, otto, at, night_at):
    measure(nps, [1.0, 2.0], otto, at)
    claimed = nights.claim(worker="one", at=night_at)
    assert list(claimed.changes) == [nps.pk]
    assert not nights.claim(worker="two", at=night_at).changes
    assert nights.claim(worker="two", at=night_at + nights.SILENCE * 2).changes


def test_what_changes_while_it_is_read_waits_for_the_next_reading(nps, otto, at, night_at):
    measure(nps, [1.0, 2.0], otto, at)
    claimed = nights.claim(worker="one", at=night_at)
    measure(nps, [3.0], otto, at, last=date(2026, 4, 30))
    nights.release(claimed)
    assert ChangedSeries.objects.get().claimed_at is None


def test_a_series_that_cannot_be_read_is_named_and_stops_no_other(nps, otto, at, night_at, monkeypatch):
    other = definitions.create_indicator(by=otto, at=at, code="X", name_fr="X", name_en="X", direction="up")
    measure(nps, [1.0, 2.0], otto, at)
    measure(other, [7.0, 8.0], otto, at)
    read = reading.read
    monkeypatch.setattr(reading, "read", lambda series, aim, method: 1 / 0 if series.values[0] == 7 else read(series, aim, method=method))
    assert work(night_at).failed == 1
    assert Forecast.objects.get(indicator=other).error == "ZeroDivisionError: division by zero"
    assert Forecast.objects.get(indicator=nps).method == "naive"


def test_a_reading_that_holds_no_number_is_named_and_stops_no_other(nps, otto, at, night_at, monkeypatch):
    measure(nps, [1.0, 2.0], otto, at)
    read = reading.read

    def odd(series, aim, method):
        found = read(series, aim, method=method)
        return reading.Reading(found.forecast, [(DAY, float("inf"), 0.0, 0.0)])

    monkeypatch.setattr(reading, "read", odd)
    assert work(night_at).failed == 1
    assert Forecast.objects.get().path == []


def test_a_reading_the_database_refuses_is_named_and_stops_no_other(nps, otto, at, night_at, monkeypatch):
    other = definitions.create_indicator(by=otto, at=at, code="X", name_fr="X", name_en="X", direction="up")
    measure(nps, [1.0, 2.0], otto, at)
    measure(other, [7.0, 8.0], otto, at)
    fill = readings._fill

    def odd(row, found, known):
        fill(row, found, known)
        if row.indicator_id == other.pk:
            row.method = "m" * 30

    monkeypatch.setattr(readings, "_fill", odd)
    assert work(night_at).failed == 1
    assert "too long" in Forecast.objects.get(indicator=other).error
    assert Forecast.objects.get(indicator=nps).error == ""


def test_a_level_that_moves_beside_a_hole_is_stored(nps, otto, at, night_at):
    for year, level in ((2023, 50.0), (2025, 90.0)):
        measure(nps, [level + (n % 2) for n in range(12)], otto, at, last=date(year, 12, 31))
    assert work(night_at).failed == 0
    assert "shift" in [one["kind"] for one in Forecast.objects.get().anomalies]


def test_a_series_that_ends_its_workers_is_given_up_and_named(nps, otto, at, night_at):
    measure(nps, [1.0, 2.0], otto, at)
    ChangedSeries.objects.update(attempts=nights.MOST_ATTEMPTS)
    work(night_at)
    assert "ended 3 times" in Forecast.objects.get().error


def test_the_pace_moves_with_the_date_without_a_new_value(nps, otto, at, night_at):
    measure(nps, [28.0], otto, at)
    assert LatestMeasurement.objects.get().status == "watch"
    nights.ensure_night(day=date(2026, 11, 20), at=night_at)
    readings.work(worker="one", clock=lambda: night_at)
    assert LatestMeasurement.objects.get().status == "off_track"


def test_alerts_are_raised_once_and_closed_when_they_no_longer_hold(nps, otto, at, night_at):
    measure(nps, [21.0], otto, at)
    work(night_at)
    assert list(Alert.objects.values_list("kind", "closed_at")) == [("off_track", None)]
    measure(nps, [40.0], otto, night_at + timedelta(days=40), last=date(2026, 7, 31))
    nights.ensure_night(day=date(2026, 8, 12), at=night_at)
    readings.work(worker="one", clock=lambda: night_at)
    assert Alert.objects.get(kind="off_track").closed_at == night_at


def test_a_late_value_is_an_alert(nps, otto, at, night_at):
    measure(nps, [25.0], otto, at, last=date(2026, 4, 30))
    work(night_at)
    assert Alert.objects.get(kind="stale").on == date(2026, 6, 7)


def test_the_relay_wants_the_night_once(nps, otto, at, night_at, settings):
    assert [w.task for w in nights.wanted_work(night_at)] == [nights.ENSURE]
    nights.ensure_tonight(at=night_at)
    nights.ensure_tonight(at=night_at)
    assert SeriesNight.objects.count() == 1
    assert [w.task for w in nights.wanted_work(night_at)] == [nights.WORK]
    assert nights.wanted_work in waiting.SOURCES
    readings.work(worker="one", clock=lambda: night_at)
    assert nights.wanted_work(night_at) == []


def test_reading_leaves_no_trace_in_the_ledger(nps, otto, at, night_at):
    measure(nps, [1.0, 2.0], otto, at)
    before = LedgerEntry.objects.count()
    work(night_at)
    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize("size", [3, 12])
def test_the_night_reads_many_series_with_few_statements(otto, at, night_at, size, django_assert_max_num_queries):
    for number in range(size):
        indicator = definitions.create_indicator(by=otto, at=at, code=f"I{number}", name_fr="I", name_en="I", direction="up")
        measure(indicator, [1.0, 2.0, 3.0], otto, at)
    with django_assert_max_num_queries(36):
        assert work(night_at).read == size


def test_the_clock_of_the_command_is_read_at_the_edge(nps, otto, at):
    from django.core.management import call_command

    measure(nps, [1.0, 2.0], otto, at)
    call_command("read_series", verbosity=0)
    assert Forecast.objects.get().computed_at <= timezone.now()
