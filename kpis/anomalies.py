"""What is unusual in a series: values outside their limits, a level that moved, holes, periods measured twice. Pure.

Short series: a process-behaviour chart (XmR) around the level or its line. Long ones: the distance from what the same season showed
before, measured in robust deviations, so that neither a rhythm nor an earlier outlier hides or feigns an anomaly.
Source: Wheeler, Understanding Variation (1993); scaling constants of Shewhart's charts.
"""

from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np

from kpis.series import Floats, Series
from kpis.trends import line_through

MEDIAN_RANGE = 3.145  # limits from the median moving range: 3 / 0.954
NORMAL = 1.4826  # a robust deviation as a standard one
SHORTEST, LONG = 6, 48
OUTSIDE = 4.5  # robust deviations, for long series
RUN = 5  # values on either side that a shift of level needs
SHIFT = 3.0  # robust deviations between the two levels
FEW = 10
ROUNDS = 6  # how many earlier rounds of the season a value is compared with


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to name: `kind` is anomaly, shift, gap, duplicate or restated; `low` and `high` are the limits it left."""

    kind: str
    on: date
    value: float | None = None
    low: float | None = None
    high: float | None = None

    def as_dict(self) -> dict[str, object]:
        """As it is kept with the forecast."""
        numbers = {name: getattr(self, name) for name in ("value", "low", "high")}
        return {"kind": self.kind, "on": self.on.isoformat()} | {
            name: v if v is not None and isfinite(v) else None for name, v in numbers.items()
        }


def findings(series: Series) -> list[Finding]:
    """Everything unusual of one series, by date."""
    place = shift_of(series.values)
    low, high = limits(series.values, series.seasons, shift=place)
    found = [
        Finding("anomaly", series.end_of(one), float(series.values[one]), float(low[one]), float(high[one]))
        for one in outside(series.values, low, high)
    ]
    if place is not None:
        found = [one for one in found if one.kind != "anomaly" or one.on != series.end_of(place)]
        found.append(Finding("shift", series.end_of(place), float(series.values[place])))
    found += [Finding("gap", series.end_of(int(place))) for place in np.flatnonzero(np.isnan(series.values))]
    found += [Finding("duplicate", day) for day in series.duplicates]
    return sorted(found, key=lambda one: (one.on, one.kind))


def flagged(series: Series) -> list[int]:
    """The positions of the unusual values of a series."""
    low, high = limits(series.values, series.seasons, shift=shift_of(series.values))
    return outside(series.values, low, high)


def outside(values: Floats, low: Floats, high: Floats) -> list[int]:
    """The positions of the values beyond their limits."""
    with np.errstate(invalid="ignore"):
        return [int(place) for place in np.flatnonzero((values < low) | (values > high))]


def limits(values: Floats, seasons: int, *, shift: int | None = None) -> tuple[Floats, Floats]:
    """The lower and upper natural limits of each value; NaN where nothing can be said. Before and after a `shift` have their own."""
    n = len(values)
    if np.count_nonzero(~np.isnan(values)) < SHORTEST:
        return np.full(n, np.nan), np.full(n, np.nan)
    if n >= max(LONG, 4 * seasons):
        return seasonal_limits(values, seasons)
    if shift is None:
        return behaviour_limits(values)
    before, after = behaviour_limits(values[:shift]), behaviour_limits(values[shift:])
    return np.concatenate([before[0], after[0]]), np.concatenate([before[1], after[1]])


def behaviour_limits(values: Floats) -> tuple[Floats, Floats]:
    """XmR: the level (or the line, where there clearly is one) plus and minus 3.145 median moving ranges."""
    centre = line_through(values)
    moved = np.abs(np.diff((values - centre)[~np.isnan(values)]))
    reach = MEDIAN_RANGE * float(np.median(moved))
    if reach == 0:
        # More than half of the values repeat: the mean range says more than a limit of nothing.
        reach = 2.66 * float(np.mean(moved))
    return centre - reach, centre + reach


def seasonal_limits(values: Floats, seasons: int, *, rounds: int = ROUNDS, outside_at: float = OUTSIDE) -> tuple[Floats, Floats]:
    """Limits of each value from the values before it: the same season of earlier rounds, moved to the recent level, ± robust deviations.

    Only the past is asked, so an alarm says what could have been said on the day. The first two rounds have no limits.
    """
    n, m = len(values), max(seasons, 1)
    if m == 1:
        rounds, m = 2 * ROUNDS, 1
    usual = np.full((rounds, n), np.nan)
    for back in range(1, rounds + 1):
        usual[back - 1, back * m :] = values[: n - back * m] if back * m < n else np.empty(0)
    expected = _median_of(usual)
    error = values - expected
    window = max(4 * m, 24)
    centre, scale = _recent(error, window, max(m, 6))
    reach = outside_at * scale
    early = np.arange(n) < max(2 * m, 12)
    low, high = expected + centre - reach, expected + centre + reach
    low[early], high[early] = np.nan, np.nan
    return low, high


def _recent(error: Floats, window: int, level: int) -> tuple[Floats, Floats]:
    """Of the errors before each place: the median of the last `level`, and a robust deviation over `window`, never below a share of all."""
    n = len(error)
    centre, scale = np.zeros(n), np.full(n, np.nan)
    padded = np.concatenate([np.full(window, np.nan), error])
    past = np.lib.stride_tricks.sliding_window_view(padded, window)[:n]
    centre = np.nan_to_num(_median_of(past[:, -level:].T))
    scale = NORMAL * _median_of(np.abs(past - _median_of(past.T)[:, None]).T)
    # A deviation of few values is too small as often as too large: it counts for more until there are many.
    scale = scale * (1 + FEW / np.maximum(np.count_nonzero(~np.isnan(past), axis=1), 1))
    known = scale[~np.isnan(scale)]
    floor = 0.25 * float(np.median(known)) if len(known) else 0.0
    return centre, np.maximum(scale, floor)


def _median_of(rows: Floats) -> Floats:
    """The median down each column, NaN where a column holds nothing."""
    empty = np.isnan(rows).all(axis=0)
    return np.where(empty, np.nan, np.nanmedian(np.where(empty, 0.0, rows), axis=0))


def shift_of(values: Floats) -> int | None:
    """Where the level moved for good: the first position of the new level, or None.

    Named only where two levels explain the values much better than one line, and lie at least three robust deviations apart.
    """
    places = np.flatnonzero(~np.isnan(values))
    known = values[places]
    if len(known) < 2 * RUN + 2:
        return None
    best: tuple[float, int] | None = None
    for cut in range(RUN, len(known) - RUN + 1):
        before, after = known[:cut], known[cut:]
        off = float(np.abs(before - np.median(before)).sum() + np.abs(after - np.median(after)).sum())
        if best is None or off < best[0]:
            best = off, cut
    if best is None:
        return None
    off, cut = best
    before, after = known[:cut], known[cut:]
    rest = np.concatenate([before - np.median(before), after - np.median(after)])
    deviation = NORMAL * float(np.median(np.abs(rest)))
    step = abs(float(np.median(after) - np.median(before)))
    line = float(np.abs(known - line_through(values, always=True)[places]).sum())
    clear = step > SHIFT * deviation and step > 0 and off < 0.6 * line
    return int(places[cut]) if clear else None


def alarms(places: list[int], apart: int) -> list[int]:
    """The first of each cluster of flagged positions: those nearer than `apart` to the one before are the same alarm."""
    return [place for number, place in enumerate(places) if not number or place - places[number - 1] > apart]
