"""The last touch to smoothing parameters, by statsmodels. Loaded by workers only."""

import warnings
from typing import Any

import numpy as np
from statsmodels.tools.sm_exceptions import ModelWarning
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from kpis import smoothing
from kpis.series import Floats
from kpis.smoothing import Kind, Parameters

LEAST_ALPHA = 0.02  # below it the guess of the start would stand for ever


def optimised(values: Floats, kind: Kind, start: Parameters, seasons: int) -> Parameters | None:
    """The parameters that statsmodels finds from `start`, with our first states; None where it finds none."""
    m = seasons if kind.seasonal else 1
    level, slope, season = smoothing.initial(values, kind, m)
    first = {"initial_level": level} | ({"initial_trend": slope} if kind.damped else {}) | ({"initial_seasonal": season} if m > 1 else {})
    shape: dict[str, Any] = {"trend": "add" if kind.damped else None, "damped_trend": kind.damped}
    shape |= {"seasonal": "add", "seasonal_periods": m} if m > 1 else {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ModelWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            model = ExponentialSmoothing(values, initialization_method="known", **shape, **first)
            found = model.fit(use_brute=False, start_params=_start(start, kind, m)).params
    except (ValueError, FloatingPointError, ArithmeticError, np.linalg.LinAlgError):
        return None
    return _ours(found, kind, m)


def _start(p: Parameters, kind: Kind, m: int) -> Floats:
    """Our candidate in statsmodels' order: level, trend, season, damping."""
    alpha, beta, phi, gamma = (float(v[0]) for v in (p.alpha, p.beta, p.phi, p.gamma))
    return np.array([alpha, *([beta] if kind.damped else []), *([gamma * (1 - alpha)] if m > 1 else []), *([phi] if kind.damped else [])])


def _ours(found: dict[str, float], kind: Kind, m: int) -> Parameters | None:
    alpha = float(found["smoothing_level"])
    beta = float(found["smoothing_trend"]) if kind.damped else 0.0
    phi = float(found["damping_trend"]) if kind.damped else 1.0
    gamma = float(found["smoothing_seasonal"]) / max(1 - alpha, 1e-9) if m > 1 else 0.0
    row = np.array([alpha, beta, phi, gamma])
    if np.isnan(row).any() or not LEAST_ALPHA <= alpha < 1:
        return None
    return Parameters(*(np.array([value]) for value in np.clip(row, 0.0, 1.0)))
