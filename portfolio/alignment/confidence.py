"""C, data confidence: how far S can be believed. It never changes S. Source: alignment.md, C."""

import numpy as np

from portfolio.alignment.columns import Floats, any_of, ratio, total
from portfolio.alignment.contribution import validated_share
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.pillars import Factors, Pillars


def confidence(factors: Factors, pillars: Pillars, p: Parameters) -> Floats:
    """Return C, 0–1, by owner; NaN where no pillar is due."""
    terms = np.column_stack([_validated(factors, pillars), *_measured(factors, pillars)])
    weights = np.array([p.confidence_validated, p.confidence_freshness, p.confidence_source]) * ~np.isnan(terms)
    belief = ratio(np.nansum(weights * terms, axis=1), weights.sum(axis=1))
    cover = coverage(factors, pillars)
    # Only themes are due: nothing of the three terms can be measured, and coverage alone speaks.
    return np.where(np.isnan(belief), cover, cover * belief)


def coverage(factors: Factors, pillars: Pillars) -> Floats:
    """Return the share of the due pillar weight that has any data: a link, a measured due indicator, an assessed theme."""
    links, rows, themes = factors.links, factors.indicators, factors.themes
    fed = np.column_stack(
        [
            any_of(links.owner, np.ones(len(links.owner), np.bool_), factors.count),
            any_of(rows.owner, rows.due & rows.measured, factors.count),
            any_of(themes.owner, themes.assessed, factors.count),
        ]
    )
    return ratio((pillars.weights * fed).sum(axis=1), pillars.weights.sum(axis=1))


def _validated(factors: Factors, pillars: Pillars) -> Floats:
    return np.where(np.isnan(pillars.contribution), np.nan, validated_share(factors.links, factors.count))


def _measured(factors: Factors, pillars: Pillars) -> tuple[Floats, Floats]:
    """Freshness and source quality over the due indicators; a never measured one has neither and counts 0."""
    rows = factors.indicators
    due = np.isfinite(pillars.kpi)
    shares = rows.share * rows.due * due[rows.owner]
    weight = total(rows.owner, shares, factors.count)
    fresh = ratio(total(rows.owner, shares * rows.fresh, factors.count), weight)
    source = ratio(total(rows.owner, shares * rows.source * rows.measured, factors.count), weight)
    return fresh, source


def letters(confidence: Floats, p: Parameters) -> list[str]:
    """Return A, B, C or D for each confidence, an empty text where there is none."""
    steps = -np.array(p.confidence_letters)
    grade = np.searchsorted(steps, -np.round(confidence, 6))
    return ["" if np.isnan(value) else "ABCD"[place] for value, place in zip(confidence, grade, strict=True)]
