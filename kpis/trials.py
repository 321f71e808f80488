"""How well forecasts and alarms do on series whose future and whose anomalies are known. Pure; for benchmarks and tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from kpis import anomalies, forecasting, smoothing
from kpis.series import LONGEST, Floats

AHEAD, ORIGINS = 6, 12


@dataclass(frozen=True, slots=True)
class Trial:
    """Errors (MASE, one unit for all: the one-step naive error of what was known) of the chosen methods and of both naive ones."""

    origins: int
    chosen: float
    naive: float
    seasonal: float
    methods: tuple[str, ...]
    held: float  # share of the true values inside the fan that should hold 80 %


@dataclass(frozen=True, slots=True)
class Alarms:
    """What the alarms of a labelled series hit and missed."""

    points: int
    windows: int
    hit: int
    false_points: int
    false_alarms: int

    @property
    def per_thousand(self) -> float:
        """False alarms (clusters of flagged points) in a thousand points."""
        return 1000 * self.false_alarms / self.points


def trial(values: Floats, seasons: int, *, origins: int = ORIGINS, ahead: int = AHEAD) -> Trial:
    """Stand at each of the last `origins` places, know only what came before, choose, forecast `ahead`, and compare with what came."""
    off: dict[str, list[float]] = {"chosen": [], "naive": [], "seasonal": []}
    methods, held = [], []
    for origin in range(len(values) - ahead - origins + 1, len(values) - ahead + 1):
        known = values[max(0, origin - LONGEST) : origin]
        truth = values[origin : origin + ahead]
        unit = forecasting.naive_error(known) or 1.0
        found = forecasting.forecast(known, seasons, steps=ahead)
        if found is None:
            continue
        band = np.array(found.band())
        methods.append(found.method)
        off["chosen"] += list(np.abs(band[:, 0] - truth) / unit)
        off["naive"] += list(np.abs(smoothing.repeated(known, len(known) - 1, ahead, 1) - truth) / unit)
        off["seasonal"] += list(np.abs(smoothing.repeated(known, len(known) - 1, ahead, seasons) - truth) / unit)
        held += list((band[:, 1] <= truth) & (truth <= band[:, 2]))
    errors = {name: float(np.nanmean(found)) for name, found in off.items()}
    return Trial(len(methods), errors["chosen"], errors["naive"], errors["seasonal"], tuple(methods), float(np.mean(held)))


def alarms(times: Sequence[datetime], values: Floats, windows: Sequence[tuple[datetime, datetime]]) -> Alarms:
    """Flag values that leave their seasonal limits, and compare with labelled windows."""
    season = season_of(times)
    low, high = anomalies.seasonal_limits(values, season)
    flagged = anomalies.outside(values, low, high)
    inside = [place for place in flagged if any(start <= times[place] <= end for start, end in windows)]
    outside = sorted(set(flagged) - set(inside))
    hit = sum(any(start <= times[place] <= end for place in inside) for start, end in windows)
    return Alarms(len(values), len(windows), hit, len(outside), len(anomalies.alarms(outside, season)))


def season_of(times: Sequence[datetime]) -> int:
    """How many values make a round: a week where at least four are covered, else a day."""
    step = np.median([later - time for time, later in pairwise(times) if later > time] or [timedelta(days=1)])
    weeks = (times[-1] - times[0]) >= timedelta(weeks=4)
    return max(1, round(float((timedelta(weeks=1) if weeks else timedelta(days=1)) / step)))
