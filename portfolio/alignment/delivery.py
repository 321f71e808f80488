"""D, delivery confidence: the lower of what is declared and what the figures say. Source: alignment.md, D."""

from dataclasses import dataclass

import numpy as np

from portfolio.alignment.columns import Bools, Days, Floats, Ints
from portfolio.alignment.parameters import Parameters

DIMENSIONS = ("cost", "schedule", "risk", "scope")


@dataclass(frozen=True, slots=True)
class Reports:
    """One row a project; NaN where there is nothing. `*_on` date the data, NaT reads as fresh.

    `slip_days` of the latest milestone, `exposure` probability × impact (1–25), `scope_change` approved change over BAC, `declared` 0.2–1,
    `waiver` 0–1 until `waiver_until`.
    """

    today: Days
    cpi: Floats
    spi: Floats
    spi_t: Floats
    earned_on: Days
    slip_days: Floats
    milestones_on: Days
    exposure: Floats
    risks_on: Days
    scope_change: Floats
    scope_on: Days
    declared: Floats
    outdated: Bools
    waiver: Floats
    waiver_until: Days


@dataclass(frozen=True, slots=True)
class Delivery:
    """`bands` is rows × 4 in the order of DIMENSIONS (NaN: no data); `worst` indexes DIMENSIONS, −1 without data."""

    bands: Floats
    computed: Floats
    worst: Ints
    declared: Floats
    delivery: Floats
    divergence: Floats
    watermelon: Bools
    unverified: Bools
    waived: Bools


def deliveries(reports: Reports, p: Parameters) -> Delivery:
    """Return D and what it was made of."""
    bands = dimension_bands(reports, p)
    known = ~np.isnan(bands)
    computed = np.divide(np.nansum(bands, axis=1), known.sum(axis=1), out=np.full(len(bands), np.nan), where=known.any(axis=1))
    declared = np.where(reports.outdated, np.minimum(reports.declared, p.delivery_amber), reports.declared)
    waived = ~np.isnan(reports.waiver) & (reports.today <= reports.waiver_until)
    divergence = np.round(declared - computed, 6)
    return Delivery(
        bands=bands,
        computed=computed,
        worst=np.where(known.any(axis=1), np.argmin(np.where(known, bands, np.inf), axis=1), -1),
        declared=declared,
        delivery=np.where(waived, reports.waiver, np.fmin(declared, computed)),
        divergence=divergence,
        watermelon=divergence > p.watermelon_above,
        unverified=np.isnan(declared) != np.isnan(computed),
        waived=waived,
    )


def dimension_bands(reports: Reports, p: Parameters) -> Floats:
    """Band each dimension; one that was fed and has gone stale keeps its last band, at best amber."""
    index = np.where(np.isnan(reports.spi_t), reports.spi, reports.spi_t)
    from_milestones = np.isnan(index)
    schedule = np.where(from_milestones, _rising(reports.slip_days, p.slip_green_days, p.slip_amber_days, p), ratio_bands(index, p))
    columns = [
        (ratio_bands(reports.cpi, p), reports.earned_on),
        (schedule, np.where(from_milestones, reports.milestones_on, reports.earned_on)),
        (risk_bands(reports.exposure, p), reports.risks_on),
        (_rising(np.abs(reports.scope_change), p.scope_green, p.scope_amber, p), reports.scope_on),
    ]
    return np.column_stack([_at_best_amber(band, on, reports.today, p) for band, on in columns])


def _at_best_amber(band: Floats, on: Days, today: Days, p: Parameters) -> Floats:
    stale = ~np.isnat(on) & (today - on > np.timedelta64(p.delivery_stale_days, "D"))
    return np.where(stale, np.minimum(band, p.delivery_amber), band)


def ratio_bands(ratio: Floats, p: Parameters) -> Floats:
    """Band a CPI or an SPI: green and amber around 1, red outside; an edge belongs to the better band."""
    r = np.round(ratio, 6)
    green = (r >= p.ratio_green[0]) & (r <= p.ratio_green[1])
    amber = (r >= p.ratio_amber[0]) & (r <= p.ratio_amber[1])
    return np.select([np.isnan(r), green, amber], [np.nan, p.delivery_green, p.delivery_amber], p.delivery_red)


def risk_bands(exposure: Floats, p: Parameters) -> Floats:
    """Band the largest open probability × impact, 1–25; a threshold belongs to the worse band."""
    cases = [np.isnan(exposure), exposure < p.risk_green_below, exposure < p.risk_amber_below]
    return np.select(cases, [np.nan, p.delivery_green, p.delivery_amber], p.delivery_red)


def _rising(value: Floats, green: float, amber: float, p: Parameters) -> Floats:
    v = np.round(value, 6)
    return np.select([np.isnan(v), v <= green, v <= amber], [np.nan, p.delivery_green, p.delivery_amber], p.delivery_red)
