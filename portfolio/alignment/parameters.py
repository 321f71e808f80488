"""Every number the score depends on, as one frozen value: what a version of the scoring model holds.

Source: alignment.md. A rule reads its figures here and nowhere else, so a change is a new version of the model, never a change of code.
"""

import itertools
import math
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

AT_ONCE = date(2000, 1, 1)


class ParametersError(ValueError):
    """The parameters do not make a model; `errors` names each field with what to do about it."""

    def __init__(self, errors: dict[str, str]) -> None:
        """Keep the errors by field for the form, and one sentence for the log."""
        super().__init__("; ".join(f"{name}: {why}" for name, why in errors.items()))
        self.errors = errors


def _within(default: Any, low: float, high: float) -> Any:
    """A parameter with its bounds, which the admin form shows too."""
    return field(default=default, metadata={"low": low, "high": high})


def _share(default: float) -> Any:
    return _within(default, 0, 1)


def _points(default: float) -> Any:
    return _within(default, 0, 100)


def _clock(default: int) -> Any:
    return _within(default, 1, 3650)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one model version. Shares and credits are 0–1, scores and caps 0–100, clocks in days."""

    contribution_weight: float = _share(0.50)
    kpi_weight: float = _share(0.30)
    responsibility_weight: float = _share(0.20)
    contribution_starts: date | None = AT_ONCE
    kpi_starts: date | None = None
    responsibility_starts: date | None = None

    rank_discounts: tuple[float, ...] = (1.0, 0.5, 0.25)
    levels: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    declared_credit: float = _share(0.5)
    expiry_months: int = _clock(12)
    orphan_days: int = _clock(60)
    orphan_cap: float = _points(40.0)

    pace_threshold: float = _within(0.05, 0.001, 1)
    freshness_halving: float = _share(0.5)
    no_kpi_days: int = _clock(60)

    prudence_days: int = _clock(60)
    prudence_materiality: float = _within(2.0, 0, 3)
    prudence_effect: float = _within(-0.5, -1, 0)
    veto_effect: float = _within(-1.0, -1, 0)
    veto_responsibility_cap: float = _share(0.25)
    veto_cap: float = _points(40.0)

    source_automatic: float = _share(1.0)
    source_evidenced: float = _share(0.8)
    source_manual: float = _share(0.6)
    confidence_validated: float = _share(0.4)
    confidence_freshness: float = _share(0.4)
    confidence_source: float = _share(0.2)
    confidence_letters: tuple[float, ...] = (0.85, 0.70, 0.50)
    confidence_minimum: float = _share(0.50)

    band_aligned: float = _points(70.0)
    band_partial: float = _points(40.0)
    lever_count: int = _clock(5)
    lever_minimum: float = _points(0.1)

    delivery_green: float = _share(1.0)
    delivery_amber: float = _share(0.6)
    delivery_red: float = _share(0.2)
    ratio_green: tuple[float, ...] = (0.95, 1.05)
    ratio_amber: tuple[float, ...] = (0.90, 1.10)
    slip_green_days: int = _clock(10)
    slip_amber_days: int = _clock(30)
    risk_green_below: float = _points(8.0)
    risk_amber_below: float = _points(15.0)
    scope_green: float = _within(0.05, 0, 10)
    scope_amber: float = _within(0.15, 0, 10)
    delivery_stale_days: int = _clock(60)
    watermelon_above: float = _share(0.3)

    horizon_short_months: int = _clock(12)
    horizon_medium_months: int = _clock(36)
    horizon_targets: tuple[float, ...] = (0.45, 0.35, 0.20)

    def __post_init__(self) -> None:
        """Refuse figures that do not make a model."""
        errors = _errors(self)
        if errors:
            raise ParametersError(errors)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values: dates as ISO text, tuples as lists."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Parameters":
        """Read what `to_json` wrote; a field added since takes its default, an unknown one is refused."""
        known = {one.name: getattr(cls(), one.name) for one in fields(cls)}
        errors = {name: "is not a parameter of the score" for name in stored if name not in known}
        values: dict[str, Any] = {}
        for name in known.keys() & stored.keys():
            try:
                values[name] = _typed(name, stored[name], known[name])
            except (TypeError, ValueError):
                errors[name] = f"{stored[name]!r} cannot be read: write it like {_plain(known[name])!r}"
        if errors:
            raise ParametersError(errors)
        return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _typed(name: str, value: Any, example: Any) -> Any:
    if name.endswith("_starts"):
        return None if value in (None, "") else date.fromisoformat(value)
    if isinstance(value, bool):
        raise TypeError(name)
    if isinstance(example, tuple):
        return tuple(float(part) for part in value)
    if isinstance(example, int):
        if float(value) != int(value):
            raise ValueError(name)
        return int(value)
    return float(value)


RISING = (
    ("slip_green_days", "slip_amber_days"),
    ("risk_green_below", "risk_amber_below"),
    ("scope_green", "scope_amber"),
    ("band_partial", "band_aligned"),
    ("horizon_short_months", "horizon_medium_months"),
    ("delivery_red", "delivery_amber"),
    ("delivery_amber", "delivery_green"),
)


def _errors(p: Parameters) -> dict[str, str]:
    errors = {name: f"must lie between {low} and {high}" for name, low, high in _bounds() if not low <= getattr(p, name) <= high}
    for low, high in RISING:
        if getattr(p, low) >= getattr(p, high):
            errors.setdefault(high, f"must be above {low}")
    return errors | _sum_errors(p) | _list_errors(p)


def _bounds() -> list[tuple[str, float, float]]:
    return [(one.name, one.metadata["low"], one.metadata["high"]) for one in fields(Parameters) if one.metadata]


def _sum_errors(p: Parameters) -> dict[str, str]:
    errors = {}
    if p.contribution_weight + p.kpi_weight + p.responsibility_weight <= 0:
        errors["contribution_weight"] = "at least one pillar needs a weight above 0"
    if p.confidence_validated + p.confidence_freshness + p.confidence_source <= 0:
        errors["confidence_validated"] = "at least one term of reliability needs a weight above 0"
    if not math.isclose(sum(p.horizon_targets), 1.0, abs_tol=1e-6):
        errors["horizon_targets"] = "the targets of the horizons must add up to 1"
    return errors


def _list_errors(p: Parameters) -> dict[str, str]:
    errors = {}
    ranks, letters = p.rank_discounts, p.confidence_letters
    if not ranks or not 0 < ranks[0] <= 1 or not _falls(ranks) or ranks[-1] < 0:
        errors["rank_discounts"] = "must fall from at most 1 and stay at or above 0"
    if len(p.levels) < 2 or p.levels[0] != 0 or p.levels[-1] != 1 or not _falls(p.levels[::-1], strictly=True):
        errors["levels"] = "must rise from 0 to 1"
    if len(letters) != 3 or not _falls(letters, strictly=True) or letters[-1] <= 0 or letters[0] > 1:
        errors["confidence_letters"] = "needs three falling thresholds between 0 and 1"
    if len(p.horizon_targets) != 3 or min(p.horizon_targets) < 0:
        errors["horizon_targets"] = "needs three shares, short, medium and long"
    for name, ends in (("ratio_green", p.ratio_green), ("ratio_amber", p.ratio_amber)):
        if len(ends) != 2 or not 0 < ends[0] <= ends[1]:
            errors[name] = "needs a lower and an upper end"
    if not errors.keys() & {"ratio_green", "ratio_amber"} and not _contains(p.ratio_amber, p.ratio_green):
        errors["ratio_amber"] = "must contain ratio_green"
    return errors


def _contains(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _falls(values: tuple[float, ...], *, strictly: bool = False) -> bool:
    return all(a > b if strictly else a >= b for a, b in itertools.pairwise(values))
