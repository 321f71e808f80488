"""How far an indicator has come: expected to date, attainment, freshness, due or not. Pure, on arrays. Source: alignment.md, K.

Dates are datetime64[D] with NaT for none, values float64 with NaN for none. All arrays have one row an indicator.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Days: TypeAlias = npt.NDArray[np.datetime64]

LINEAR, STEPPED, RANGE = 0, 1, 2
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Paths:
    """From where to where, by when. `step_on`, `step_value`: n × m, padded with NaT and NaN; `low`, `high`, `tolerance` for ranges."""

    shape: Ints
    baseline: Floats
    target: Floats
    baseline_on: Days
    target_on: Days
    low: Floats
    high: Floats
    tolerance: Floats
    step_on: Days
    step_value: Floats


def elapsed_share(start: Days, end: Days, today: Days) -> Floats:
    """Return φ, the share of the way from baseline date to target date, clipped to 0–1."""
    length = (end - start) / DAY
    gone = (today - start) / DAY
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = np.where(length > 0, gone / length, np.where(gone >= 0, 1.0, 0.0))
    return np.asarray(np.clip(share, 0.0, 1.0), np.float64)


def expected_to_date(paths: Paths, today: Days) -> Floats:
    """Return e, the value the plan expects on `today`: on the line, or the last step reached (NaN before the first). NaN for a range."""
    linear = paths.baseline + (paths.target - paths.baseline) * elapsed_share(paths.baseline_on, paths.target_on, today)
    return np.select([paths.shape == LINEAR, paths.shape == STEPPED], [linear, _last_step(paths, today)], np.nan)


def _last_step(paths: Paths, today: Days) -> Floats:
    reached: Floats = np.full(len(paths.shape), np.nan)
    latest: Days = np.full(len(paths.shape), np.datetime64("NaT"), "datetime64[D]")
    for on, value in zip(paths.step_on.T, paths.step_value.T, strict=True):
        better = ~np.isnat(on) & (on <= today) & (np.isnat(latest) | (on >= latest))
        reached, latest = np.where(better, value, reached), np.where(better, on, latest)
    return np.asarray(reached, np.float64)


def attainment(paths: Paths, value: Floats, expected: Floats) -> Floats:
    """Return n, 0–1: the share of the change expected so far that was achieved, in either direction, or how near a range the value is."""
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = (value - paths.baseline) / np.where(expected == paths.baseline, np.nan, expected - paths.baseline)
    outside = np.maximum(np.maximum(paths.low - value, value - paths.high), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        near = np.where(paths.tolerance > 0, 1.0 - outside / paths.tolerance, np.where(outside > 0, 0.0, 1.0))
    return np.asarray(np.nan_to_num(np.clip(np.where(paths.shape == RANGE, near, moved), 0.0, 1.0)), np.float64)


def under_way(paths: Paths, expected: Floats, threshold: float) -> Bools:
    """Tell whether enough is expected for a judgement: at least `threshold` of the whole change (5 %), or a range."""
    with np.errstate(invalid="ignore", divide="ignore"):
        way = np.abs(expected - paths.baseline) / np.abs(paths.target - paths.baseline)
    enough: Bools = np.round(np.nan_to_num(way, nan=-1.0), 9) >= threshold
    judged: Bools = (paths.shape == RANGE) | enough
    return judged


def freshness(measured_on: Days, today: Days, cadence: Floats, grace: Floats, halving: float = 0.5) -> Floats:
    """Return f: 1 within cadence and grace (days) of the end of the measured period, then halved with each further cadence."""
    age = (today - measured_on) / DAY
    late = np.maximum(np.nan_to_num(age) - cadence - grace, 0.0)
    return np.asarray(halving ** (late / np.maximum(cadence, 1.0)), np.float64)


def attained_by_target_date(*, baseline: float, target: float, latest: float, rising: bool) -> float:
    """Return the share of the whole way covered (0–1), whatever the date: the method of public barometers.

    The target met in the indicator's direction gives 1; a target on the wrong side of the baseline gives 0.
    Source: the rule of the French baromètre des résultats de l'action publique.
    """
    sign = 1.0 if rising else -1.0
    if sign * (latest - target) >= 0:
        return 1.0
    if sign * (target - baseline) <= 0:
        return 0.0
    return min(max((latest - baseline) / (target - baseline), 0.0), 1.0)


def status_of(*, attained: float, previous: str, watch_below: float, off_below: float, margin: float) -> str:
    """Return `on_track`, `watch` or `off_track`; leaving the status one has needs `margin` beyond the threshold.

    A value that oscillates at the border then keeps its status instead of flipping each time.
    """
    order = ("off_track", "watch", "on_track")
    plain = 2 if attained >= watch_below else 1 if attained >= off_below else 0
    if previous not in order or plain == order.index(previous):
        return order[plain]
    held = order.index(previous)
    # Moving up must clear the threshold above by the margin; moving down must fall below the one beneath by it.
    borders = (off_below, watch_below)
    while plain > held and round(attained - margin, 9) < borders[plain - 1]:
        plain -= 1
    while plain < held and round(attained + margin, 9) >= borders[plain]:
        plain += 1
    return order[plain]


def target_faults(*, baseline: float, target: float, direction: str) -> str:
    """Return why a target cannot be entered ("equal" or "wrong_side"), or an empty text. `direction` is "up" or "down"."""
    if baseline == target:
        return "equal"
    if (target > baseline) != (direction == "up"):
        return "wrong_side"
    return ""
