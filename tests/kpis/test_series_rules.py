"""Series, trend, forecast and anomalies on series whose answer is known."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from kpis import anomalies, forecasting, reading, smoothing
from kpis.reading import Aim
from kpis.series import Point, end_of_period, number_of_period, series_of, start_of_period
from kpis.trends import trend


def noise(size, scale=1.0, seed=20261123):
    return np.random.default_rng(seed).normal(scale=scale, size=size)


def monthly(values, first=date(2024, 1, 31)):
    number = number_of_period("monthly", first)
    ends = [end_of_period("monthly", number + i) for i in range(len(values))]
    return series_of([Point(end.replace(day=1), end, v) for end, v in zip(ends, values, strict=True) if v is not None], cadence="monthly")


# --- Series --------------------------------------------------------------------------------------------------------------
@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.sampled_from(["daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly"]))
def test_every_day_lies_in_its_period(day, cadence):
    number = number_of_period(cadence, day)
    assert start_of_period(cadence, number) <= day <= end_of_period(cadence, number)


def test_holes_stay_holes_and_a_period_measured_twice_is_named():
    series = monthly([1.0, None, 3.0])
    assert np.isnan(series.values).tolist() == [False, True, False]
    twice = [Point(date(2026, 1, 1), date(2026, 1, 31), 5), Point(date(2026, 1, 2), date(2026, 1, 31), 6, version=2)]
    found = series_of(twice, cadence="monthly")
    assert (found.values.tolist(), found.duplicates) == ([6.0], (date(2026, 1, 31),))


def test_finer_values_are_rolled_up_as_the_indicator_says():
    weeks = [Point(date(2026, 3, d), date(2026, 3, d + 6), v) for d, v in ((2, 10.0), (9, 20.0), (16, 60.0))]
    assert [series_of(weeks, cadence="monthly", aggregation=way).values[0] for way in ("sum", "mean", "last")] == [90.0, 30.0, 60.0]


def test_only_the_last_120_periods_are_read():
    assert len(monthly(list(range(200))).values) == 120


# --- Trend ---------------------------------------------------------------------------------------------------------------
def test_a_line_has_its_slope_and_noise_has_none():
    assert trend(np.arange(12) * 2.0, 12).slope == 2.0
    assert not trend(noise(12), 12).is_clear
    assert trend(np.array([1.0, np.nan, 2.0]), 12) is None


def test_the_interval_holds_the_slope_as_often_as_it_says():
    held = sum(found.low <= 0.5 <= found.high for found in (trend(0.5 * np.arange(12) + noise(12, seed=seed), 12) for seed in range(300)))
    assert held >= 0.92 * 300


def test_neighbours_that_resemble_each_other_widen_the_interval():
    pushes = noise(400)
    leaning = np.zeros(400)
    for i in range(1, 400):
        leaning[i] = 0.8 * leaning[i - 1] + pushes[i]
    wide = np.mean([trend(leaning[i : i + 12], 12).is_clear for i in range(0, 388, 12)])
    assert wide < 0.5


# --- Forecast ------------------------------------------------------------------------------------------------------------
def test_a_season_is_found_and_carried_on():
    values = 50 + 10 * np.sin(np.arange(60) * 2 * np.pi / 12) + noise(60, 0.5)
    found = forecasting.forecast(values, 12, steps=12)
    assert "seasonal" in found.method
    assert [value for value, _low, _high in found.band()] == pytest.approx(50 + 10 * np.sin(np.arange(60, 72) * 2 * np.pi / 12), abs=1.5)
    assert found.mase < found.mase_naive


def test_a_walk_without_a_plan_is_left_to_the_naive_forecast():
    values = np.cumsum(np.random.default_rng(3).normal(size=80))
    found = forecasting.forecast(values, 12, steps=6)
    assert found.method == "naive"
    assert set(found.mean) == {values[-1]}


def test_a_short_series_is_not_tested_but_carried_on():
    found = forecasting.forecast(np.array([3.0, 4.0]), 12, steps=2)
    assert (found.method, found.mase, found.mean.tolist()) == ("naive", None, [4.0, 4.0])
    assert forecasting.forecast(np.array([np.nan]), 12, steps=2) is None


def test_a_chosen_method_is_kept_until_it_no_longer_fits():
    values = 50 + np.arange(30) + noise(30)
    assert forecasting.forecast(values, 1, steps=3, method="ets_damped").method == "ets_damped"
    assert forecasting.forecast(values - 100, 1, steps=3, method="ets_seasonal_log").method != "ets_seasonal_log"


def test_the_fan_holds_as_much_as_it_says():
    held = []
    for seed in range(40):
        values = np.cumsum(np.random.default_rng(seed).normal(size=72))
        for (_v, low, high), truth in zip(forecasting.forecast(values[:60], 1, steps=6).band(), values[60:66], strict=True):
            held.append(low <= truth <= high)
    assert 0.70 <= np.mean(held) <= 0.97


def test_our_smoothing_is_that_of_statsmodels():
    values = 20 + np.cumsum(noise(40))
    kind, p = smoothing.KINDS["ets_level"], smoothing.Parameters(*(np.array([v]) for v in (0.3, 0.0, 1.0, 0.0)))
    states = smoothing.run(values, kind, p, 1)
    level = smoothing.initial(values, kind, 1)[0]
    theirs = SimpleExpSmoothing(values, initialization_method="known", initial_level=level).fit(smoothing_level=0.3, optimized=False)
    assert smoothing.ahead(states, 39, 3, kind, 1) == pytest.approx(theirs.forecast(3))


def test_our_theta_is_that_of_statsmodels():
    values = 20 + 0.4 * np.arange(50) + noise(50)
    theirs = ThetaModel(values, deseasonalize=False).fit()
    source = forecasting.taught_fully(values, smoothing.KINDS["theta"], 1)
    assert source.path(values, 49, 6) == pytest.approx(np.asarray(theirs.forecast(6)), rel=0.02)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=40), st.sampled_from([1, 4, 12]))
def test_no_series_breaks_the_reading(values, seasons):
    known = np.array([np.nan if v is None else v for v in values])
    found = forecasting.forecast(known, seasons, steps=4)
    if found is not None:
        assert np.isfinite(found.mean).all()
        assert (found.deviation >= 0).all()
    anomalies.limits(known, seasons)
    anomalies.shift_of(known)


# --- The chance of the target ----------------------------------------------------------------------------------------------
def test_a_target_on_the_way_is_likely_and_one_beyond_is_not():
    series = monthly(list(20 + np.arange(24) + noise(24, 0.3)))
    on = series.end_of(len(series.values) + 5)
    assert reading.read(series, Aim(on, value=46)).chance > 0.85
    assert reading.read(series, Aim(on, value=80)).chance < 0.02
    assert reading.read(series, Aim(on, value=46, rising=False)).chance < 0.15
    assert len(reading.read(series, Aim(on, value=46)).path) == 6


def test_a_target_in_the_past_or_too_far_has_no_chance_to_tell():
    series = monthly(list(range(12)))
    assert reading.read(series, Aim(date(2020, 1, 1), value=3)).chance is None
    assert reading.read(series, Aim(date(2040, 1, 1), value=3)).chance is None


# --- Anomalies -------------------------------------------------------------------------------------------------------------
def test_one_value_outside_the_limits_of_a_short_series_is_named():
    values = [50, 51, 49, 50, 52, 50, 49, 80, 51, 50]
    found = anomalies.findings(monthly(values))
    assert [(one.kind, one.value) for one in found] == [("anomaly", 80)]
    assert found[0].high < 80


def test_a_trend_is_no_anomaly():
    assert anomalies.findings(monthly(list(10 + 3 * np.arange(18) + noise(18)))) == []


def test_a_moved_level_is_named_once_and_not_as_many_anomalies():
    values = [50, 51, 49, 50, 52, 50, 49, 51, 70, 71, 69, 70, 72, 70, 71, 69]
    found = anomalies.findings(monthly(values))
    assert [(one.kind, one.on) for one in found] == [("shift", date(2024, 9, 30))]


def test_a_season_is_no_anomaly_but_a_break_in_it_is():
    values = 50 + 10 * np.sin(np.arange(96) * 2 * np.pi / 12) + np.random.default_rng(1).normal(scale=0.5, size=96)
    assert [one.kind for one in anomalies.findings(monthly(list(values)))] == []
    values[80] += 12
    assert [one.kind for one in anomalies.findings(monthly(list(values)))] == ["anomaly"]


def test_holes_and_doubles_are_named():
    assert [one.kind for one in anomalies.findings(monthly([1.0, None, 3.0]))] == ["gap"]


def test_one_outlier_does_not_blow_up_the_fan():
    values = list(50 + 0.5 * np.arange(30) + noise(30, 0.3))
    calm = reading.read(monthly(values), None).path[0]
    values[20] -= 25
    hit = reading.read(monthly(values), None)
    assert "anomaly" in [one.kind for one in hit.findings]
    assert hit.path[0][3] - hit.path[0][2] < 2 * (calm[3] - calm[2])
