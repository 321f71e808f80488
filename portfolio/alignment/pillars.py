"""S, strategic alignment: the pillars that are due, renormalised, then the two caps. Source: alignment.md, S."""

from dataclasses import dataclass

import numpy as np

from portfolio.alignment.columns import Bools, Columns, Floats, any_of, ratio, total
from portfolio.alignment.contribution import LinkFactors, ceilings, link_factors, link_points
from portfolio.alignment.kpi import IndicatorFactors, indicator_factors
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.responsibility import ThemeFactors, gate_one, theme_factors, vetoes


@dataclass(frozen=True, slots=True)
class ProjectFactors:
    """What decides a project's pillars besides its rows. `ceiling` is the denominator of A."""

    ceiling: Floats
    contribution_due: Bools
    kpi_started: Bools
    no_kpi_due: Bools
    responsibility_started: Bools
    orphan_clock: Bools


@dataclass(frozen=True, slots=True)
class Factors:
    """Everything dated and weighed, ready to be added up; interval and levers change these, never the facts."""

    projects: ProjectFactors
    links: LinkFactors
    indicators: IndicatorFactors
    themes: ThemeFactors

    @property
    def count(self) -> int:
        """How many owners there are."""
        return len(self.projects.ceiling)


@dataclass(frozen=True, slots=True)
class Pillars:
    """A, K, R and S by owner, NaN where not due. `weights`: owners × 3, 0 where not due. `points`: what each link brings to A."""

    contribution: Floats
    kpi: Floats
    responsibility: Floats
    uncapped_responsibility: Floats
    weights: Floats
    uncapped: Floats
    score: Floats
    orphan: Bools
    veto: Bools
    points: Floats


def factors_of(columns: Columns, p: Parameters) -> Factors:
    """Date and weigh every fact. The rows must be in order (`in_order`)."""
    projects = columns.projects
    gate = gate_one(columns)
    ceiling = ceilings(columns, p)
    approved = projects.placed_on >= gate
    linked = any_of(columns.indicators.owner, columns.indicators.present, columns.count)
    return Factors(
        projects=ProjectFactors(
            ceiling=ceiling,
            contribution_due=_started(projects.placed_on, p.contribution_starts) & approved & ~np.isnan(ceiling),
            kpi_started=_started(projects.placed_on, p.kpi_starts),
            no_kpi_due=~linked & ~projects.no_kpi_reason & (projects.aged_on >= gate + p.no_kpi_days),
            responsibility_started=_started(projects.placed_on, p.responsibility_starts) & approved,
            orphan_clock=projects.aged_on >= np.fmax(gate, projects.entered_on) + p.orphan_days,
        ),
        links=link_factors(columns, p),
        indicators=indicator_factors(columns, p),
        themes=theme_factors(columns, p),
    )


def _started(today: np.ndarray, starts: object) -> Bools:
    if starts is None:
        return np.zeros(len(today), np.bool_)
    begun: Bools = today >= np.datetime64(starts, "D")  # type: ignore[call-overload]
    return begun


def pillars_of(factors: Factors, p: Parameters) -> Pillars:
    """Add up the pillars and apply the caps."""
    points = link_points(factors.links, factors.projects.ceiling, p)
    a = np.where(factors.projects.contribution_due, total(factors.links.owner, points, factors.count), np.nan)
    k = _kpi(factors)
    bare_r, vetoed = _responsibility(factors, p)
    r = np.where(vetoed, np.fmin(bare_r, p.veto_responsibility_cap), bare_r)
    weights = np.array([p.contribution_weight, p.kpi_weight, p.responsibility_weight]) * ~np.isnan(np.column_stack([a, k, r]))
    uncapped = 100.0 * ratio(np.nansum(weights * np.column_stack([a, k, r]), axis=1), weights.sum(axis=1))
    proved = any_of(factors.links.owner, factors.links.proved > 0, factors.count)
    orphan = factors.projects.orphan_clock & ~proved & factors.projects.contribution_due
    return Pillars(
        contribution=a,
        kpi=k,
        responsibility=r,
        uncapped_responsibility=bare_r,
        weights=weights,
        uncapped=uncapped,
        score=_capped(_capped(uncapped, orphan, p.orphan_cap), vetoed, p.veto_cap),
        orphan=orphan,
        veto=vetoed,
        points=points,
    )


def _capped(score: Floats, held: Bools, cap: float) -> Floats:
    return np.where(held, np.minimum(score, cap), score)


def _kpi(factors: Factors) -> Floats:
    """K over the due indicators; 0 when none was ever linked and the clock ran out; NaN while nothing is due."""
    rows = factors.indicators
    shares = rows.share * rows.due
    value = ratio(total(rows.owner, shares * rows.attained * rows.fresh, factors.count), total(rows.owner, shares, factors.count))
    return np.where(factors.projects.kpi_started, np.where(factors.projects.no_kpi_due, 0.0, value), np.nan)


def _responsibility(factors: Factors, p: Parameters) -> tuple[Floats, Bools]:
    themes = factors.themes
    effect = total(themes.owner, themes.materiality * themes.effect, factors.count)
    mean = ratio(effect, total(themes.owner, themes.materiality, factors.count))
    r = np.where(factors.projects.responsibility_started, 0.5 + 0.5 * mean, np.nan)
    return r, any_of(themes.owner, vetoes(themes, p), factors.count) & ~np.isnan(r)


def rounded(score: Floats) -> Floats:
    """Round to two decimals, half up, as every printed score and band does."""
    return np.asarray(np.floor(np.round(score * 100.0, 6) + 0.5) / 100.0, np.float64)
