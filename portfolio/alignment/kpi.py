"""K, evidence by indicators: progress against the pace due today, decayed by age. Source: alignment.md, K."""

from dataclasses import dataclass

import numpy as np

from portfolio.alignment.columns import LINEAR, RANGE, STEPPED, Bools, Columns, Days, Floats, Indicators, Ints
from portfolio.alignment.parameters import Parameters


@dataclass(frozen=True, slots=True)
class IndicatorFactors:
    """A project's indicators at their date: attainment n, freshness f (0 when never measured), and whether the measurement is due."""

    owner: Ints
    key: Ints
    share: Floats
    attained: Floats
    fresh: Floats
    due: Bools
    measured: Bools
    source: Floats


def indicator_factors(columns: Columns, p: Parameters) -> IndicatorFactors:
    """Judge each indicator at its project's dates."""
    rows = columns.indicators
    paced = columns.projects.pace_on[rows.owner]
    aged = columns.projects.aged_on[rows.owner]
    expected = expected_to_date(rows, paced)
    measured = ~np.isnan(rows.value) & ~np.isnat(rows.measured_on)
    return IndicatorFactors(
        owner=rows.owner,
        key=rows.key,
        share=rows.share,
        attained=np.where(measured, attainment(rows, expected), 0.0),
        fresh=np.where(measured, freshness(rows, aged, p), 0.0),
        due=_due(rows, expected, measured, columns, p),
        measured=measured,
        source=np.array([p.source_automatic, p.source_evidenced, p.source_manual])[rows.source],
    )


def elapsed_share(start: Days, end: Days, today: Days) -> Floats:
    """Return φ, the share of the way from baseline date to target date, clipped to 0–1."""
    length = (end - start) / np.timedelta64(1, "D")
    gone = (today - start) / np.timedelta64(1, "D")
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = np.where(length > 0, gone / length, np.where(gone >= 0, 1.0, 0.0))
    return np.asarray(np.clip(share, 0.0, 1.0), np.float64)


def expected_to_date(rows: Indicators, today: Days) -> Floats:
    """Return e, the value the plan expects today: on the line, or the last step reached (NaN before the first). NaN for a range."""
    linear = rows.baseline + (rows.target - rows.baseline) * elapsed_share(rows.baseline_on, rows.target_on, today)
    return np.select([rows.shape == LINEAR, rows.shape == STEPPED], [linear, _last_step(rows, today)], np.nan)


def _last_step(rows: Indicators, today: Days) -> Floats:
    reached: Floats = np.full(len(rows.owner), np.nan)
    latest: Days = np.full(len(rows.owner), np.datetime64("NaT"), "datetime64[D]")
    for on, value in zip(rows.step_on.T, rows.step_value.T, strict=True):
        better = ~np.isnat(on) & (on <= today) & (np.isnat(latest) | (on >= latest))
        reached, latest = np.where(better, value, reached), np.where(better, on, latest)
    return np.asarray(reached, np.float64)


def attainment(rows: Indicators, expected: Floats) -> Floats:
    """Return n: the share of the change expected so far that was achieved, or how near a range the value is; 0–1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = (rows.value - rows.baseline) / np.where(expected == rows.baseline, np.nan, expected - rows.baseline)
    outside = np.maximum(np.maximum(rows.low - rows.value, rows.value - rows.high), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        near = np.where(rows.tolerance > 0, 1.0 - outside / rows.tolerance, np.where(outside > 0, 0.0, 1.0))
    return np.asarray(np.nan_to_num(np.clip(np.where(rows.shape == RANGE, near, moved), 0.0, 1.0)), np.float64)


def freshness(rows: Indicators, today: Days, p: Parameters) -> Floats:
    """Return f: 1 within cadence and grace of the end of the measured period, then halved with each further cadence."""
    age = (today - rows.measured_on) / np.timedelta64(1, "D")
    late = np.maximum(np.nan_to_num(age) - rows.cadence - rows.grace, 0.0)
    return np.asarray(p.freshness_halving ** (late / np.maximum(rows.cadence, 1.0)), np.float64)


def _due(rows: Indicators, expected: Floats, measured: Bools, columns: Columns, p: Parameters) -> Bools:
    """A measurement makes an indicator due; without one it is due once the grace after its first date has passed."""
    aged = columns.projects.aged_on[rows.owner]
    placed = columns.projects.placed_on[rows.owner]
    cadence = np.round(rows.cadence).astype("timedelta64[D]")
    first = np.where(np.isnat(rows.first_due), rows.baseline_on + cadence, rows.first_due)
    late = (placed >= first) & (aged > first + np.round(rows.grace).astype("timedelta64[D]"))
    with np.errstate(invalid="ignore"):
        way = np.abs(expected - rows.baseline) / np.abs(rows.target - rows.baseline)
    under_way = (rows.shape == RANGE) | (np.round(np.nan_to_num(way, nan=-1.0), 9) >= p.pace_threshold)
    due: Bools = rows.present & (measured | late) & under_way & (rows.share > 0)
    return due


def target_faults(*, baseline: float, target: float, direction: str) -> str:
    """Return why a target cannot be entered, or an empty text. `direction` is "up" or "down"."""
    if baseline == target:
        return "The target equals the baseline: choose 'maintain', or move one of them."
    if (target > baseline) != (direction == "up"):
        return "The target lies on the other side of the baseline: change the direction, or one of the values."
    return ""
