"""Pace, freshness and status of an indicator. The figures are the worked example of the score's specification."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis import attainment as rules


def path(baseline: float, target: float, shape: int = rules.LINEAR, **changes: object) -> rules.Paths:
    """One indicator's path over the year 2026."""
    facts = {
        "shape": np.array([shape]),
        "baseline": np.array([baseline]),
        "target": np.array([target]),
        "baseline_on": np.array(["2026-01-01"], "datetime64[D]"),
        "target_on": np.array(["2026-12-31"], "datetime64[D]"),
        "low": np.array([np.nan]),
        "high": np.array([np.nan]),
        "tolerance": np.array([0.0]),
        "step_on": np.empty((1, 0), "datetime64[D]"),
        "step_value": np.empty((1, 0)),
    }
    return rules.Paths(**(facts | changes))


JULY = np.array(["2026-07-01"], "datetime64[D]")


def judge(p: rules.Paths, value: float) -> float:
    return float(rules.attainment(p, np.array([value]), rules.expected_to_date(p, JULY))[0])


def test_nps_of_the_worked_example():
    p = path(20, 40)
    assert rules.expected_to_date(p, JULY)[0] == pytest.approx(29.945, abs=5e-4)
    assert judge(p, 27) == pytest.approx(0.7039, abs=5e-5)


def test_lower_is_better_works_alike_and_more_than_expected_counts_once():
    assert judge(path(12, 6), 8.5) == 1.0


def test_processing_days_lose_weight_when_old():
    measured = JULY - np.timedelta64(90, "D")
    f = rules.freshness(measured, JULY, np.array([30.0]), np.array([7.0]))
    assert f[0] == pytest.approx(0.2939, abs=5e-5)


def test_a_range_is_whole_inside_and_falls_to_nothing_at_the_tolerance():
    p = path(0, 0, rules.RANGE, low=np.array([52.0]), high=np.array([60.0]), tolerance=np.array([10.0]))
    assert [judge(p, v) for v in (52, 60, 63, 70, 45)] == [1.0, 1.0, pytest.approx(0.7), 0.0, pytest.approx(0.3)]


def test_steps_expect_the_last_one_reached():
    steps = {"step_on": np.array([["2026-03-31", "2026-09-30"]], "datetime64[D]"), "step_value": np.array([[25.0, 40.0]])}
    p = path(20, 40, rules.STEPPED, **steps)
    assert rules.expected_to_date(p, JULY)[0] == 25.0
    assert np.isnan(rules.expected_to_date(p, np.array(["2026-02-01"], "datetime64[D]"))[0])


values = st.floats(-1e6, 1e6, allow_nan=False)


@given(values, values, values)
def test_direction_is_symmetric(b, t, x):
    if abs(t - b) < 1e-3:
        return
    assert judge(path(b, t), x) == pytest.approx(judge(path(-b, -t), -x), abs=1e-9)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_ageing_never_helps(one, other):
    younger, older = sorted((one, other))
    f = rules.freshness(JULY - np.array([younger, older]), np.repeat(JULY, 2), np.array([30.0, 30.0]), np.array([7.0, 7.0]))
    assert f[0] >= f[1]


def status(attained: float, previous: str) -> str:
    return rules.status_of(attained=attained, previous=previous, watch_below=0.9, off_below=0.6, margin=0.05)


def test_a_value_at_the_border_does_not_flip():
    assert [status(v, "on_track") for v in (0.91, 0.89, 0.86, 0.84)] == ["on_track", "on_track", "on_track", "watch"]
    assert [status(v, "watch") for v in (0.89, 0.91, 0.94, 0.95)] == ["watch", "watch", "watch", "on_track"]


def test_a_fall_through_both_borders_is_seen_at_once():
    assert status(0.1, "on_track") == "off_track"
    assert status(1.0, "off_track") == "on_track"


@given(st.floats(0, 1), st.sampled_from(["on_track", "watch", "off_track", "no_data"]))
def test_a_status_that_was_given_stays_given(attained, previous):
    first = status(attained, previous)
    assert status(attained, first) == first


def test_the_barometer_s_rule():
    rule = rules.attained_by_target_date
    assert rule(baseline=10, target=20, latest=25, rising=True) == 1.0
    assert rule(baseline=10, target=5, latest=7, rising=True) == 1.0
    assert rule(baseline=10, target=5, latest=4, rising=True) == 0.0
    assert rule(baseline=10, target=5, latest=7.5, rising=False) == 0.5
    assert rule(baseline=10, target=20, latest=5, rising=True) == 0.0
