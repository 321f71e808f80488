"""What must hold for any portfolio. Source: alignment.md, "Properties that must hold"."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.alignment.bridge import bridge
from portfolio.alignment.columns import Links, WeightSet, take, total
from portfolio.alignment.pillars import factors_of, pillars_of, rounded
from portfolio.alignment.scoring import score
from tests.properties.generated import MODEL, NAT, TODAY, evidence, seeds

SMALL = 1e-9


def s_of(columns):
    return score(columns, MODEL).score


def assert_no_lower(after, before):
    """Where both are scored, nothing fell; nothing lost its score."""
    assert not (np.isnan(after) & ~np.isnan(before)).any()
    assert (np.nan_to_num(after) >= np.nan_to_num(before) - SMALL).all()


@given(seeds)
def test_everything_is_bounded(seed):
    result = score(evidence(seed), MODEL)
    scored = ~np.isnan(result.score)
    assert ((result.score[scored] >= 0) & (result.score[scored] <= 100 + SMALL)).all()
    assert (result.low[scored] <= result.score[scored] + SMALL).all()
    assert (result.high[scored] >= result.score[scored] - SMALL).all()
    assert ((result.confidence[scored] >= -SMALL) & (result.confidence[scored] <= 1 + SMALL)).all()
    assert (result.levers.gain >= MODEL.lever_minimum - SMALL).all()


@given(seeds)
def test_breakdown_sums_to_the_score(seed):
    result = score(evidence(seed), MODEL)
    scored = ~np.isnan(result.score)
    lines = result.lines
    assert total(lines.owner, lines.exact, len(scored))[scored] == pytest.approx(result.score[scored])
    assert total(lines.owner, lines.points, len(scored))[scored] == pytest.approx(rounded(result.score)[scored])


@given(seeds)
def test_score_rises_with_level_and_validation(seed):
    columns = evidence(seed)
    links = columns.links
    higher = replace(columns, links=replace(links, level=np.minimum(links.level + 0.25, 1.0)))
    assert_no_lower(s_of(higher), s_of(columns))
    validated = replace(links, validated_level=links.level, validated_on=np.full(len(links.owner), TODAY))
    assert_no_lower(s_of(replace(columns, links=validated)), s_of(columns))


@given(seeds)
def test_adding_a_link_never_lowers(seed):
    columns = evidence(seed)
    links = columns.links
    owner = np.arange(columns.count)
    one = {
        "owner": owner,
        "key": np.full(columns.count, -1),
        "level": np.ones(columns.count),
        "validated_level": np.full(columns.count, np.nan),
    }
    one |= {"declared_on": np.full(columns.count, TODAY), "validated_on": np.full(columns.count, NAT)}
    one |= {"refused": np.zeros(columns.count, bool), "present": np.ones(columns.count, bool)}
    added = Links(**{name: np.concatenate([getattr(links, name), more]) for name, more in one.items()})
    sets = tuple(WeightSet(np.concatenate([[-1], w.objective]), np.concatenate([[3.0], w.weight])) for w in columns.weight_sets)
    without = replace(columns, weight_sets=sets)
    assert_no_lower(s_of(replace(without, links=added)), s_of(without))


@given(seeds, st.floats(0, 20))
def test_score_rises_with_attainment(seed, more):
    columns = evidence(seed)
    rows = columns.indicators
    nearer = rows.value + np.sign(rows.target - rows.baseline) * more
    assert_no_lower(s_of(replace(columns, indicators=replace(rows, value=nearer))), s_of(columns))


@given(seeds)
def test_score_rises_with_effect(seed):
    columns = evidence(seed)
    better = replace(columns.themes, effect=np.minimum(columns.themes.effect + 0.5, 1.0))
    assert_no_lower(s_of(replace(columns, themes=better)), s_of(columns))


@given(seeds, st.integers(1, 400))
def test_score_never_rises_with_age(seed, days):
    columns = evidence(seed)
    older = replace(columns.indicators, measured_on=columns.indicators.measured_on - np.timedelta64(days, "D"))
    assert_no_lower(s_of(columns), s_of(replace(columns, indicators=older)))


@given(seeds, st.sampled_from([0.001, 0.5, 3.0, 1000.0]))
def test_scaling_all_weights_or_shares_changes_nothing(seed, factor):
    columns = evidence(seed)
    scaled = replace(columns, weight_sets=tuple(replace(w, weight=w.weight * factor) for w in columns.weight_sets))
    shares = replace(columns, indicators=replace(columns.indicators, share=columns.indicators.share * factor))
    assert s_of(scaled) == pytest.approx(s_of(columns), nan_ok=True)
    assert s_of(shares) == pytest.approx(s_of(columns), nan_ok=True)


@given(seeds, st.floats(-100, 100))
def test_direction_of_an_indicator_is_symmetric(seed, axis):
    columns = evidence(seed)
    rows = columns.indicators
    mirror = {name: 2 * axis - getattr(rows, name) for name in ("baseline", "target", "value")}
    plain, mirrored = factors_of(columns, MODEL), factors_of(replace(columns, indicators=replace(rows, **mirror)), MODEL)
    assert mirrored.indicators.attained == pytest.approx(plain.indicators.attained, abs=1e-6)


@given(seeds, st.randoms())
def test_row_order_is_irrelevant(seed, random):
    columns = evidence(seed)
    tables = {}
    for name in ("links", "indicators", "themes"):
        rows = list(range(len(getattr(columns, name).owner)))
        random.shuffle(rows)
        tables[name] = take(getattr(columns, name), np.array(rows, np.int64))
    one, other = score(columns, MODEL), score(replace(columns, **tables), MODEL)
    assert one.score.tobytes() == other.score.tobytes()
    assert one.lines.points.tobytes() == other.lines.points.tobytes()


@given(seeds)
def test_a_score_does_not_move_when_another_project_changes(seed):
    columns = evidence(seed)
    alone = replace(columns, projects=take(columns.projects, np.array([0])))
    for name in ("links", "indicators", "themes"):
        table = getattr(columns, name)
        alone = replace(alone, **{name: take(table, table.owner == 0)})
    together, apart = score(columns, MODEL), score(alone, MODEL)
    assert together.score[:1].tobytes() == apart.score.tobytes()
    assert together.confidence[:1].tobytes() == apart.confidence.tobytes()


@given(seeds)
def test_levers_keep_their_promise(seed):
    """Validating every link at once is worth at least the best single validation."""
    columns = evidence(seed)
    result = score(columns, MODEL)
    links = columns.links
    all_valid = replace(links, validated_level=links.level, validated_on=np.full(len(links.owner), TODAY))
    reachable = s_of(replace(columns, links=all_valid))
    for owner, lever, gain in zip(result.levers.owner, result.levers.lever, result.levers.gain, strict=True):
        if lever == 1:
            assert reachable[owner] >= result.score[owner] + gain - SMALL


@given(seeds, seeds, st.integers(1, 400))
def test_bridge_always_sums_to_the_change(seed, other, days):
    before, after = evidence(seed), evidence(other)
    earlier = np.full(before.count, TODAY - np.timedelta64(days, "D"))
    before = replace(before, projects=replace(before.projects, pace_on=earlier, aged_on=earlier, placed_on=earlier))
    result = bridge(before, after, parameters_before=MODEL, parameters_after=replace(MODEL, declared_credit=0.7))
    known = ~np.isnan(result.exact).any(axis=1)
    old, new = pillars_of(factors_of(before, MODEL), MODEL).score, score(after, replace(MODEL, declared_credit=0.7)).score
    assert known.tolist() == (~np.isnan(old) & ~np.isnan(new)).tolist()
    assert result.exact[known].sum(axis=1) == pytest.approx(new[known] - old[known], abs=1e-6)
    assert result.points[known].sum(axis=1) == pytest.approx(rounded(new)[known] - rounded(old)[known])
