"""Exponential smoothing with additive errors, the Theta method and the naive forecasts. Pure, on arrays.

A missing value teaches nothing: the states go on as if it had been as expected. The error-correction form is

    e = y − (l + φ b + s),   l ← l + φ b + α e,   b ← φ b + α β e,   s ← s + γ (1 − α) e

Source: Hyndman, Koehler, Ord, Snyder, Forecasting with Exponential Smoothing (2008), chapters 2 and 6.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from kpis.series import Floats, filled_or_none

ALPHAS = (0.02, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.99)
FINE_ALPHAS = tuple(np.linspace(0.02, 0.99, 25).tolist())
BETAS, PHIS, GAMMAS = (0.01, 0.05, 0.15, 0.4), (0.8, 0.9, 0.98), (0.01, 0.1, 0.3)


@dataclass(frozen=True, slots=True)
class Kind:
    """A member of the family: with a damped trend, with a season, on logarithms; `theta` and the two naive ones are their own."""

    name: str
    damped: bool = False
    seasonal: bool = False
    log: bool = False
    theta: bool = False

    @property
    def is_naive(self) -> bool:
        return self.name in ("naive", "seasonal_naive")


NAIVE, SEASONAL_NAIVE = Kind("naive"), Kind("seasonal_naive", seasonal=True)
KINDS = {
    kind.name: kind
    for kind in (
        NAIVE,
        SEASONAL_NAIVE,
        Kind("theta", theta=True),
        Kind("theta_seasonal", theta=True, seasonal=True),
        Kind("ets_level"),
        Kind("ets_damped", damped=True),
        Kind("ets_seasonal", seasonal=True),
        Kind("ets_damped_seasonal", damped=True, seasonal=True),
        Kind("ets_seasonal_log", damped=True, seasonal=True, log=True),
    )
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Smoothing parameters, one element a candidate: α, β (share of α), φ, γ (share of 1 − α)."""

    alpha: Floats
    beta: Floats
    phi: Floats
    gamma: Floats

    def only(self, index: int) -> "Parameters":
        """One of the candidates."""
        pick = slice(index, index + 1)
        return Parameters(self.alpha[pick], self.beta[pick], self.phi[pick], self.gamma[pick])

    def as_dict(self) -> dict[str, float]:
        """The first candidate, as it is kept."""
        return {name: round(float(getattr(self, name)[0]), 6) for name in ("alpha", "beta", "phi", "gamma")}


@dataclass(frozen=True, slots=True)
class States:
    """What the recursion leaves at each time (time × candidate): level, slope, the seasons (time × season × candidate) and errors."""

    level: Floats
    slope: Floats
    season: Floats
    errors: Floats
    parameters: Parameters


def grid(kind: Kind) -> Parameters:
    """The candidates of a kind."""
    if not kind.damped and not kind.seasonal:
        rows = [(alpha, 0.0, 1.0, 0.0) for alpha in FINE_ALPHAS]
    else:
        betas, phis = (BETAS, PHIS) if kind.damped else ((0.0,), (1.0,))
        rows = list(product(ALPHAS, betas, phis, GAMMAS if kind.seasonal else (0.0,)))
    alpha, beta, phi, gamma = np.array(rows, np.float64).T
    return Parameters(alpha, beta, phi, gamma)


def run(values: Floats, kind: Kind, p: Parameters, seasons: int, known: int | None = None) -> States:
    """Carry the states through `values` (NaN allowed) for every candidate at once; the start is guessed from the first `known` of them."""
    m = seasons if kind.seasonal else 1
    n, width = len(values), len(p.alpha)
    level0, slope0, season0 = initial(values[:known], kind, m)
    level, slope = np.full(width, level0), np.full(width, slope0)
    season = np.repeat(season0[:, None], width, axis=1)
    levels, slopes, errors = np.empty((n, width)), np.empty((n, width)), np.empty((n, width))
    seasons_kept = np.empty((n, m, width)) if m > 1 else np.zeros((n, 1, width))
    alpha, pull, turn = p.alpha, p.alpha * p.beta, p.gamma * (1 - p.alpha)
    for t, value in enumerate(values):
        onwards = p.phi * slope
        expected = level + onwards + season[t % m]
        error = value - expected if value == value else np.zeros(width)  # noqa: PLR0124 (a NaN differs from itself)
        level = level + onwards + alpha * error
        slope = onwards + pull * error
        if m > 1:
            season[t % m] += turn * error
            seasons_kept[t] = season
        levels[t], slopes[t] = level, slope
        errors[t] = error if value == value else np.nan  # noqa: PLR0124
    return States(levels, slopes, seasons_kept, errors, p)


def initial(values: Floats, kind: Kind, m: int) -> tuple[float, float, Floats]:
    """The states before the first value: level, slope and seasons from the first two seasons (or the first five values)."""
    season = seasonal_profile(values, m) if m > 1 else np.zeros(1)
    adjusted = values - season[np.arange(len(values)) % m]
    head = adjusted[: max(2 * m, 5)]
    known = np.flatnonzero(~np.isnan(head))
    if not len(known):
        return 0.0, 0.0, season
    level = float(np.mean(head[known[: max(m, 3)]]))
    slope = float((head[known[-1]] - head[known[0]]) / (known[-1] - known[0])) if kind.damped and len(known) > 1 else 0.0
    return level, slope, season


def seasonal_profile(values: Floats, m: int) -> Floats:
    """The usual distance of each season from the year around it, summing to zero; zeros where less than two years are known."""
    if m <= 1 or len(values) < 2 * m:
        return np.zeros(max(m, 1))
    detrended = values - _around(values, m)
    profile = np.array([_median(detrended[phase::m]) for phase in range(m)])
    return np.asarray(profile - profile.mean(), np.float64)


def _around(values: Floats, m: int) -> Floats:
    """The mean of the year around each value; at the ends that of the nearest whole year, moved by the trend between them."""
    filled = filled_in(values)
    kernel = np.ones(m) / m if m % 2 else np.concatenate([[0.5], np.ones(m - 1), [0.5]]) / m
    middle = np.convolve(filled, kernel, "valid")
    before = (len(values) - len(middle)) // 2
    after = len(values) - len(middle) - before
    step = (middle[-1] - middle[0]) / max(len(middle) - 1, 1)
    return np.concatenate([middle[0] - step * np.arange(before, 0, -1), middle, middle[-1] + step * np.arange(1, after + 1)])


def filled_in(values: Floats) -> Floats:
    """The values with holes filled on the line between their neighbours."""
    filled = filled_or_none(values)
    return values if filled is None else filled


def _median(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else 0.0


def best(states: States) -> int:
    """The candidate with the smallest squared error one step ahead."""
    squared = states.errors**2
    return int(np.argmin(np.nanmean(squared, axis=0))) if squared.size and not np.isnan(squared).all() else 0


def ahead(states: States, origin: int, steps: int, kind: Kind, seasons: int) -> Floats:
    """The forecasts 1 … `steps` ahead of the value at position `origin`, for the first candidate."""
    m, phi = (seasons if kind.seasonal else 1), float(states.parameters.phi[0])
    path = states.level[origin, 0] + np.cumsum(phi ** np.arange(1, steps + 1)) * states.slope[origin, 0]
    phase = (origin + np.arange(1, steps + 1)) % m
    return np.asarray(path + states.season[origin, phase, 0], np.float64)


def spread(p: Parameters, steps: int, kind: Kind, seasons: int) -> Floats:
    """The variance of the forecast error 1 … `steps` ahead, in units of that of one step."""
    alpha, beta, phi, gamma = (float(values[0]) for values in (p.alpha, p.beta, p.phi, p.gamma))
    h = np.arange(1, steps)
    weights = alpha * (1 + beta * np.cumsum(phi**h)) if kind.damped else np.full(len(h), alpha)
    if kind.seasonal and seasons > 1:
        weights = weights + gamma * (1 - alpha) * (h % seasons == 0)
    return np.concatenate([[1.0], 1.0 + np.cumsum(weights**2)])


# --- Naive ---------------------------------------------------------------------------------------------------------------
def repeated(values: Floats, origin: int, steps: int, season: int) -> Floats:
    """The last value of the same season, again and again; `season` 1 repeats the last value."""
    filled = filled_in(values[: origin + 1])
    tail = filled[-season:] if len(filled) >= season else filled
    return np.asarray(np.resize(tail, steps), np.float64)


def naive_spread(steps: int, season: int) -> Floats:
    """The variance of the naive forecast's error: one more step's with each round."""
    return np.asarray(np.arange(steps) // season + 1, np.float64)


# --- Theta ---------------------------------------------------------------------------------------------------------------
def theta_ahead(values: Floats, states: States, origin: int, steps: int, season: Floats) -> Floats:
    """Simple smoothing with half the slope of the straight line through the values up to `origin`.

    Source: Hyndman and Billah, Unmasking the Theta method (2003).
    """
    m = len(season)
    known = filled_in(values[: origin + 1])
    places = np.arange(len(known))
    adjusted = known - season[places % m]
    centred = places - places.mean()
    slope = float((centred @ adjusted) / (centred @ centred)) if len(known) > 1 else 0.0
    alpha = float(states.parameters.alpha[0])
    drift = slope / 2 * (np.arange(steps) + (1 - (1 - alpha) ** (origin + 1)) / alpha)
    phase = (origin + np.arange(1, steps + 1)) % m
    return np.asarray(states.level[origin, 0] + drift + season[phase], np.float64)
