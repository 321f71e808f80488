"""The forecast of a series: the method chosen by a rolling-origin backtest, its parameters, its fan. Worker only, for statsmodels.

Naive forecasts are the yardstick: a method has to beat the better of them by 5 % in the backtest, or the naive one stays.
"""

import math
from dataclasses import dataclass

import numpy as np

from kpis import smoothing
from kpis.series import Floats
from kpis.smoothing import KINDS, NAIVE, SEASONAL_NAIVE, Kind, Parameters, States

SHORTEST = 8  # fewer values: nothing to test a method on
HORIZON_LEAST, HORIZON_MOST = 3, 12
MOST_ORIGINS = 24
MUST_BEAT = 0.95
Z80 = 1.2815515655446004  # 80 % of a normal distribution lie within ± this many deviations
FEW_ORIGINS = (Z80**2 + 1) / 4  # the relative width that one degree of freedom adds to the normal quantile
WIDEST = 4.0  # the fan is widened by what the backtest missed, no further


@dataclass(frozen=True, slots=True)
class Test:
    """The backtest of one method: its error (MASE), and by how much its fan was too narrow at each step (1: it was not)."""

    kind: Kind
    mase: float
    too_narrow: tuple[float, ...] = (1.0,)

    def widening(self, steps: int) -> Floats:
        """The factor of each of 1 … `steps` steps; beyond what was tested, that of the last one."""
        known = self.too_narrow[:steps]
        return np.array([*known, *[known[-1]] * (steps - len(known))], np.float64)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A path with its deviations, on logarithms where `log`. Errors are scaled by the naive error of the values learnt from (MASE)."""

    method: str
    mean: Floats
    deviation: Floats
    log: bool = False
    mase: float | None = None
    mase_naive: float | None = None
    mase_seasonal: float | None = None
    parameters: dict[str, float] | None = None

    def band(self) -> list[tuple[float, float, float]]:
        """Value, low and high of each step; the value lies between the bounds in 80 % of the cases."""
        bounds = self.mean, self.mean - Z80 * self.deviation, self.mean + Z80 * self.deviation
        middle, low, high = (np.exp(one) for one in bounds) if self.log else bounds
        return [(float(a), float(b), float(c)) for a, b, c in zip(middle, low, high, strict=True)]

    def chance_at_least(self, value: float, step: int) -> float:
        """The probability that step `step` (from 1) reaches `value` or more."""
        if self.log:
            if value <= 0:
                return 1.0
            value = math.log(value)
        mean, deviation = float(self.mean[step - 1]), float(self.deviation[step - 1])
        if deviation <= 0:
            return 1.0 if mean >= value else 0.0
        return 0.5 * math.erfc((value - mean) / (deviation * math.sqrt(2)))


def candidates(values: Floats, seasons: int, known: int) -> list[Kind]:
    """The methods that `known` values can carry; seasons need two whole rounds, logarithms positive values."""
    seasonal = 1 < seasons <= known // 2
    positive = bool(np.nanmin(values) > 0)
    return [kind for kind in KINDS.values() if (seasonal or not kind.seasonal) and (positive or not kind.log)]


def choose(values: Floats, seasons: int, *, steps: int) -> list[Test]:
    """Every candidate with its backtest, the chosen one first; the naive ones always among them. Empty for a series too short to test."""
    start = first_origin(values, seasons)
    if start is None:
        return []
    tests = {kind.name: test for kind in candidates(values, seasons, start) if (test := backtest(values, kind, seasons, steps=steps))}
    naive = [tests[name] for name in (NAIVE.name, SEASONAL_NAIVE.name) if name in tests]
    if not naive:
        return []
    yardstick = min(naive, key=lambda test: test.mase)
    found = min(tests.values(), key=lambda test: (test.mase, test.kind.name))
    chosen = found if found.mase < MUST_BEAT * yardstick.mase else yardstick
    return [chosen, *(test for test in tests.values() if test is not chosen)]


def first_origin(values: Floats, seasons: int) -> int | None:
    """How many values the first forecast of the backtest may know: six tenths, and two rounds of the season where that leaves a test."""
    n = len(values)
    if np.count_nonzero(~np.isnan(values)) < SHORTEST:
        return None
    share = max(6, (6 * n) // 10)
    rounds = 2 * seasons + 1
    return max(share, rounds) if rounds <= n - HORIZON_LEAST else share


def backtest(values: Floats, kind: Kind, seasons: int, *, steps: int, start: int | None = None) -> Test | None:
    """Forecast from every origin after the first `start` values, which alone set the parameters; None where nothing can be compared."""
    start = start or first_origin(values, seasons)
    if start is None:
        return None
    horizon = min(max(steps, HORIZON_LEAST), HORIZON_MOST)
    scale = naive_error(values[:start])
    if not scale:
        return None
    worked = np.log(values) if kind.log else values
    errors, missed = [], []
    source = taught(worked, kind, seasons, start)
    variance, widening = source.variance(worked, start), source.spread(horizon)
    for origin in range(max(start - 1, len(values) - 1 - MOST_ORIGINS), len(values) - 1):
        ahead = min(horizon, len(values) - 1 - origin)
        path = source.path(worked, origin, ahead)
        off = worked[origin + 1 : origin + 1 + ahead] - path
        errors.append(np.abs(values[origin + 1 : origin + 1 + ahead] - np.exp(path)) if kind.log else np.abs(off))
        scaled = off**2 / (variance * widening[:ahead]) if variance > 0 else np.ones(ahead)
        missed.append(np.concatenate([scaled, np.full(horizon - ahead, np.nan)]))
    error = np.concatenate(errors)
    if np.isnan(error).all():
        return None
    return Test(kind, float(np.nanmean(error)) / scale, too_narrow(np.array(missed)))


def too_narrow(missed: Floats) -> tuple[float, ...]:
    """By how much the fan of each step has to be widened, from squared misses in units of its variance (origins × steps, NaN: unknown).

    Each step is measured by itself, for errors grow with the step faster than the method says. Few origins say little, and forecasts h
    steps ahead overlap: n of them count as n / h, and the first term of Student's quantile (Cornish and Fisher 1937) allows for that.
    """
    factors = []
    for step, column in enumerate(missed.T, start=1):
        known = column[~np.isnan(column)]
        if not len(known):
            break
        few = 1 + FEW_ORIGINS / max(1.0, len(known) / step)
        factors.append(float(np.clip(math.sqrt(float(known.mean())) * few, 1.0, WIDEST)))
    return tuple(factors) or (1.0,)


def naive_error(values: Floats) -> float:
    """The mean absolute change from one value to the next: the unit of MASE."""
    known = values[~np.isnan(values)]
    return float(np.mean(np.abs(np.diff(known)))) if len(known) > 1 else 0.0


def forecast(values: Floats, seasons: int, *, steps: int, method: str = "") -> Forecast | None:
    """The forecast by `method`, or by the method that a backtest chooses now; None where there is no value."""
    if not len(values) or np.isnan(values).all():
        return None
    start = first_origin(values, seasons)
    kind = KINDS.get(method)
    usable = kind is not None and (start is None or kind in candidates(values, seasons, start))
    tests = [] if usable else choose(values, seasons, steps=steps)
    kind = kind if usable and kind else tests[0].kind if tests else NAIVE
    own = next((test for test in tests if test.kind is kind), None) or backtest(values, kind, seasons, steps=steps)
    naive = [next((t for t in tests if t.kind is one), None) or backtest(values, one, seasons, steps=steps) for one in _yardsticks(seasons)]
    return _fitted(values, taught_fully(values, kind, seasons), steps, [own, *naive])


def _yardsticks(seasons: int) -> list[Kind]:
    return [NAIVE, SEASONAL_NAIVE] if seasons > 1 else [NAIVE]


def _fitted(values: Floats, source: "Source", steps: int, tests: list[Test | None]) -> Forecast:
    """The forecast from the last value on; `tests` are those of the method, of the naive and of the seasonal naive one."""
    kind = source.kind
    worked = np.log(values) if kind.log else values
    widened = tests[0].widening(steps) if tests[0] else np.ones(steps)
    errors = [test.mase if test else None for test in tests]
    return Forecast(
        method=kind.name,
        mean=source.path(worked, len(values) - 1, steps),
        deviation=np.sqrt(source.variance(worked, len(values)) * source.spread(steps)) * widened,
        log=kind.log,
        mase=errors[0],
        mase_naive=errors[1],
        mase_seasonal=errors[2] if len(errors) > 2 else None,
        parameters=source.states.parameters.as_dict() if source.states else None,
    )


# --- One kind or the other -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Source:
    """What a method forecasts from: the states of its recursion (none for a naive one) and the seasons it took out (Theta)."""

    kind: Kind
    seasons: int
    states: States | None
    season: Floats

    @property
    def plain(self) -> Kind:
        """The recursion behind the kind: that of Theta is simple smoothing."""
        return KINDS["ets_level"] if self.kind.theta else self.kind

    @property
    def round(self) -> int:
        """How many periods a naive forecast repeats."""
        return self.seasons if self.kind.seasonal else 1

    def path(self, values: Floats, origin: int, steps: int) -> Floats:
        """The forecasts 1 … `steps` ahead of position `origin`, knowing nothing after it."""
        if self.states is None:
            return smoothing.repeated(values, origin, steps, self.round)
        if self.kind.theta:
            return smoothing.theta_ahead(values, self.states, origin, steps, self.season)
        return smoothing.ahead(self.states, origin, steps, self.kind, self.seasons)

    def spread(self, steps: int) -> Floats:
        """The variance of the error by step, in units of that of one step."""
        if self.states is None:
            return smoothing.naive_spread(steps, self.round)
        return smoothing.spread(self.states.parameters, steps, self.plain, self.seasons)

    def variance(self, values: Floats, known: int) -> float:
        """The mean squared error one step ahead over the first `known` values; the first five only warm up."""
        if self.states is not None:
            errors = self.states.errors[min(5, known // 2) : known, 0]
        else:
            lag = self.round if known > self.round else 1
            errors = values[lag:known] - values[: known - lag]
        return float(np.nanmean(errors**2)) if np.count_nonzero(~np.isnan(errors)) else 0.0


def taught(values: Floats, kind: Kind, seasons: int, known: int, *, polish: bool = False) -> Source:
    """The states through all of `values` (logarithms where the kind works on them), with parameters that only the first `known` set."""
    season = smoothing.seasonal_profile(values[:known], seasons if kind.seasonal else 1)
    if kind.is_naive:
        return Source(kind, seasons, None, season)
    plain = KINDS["ets_level"] if kind.theta else kind
    adjusted = values - season[np.arange(len(values)) % len(season)] if kind.theta else values
    tried = smoothing.run(adjusted[:known], plain, smoothing.grid(plain), seasons)
    found = tried.parameters.only(smoothing.best(tried))
    if polish:
        found = _polished(adjusted[:known], plain, found, seasons)
    return Source(kind, seasons, smoothing.run(adjusted, plain, found, seasons, known), season)


def taught_fully(values: Floats, kind: Kind, seasons: int) -> Source:
    """The states with parameters that all values set, touched up by statsmodels."""
    return taught(np.log(values) if kind.log else values, kind, seasons, len(values), polish=True)


def _polished(values: Floats, kind: Kind, found: Parameters, seasons: int) -> Parameters:
    """The candidate after statsmodels' optimiser, if that fits better; a series with holes keeps the candidate."""
    if np.isnan(values).any() or len(values) < SHORTEST:
        return found
    from kpis.optimiser import optimised

    better = optimised(values, kind, found, seasons)
    if better is None:
        return found
    before, after = (smoothing.run(values, kind, p, seasons).errors for p in (found, better))
    return better if float(np.sum(after**2)) < float(np.sum(before**2)) else found
