import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from foundation.audit import queries as ledger
from foundation.history import ChangedMeanwhile
from kpis.actions.measurements import Value, correct_measurement, record_measurements
from kpis.models import LatestMeasurement, Measurement, MonthlyValue
from kpis.refusals import Implausible, KpiRefusal

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def june(nps, value: float, **facts) -> Value:
    return Value(nps, *JUNE, value, **facts)


def test_a_measurement_is_recorded_judged_and_audited(nps, otto, at):
    record_measurements(values=[june(nps, 27)], by=otto, at=at)
    newest = LatestMeasurement.objects.get()
    assert (newest.value, newest.status) == (27, "watch")
    assert newest.attainment == pytest.approx(0.7039, abs=1e-4)
    assert MonthlyValue.objects.get().value == 27
    assert ledger.trail(nps)[0].verb == "measurements.recorded"


def test_the_same_value_again_changes_nothing(nps, otto, at):
    record_measurements(values=[june(nps, 27)], by=otto, at=at)
    assert record_measurements(values=[june(nps, 27)], by=otto, at=at).unchanged == 1
    assert Measurement.objects.count() == 1


def test_another_value_for_a_measured_period_needs_a_reason_and_keeps_both(nps, otto, at):
    record_measurements(values=[june(nps, 27)], by=otto, at=at)
    with pytest.raises(KpiRefusal, match="reason of the correction"):
        record_measurements(values=[june(nps, 29)], by=otto, at=at)
    later = at + timedelta(days=1)
    record_measurements(values=[june(nps, 29)], by=otto, at=later, correction_reason="late answers")
    assert [m.value for m in Measurement.objects.known_at(at)] == [27]
    assert [m.value for m in Measurement.objects.current()] == [29]
    assert LatestMeasurement.objects.get().value == 29


def test_two_corrections_of_one_version_the_second_is_told(nps, otto, at):
    first = record_measurements(values=[june(nps, 27)], by=otto, at=at).added[0]
    correct_measurement(measurement=first, value=28, reason="a", by=otto, at=at)
    with pytest.raises(ChangedMeanwhile):
        correct_measurement(measurement=first, value=30, reason="b", by=otto, at=at)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e301])
def test_what_is_no_number_is_refused(nps, otto, at, value):
    with pytest.raises(KpiRefusal, match="finite number"):
        record_measurements(values=[june(nps, value)], by=otto, at=at)


def test_the_future_is_not_measured(nps, otto, at):
    with pytest.raises(KpiRefusal, match="in the future"):
        record_measurements(values=[replace(june(nps, 27), period_end=date(2026, 7, 31))], by=otto, at=at)


def test_an_implausible_value_is_asked_once(nps, otto, at):
    nps.plausible_low, nps.plausible_high = -100, 100
    with pytest.raises(Implausible):
        record_measurements(values=[june(nps, 270)], by=otto, at=at)
    assert record_measurements(values=[june(nps, 270, confirmed=True)], by=otto, at=at).added


def test_one_wrong_value_stores_none(nps, otto, at):
    with pytest.raises(KpiRefusal):
        record_measurements(values=[june(nps, 27), june(nps, 28)], by=otto, at=at)
    assert not Measurement.objects.exists()


def test_the_newest_value_is_that_of_the_latest_period_whatever_comes_last(nps, otto, at):
    record_measurements(values=[june(nps, 27)], by=otto, at=at)
    record_measurements(values=[Value(nps, date(2026, 5, 1), date(2026, 5, 31), 25)], by=otto, at=at)
    newest = LatestMeasurement.objects.get()
    assert (newest.value, newest.previous_value) == (27, 25)
