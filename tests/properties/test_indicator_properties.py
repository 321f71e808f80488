"""What must hold of K whatever the figures: mirrored, aged, rescaled, taken away."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.attainment import LINEAR, RANGE, STEPPED
from portfolio.alignment.columns import Indicators
from portfolio.alignment.scoring import score
from tests.properties.generated import MODEL, evidence, seeds

RUN = settings(max_examples=25, deadline=None)


def kpi(columns):
    return score(columns, MODEL).pillars.kpi


def rich(seed: int, **changes: object) -> object:
    """Generated evidence whose indicators go in lines, in steps, or hold a range."""
    columns = evidence(seed)
    rng = np.random.default_rng(seed)
    rows: Indicators = columns.indicators
    count = len(rows.owner)
    shape = rng.choice([LINEAR, STEPPED, RANGE], count)
    half = rows.baseline_on + ((rows.target_on - rows.baseline_on) / 2).astype("timedelta64[D]")
    facts = {
        "shape": shape,
        "low": np.where(shape == RANGE, rows.baseline - 3, np.nan),
        "high": np.where(shape == RANGE, rows.baseline + 3, np.nan),
        "tolerance": np.where(shape == RANGE, 10.0, np.nan),
        "step_on": np.column_stack([half, rows.target_on]),
        "step_value": np.column_stack([(rows.baseline + rows.target) / 2, rows.target]),
    }
    return replace(columns, indicators=replace(rows, **facts, **changes))


@RUN
@given(seeds)
def test_mirroring_an_indicator_changes_nothing(seed):
    columns = rich(seed)
    rows = columns.indicators
    mirror = replace(
        rows,
        baseline=-rows.baseline,
        target=-rows.target,
        value=-rows.value,
        low=-rows.high,
        high=-rows.low,
        step_value=-rows.step_value,
    )
    np.testing.assert_allclose(kpi(columns), kpi(replace(columns, indicators=mirror)), atol=1e-9)


@RUN
@given(seeds, st.integers(1, 400))
def test_older_measurements_never_raise_k(seed, days):
    columns = rich(seed)
    older = replace(columns.indicators, measured_on=columns.indicators.measured_on - np.timedelta64(days, "D"))
    before, after = kpi(columns), kpi(replace(columns, indicators=older))
    assert (np.isnan(before) == np.isnan(after)).all()
    assert (np.nan_to_num(after) <= np.nan_to_num(before) + 1e-9).all()


@RUN
@given(seeds, st.floats(0.01, 100))
def test_only_the_ratio_of_shares_counts(seed, factor):
    columns = rich(seed)
    scaled = replace(columns.indicators, share=columns.indicators.share * factor)
    np.testing.assert_allclose(kpi(columns), kpi(replace(columns, indicators=scaled)), atol=1e-9)


@RUN
@given(seeds, st.floats(0, 50))
def test_coming_nearer_to_the_target_never_lowers_k(seed, step):
    columns = evidence(seed)
    rows = columns.indicators
    better = replace(rows, value=rows.value + np.sign(rows.target - rows.baseline) * step)
    before, after = kpi(columns), kpi(replace(columns, indicators=better))
    assert (np.nan_to_num(after) >= np.nan_to_num(before) - 1e-9).all()


@RUN
@given(seeds)
def test_k_lies_between_nothing_and_all(seed):
    found = kpi(rich(seed))
    assert ((found[~np.isnan(found)] >= 0) & (found[~np.isnan(found)] <= 1)).all()


@pytest.mark.parametrize("other_steps", [0, 3])
def test_the_hash_of_a_project_ignores_how_many_steps_another_has(other_steps):
    from portfolio.alignment.delivery import Reports
    from portfolio.alignment.fingerprint import fingerprints

    columns = evidence(7)
    rows = columns.indicators
    count = len(rows.owner)
    width = 1 + other_steps
    on, value = np.full((count, width), np.datetime64("NaT"), "datetime64[D]"), np.full((count, width), np.nan)
    on[:, 0], value[:, 0] = rows.target_on, rows.target
    last = rows.owner == rows.owner.max()
    on[last] = np.where(np.isnat(on[last]), np.datetime64("2026-06-01"), on[last])
    value[last] = np.where(np.isnan(value[last]), 1.0, value[last])
    nothing, never = np.full(columns.count, np.nan), np.full(columns.count, np.datetime64("NaT"), "datetime64[D]")
    facts = {name: never if name.endswith(("_on", "_until", "today")) else nothing for name in Reports.__slots__}
    reports = Reports(**facts | {"outdated": np.zeros(columns.count, np.bool_)})
    found = fingerprints(replace(columns, indicators=replace(rows, step_on=on, step_value=value)), reports, MODEL)
    alone = fingerprints(replace(columns, indicators=replace(rows, step_on=on[:, :1], step_value=value[:, :1])), reports, MODEL)
    assert found[: rows.owner.max()] == alone[: rows.owner.max()]
