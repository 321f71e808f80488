"""Generated evidence: any number of projects with links, indicators and themes, whole or missing."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import strategies as st

from kpis.attainment import LINEAR
from portfolio.alignment.columns import Columns, Indicators, Links, Projects, Themes, WeightSet
from portfolio.alignment.parameters import Parameters

MODEL = Parameters(kpi_starts=date(2000, 1, 1), responsibility_starts=date(2000, 1, 1))
TODAY = np.datetime64("2026-07-01")
NAT = np.datetime64("NaT")


def _numbers(rng, count, low, high):
    return np.round(rng.uniform(low, high, count), 3)


def _maybe(rng, values, share, nothing):
    return np.where(rng.random(len(values)) < share, nothing, values)


def _owners(rng, projects, most):
    sizes = rng.integers(0, most + 1, projects)
    owner = np.repeat(np.arange(projects), sizes)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _before(rng, count, longest):
    return TODAY - rng.integers(0, longest, count).astype("timedelta64[D]")


def _links(rng, projects, objectives):
    owner, key = _owners(rng, projects, objectives)
    level = rng.choice([0.0, 0.25, 0.5, 0.75, 1.0], len(owner))
    accepted = _maybe(rng, rng.choice([0.25, 0.5, 1.0], len(owner)), 0.4, np.nan)
    validated_on = np.where(np.isnan(accepted), NAT, _before(rng, len(owner), 500))
    flags = rng.random(len(owner))
    return Links(owner, key, level, accepted, _before(rng, len(owner), 500), validated_on, flags < 0.1, flags < 0.95)


def _indicators(rng, projects):
    owner, key = _owners(rng, projects, 4)
    count = len(owner)
    baseline = _numbers(rng, count, -50, 50)
    target = baseline + rng.choice([-1.0, 1.0], count) * _numbers(rng, count, 1, 50)
    started = _before(rng, count, 400)
    value = _maybe(rng, baseline + (target - baseline) * _numbers(rng, count, -0.5, 1.5), 0.2, np.nan)
    nothing, numbers = np.full(count, np.nan), np.zeros(count)
    return Indicators(
        owner=owner,
        key=key,
        share=_numbers(rng, count, 0.05, 1),
        first_due=_maybe(rng, _before(rng, count, 300), 0.3, NAT),
        shape=np.full(count, LINEAR),
        baseline=baseline,
        target=target,
        baseline_on=started,
        target_on=started + rng.integers(30, 900, count).astype("timedelta64[D]"),
        low=nothing,
        high=nothing,
        tolerance=nothing,
        step_on=np.empty((count, 0), "datetime64[D]"),
        step_value=np.empty((count, 0)),
        cadence=rng.choice([7.0, 30.0, 90.0], count),
        grace=numbers + 7,
        value=value,
        measured_on=np.where(np.isnan(value), NAT, _before(rng, count, 200)),
        source=rng.integers(0, 3, count),
        present=rng.random(count) < 0.95,
    )


def _themes(rng, projects):
    count = rng.integers(0, 5)
    owner, key = np.repeat(np.arange(projects), count), np.tile(np.arange(count), projects)
    effect = _maybe(rng, rng.choice([-1.0, -0.5, 0.0, 0.5, 1.0], len(owner)), 0.3, np.nan)
    return Themes(owner, key, np.tile(rng.integers(0, 4, count).astype(float), projects), effect, rng.random(len(owner)) < 0.3)


def evidence(seed, *, projects=6):
    """One reproducible portfolio."""
    rng = np.random.default_rng(seed)
    objectives = int(rng.integers(1, 9))
    today = np.full(projects, TODAY)
    approved = _maybe(rng, _before(rng, projects, 300), 0.1, NAT)
    return Columns(
        projects=Projects(
            today, today, today, approved, _before(rng, projects, 300), rng.random(projects) < 0.2, np.zeros(projects, np.int64)
        ),
        links=_links(rng, projects, objectives),
        indicators=_indicators(rng, projects),
        themes=_themes(rng, projects),
        weight_sets=(WeightSet(np.arange(objectives), _numbers(rng, objectives, 0, 10)),),
    )


def at(columns, day):
    """The same evidence at another date."""
    days = np.full(columns.count, np.datetime64(day))
    return replace(columns, projects=replace(columns.projects, pace_on=days, aged_on=days, placed_on=days))


seeds = st.integers(0, 2**32 - 1)
