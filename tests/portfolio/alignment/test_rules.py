"""The edges of A, K, R, S and C that the worked example does not touch."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kpis.attainment import RANGE, STEPPED, expected_to_date, target_faults
from portfolio.alignment.breakdown import Line
from portfolio.alignment.bridge import STEPS, bridge
from portfolio.alignment.columns import Indicators, Links, Themes, WeightSet, empty, months_after
from portfolio.alignment.kpi import paths_of
from portfolio.alignment.levers import Lever
from portfolio.alignment.parameters import Parameters, ParametersError
from portfolio.alignment.pillars import rounded
from portfolio.alignment.scoring import score
from tests.portfolio.alignment import worked_example as oracle
from tests.portfolio.alignment.worked_example import ALL_PILLARS, days

DEFAULTS = Parameters()
EIGHT = (WeightSet(np.arange(8), np.full(8, 1 / 8)),)


def bare(*, levels, keys=None, validated=True, as_of="2026-02-01", weight_sets=EIGHT, **link_facts):
    """One project with links only: the KPI and responsibility sources are absent."""
    count = len(levels)
    level = np.array(levels, float)
    facts = {
        "owner": np.zeros(count, np.int64),
        "key": np.arange(count) if keys is None else np.array(keys),
        "level": level,
        "validated_level": level if validated else np.full(count, np.nan),
        "declared_on": days(*["2026-01-05"] * count),
        "validated_on": days(*["2026-01-10" if validated else "NaT"] * count),
        "refused": np.zeros(count, np.bool_),
        "present": np.ones(count, np.bool_),
    }
    tables = {"links": Links(**facts | link_facts), "indicators": empty(Indicators), "themes": empty(Themes), "weight_sets": weight_sets}
    return oracle.columns(as_of, **tables)


def printed(columns, p=DEFAULTS):
    return float(rounded(score(columns, p).score)[0])


@pytest.mark.parametrize(("levels", "expected"), [([1], 57.14), ([0.5] * 8, 50.0), ([1, 1], 85.71), ([1, 1, 1], 100.0), ([1] * 8, 100.0)])
def test_ranks_are_discounted_as_the_specification_says(levels, expected):
    assert printed(bare(levels=levels)) == expected


@pytest.mark.parametrize(("count", "expected"), [(1, 42.86), (2, 64.29), (3, 75.00), (9, 75.00)])
def test_approved_links_at_three_quarters_over_233_equal_objectives(count, expected):
    columns = bare(levels=[0.75] * count, weight_sets=(WeightSet(np.arange(233), np.ones(233)),))
    result = score(columns, DEFAULTS)
    assert float(rounded(result.score)[0]) == expected
    assert result.confidence[0] == 1.0


def test_declared_link_counts_half_until_validated():
    assert printed(bare(levels=[1], validated=False)) == 28.57


def test_refused_link_brings_nothing_and_is_no_data():
    result = score(bare(levels=[1], refused=np.array([True])), DEFAULTS)
    assert result.score[0] == 0
    assert result.confidence[0] == 0


def test_links_expire_twelve_months_after_validation_or_declaration():
    assert printed(bare(levels=[1], as_of="2027-01-09")) == 57.14
    assert printed(bare(levels=[1], as_of="2027-01-10")) == 0
    assert printed(bare(levels=[1], as_of="2027-01-04", validated=False)) == 28.57
    assert printed(bare(levels=[1], as_of="2027-01-05", validated=False)) == 0


def test_raising_a_validated_link_counts_half_on_the_increase():
    assert printed(bare(levels=[1], validated_level=np.array([0.5]))) == pytest.approx(42.86)


def test_lowering_a_validated_link_lowers_it_at_once():
    assert printed(bare(levels=[0.25], validated_level=np.array([1.0]))) == 14.29


def test_months_end_where_the_month_is_shorter():
    assert months_after(days("2024-02-29", "2026-01-31", "NaT"), 12).astype(str).tolist() == ["2025-02-28", "2027-01-31", "NaT"]


def test_fewer_objectives_than_ranks_leave_the_denominator():
    assert printed(bare(levels=[1], weight_sets=(WeightSet(np.array([0]), np.array([5.0])),))) == 100.0


@pytest.mark.parametrize("weights", [(), (WeightSet(np.array([0]), np.array([0.0])),)])
def test_without_weights_there_is_no_score_rather_than_zero(weights):
    columns = bare(levels=[1], weight_sets=weights)
    columns = replace(columns, projects=replace(columns.projects, weight_set=np.array([0 if weights else -1])))
    result = score(columns, DEFAULTS)
    assert np.isnan([result.score[0], result.confidence[0], result.low[0]]).all()
    assert result.band == ["unscored"]
    assert result.letter == [""]
    assert not len(result.lines.owner)
    assert not len(result.levers.owner)


def test_contribution_is_not_due_before_the_approval():
    assert np.isnan(score(bare(levels=[1], as_of="2025-12-31"), DEFAULTS).score[0])


def test_orphan_after_sixty_days_is_capped_in_a_line_of_its_own():
    p = replace(ALL_PILLARS, kpi_starts=None)
    good = oracle.themes(effect=np.ones(5))
    for as_of, capped in (("2026-03-01", False), ("2026-03-02", True)):
        columns = replace(bare(levels=[1, 1, 1], validated=False, as_of=as_of), themes=good)
        result = score(columns, p)
        assert bool(result.pillars.orphan[0]) is capped
        assert result.score[0] == pytest.approx(40.0 if capped else 100 * (0.5 * 0.5 + 0.2) / 0.7)
        taken = result.lines.points[result.lines.line == Line.ORPHAN]
        assert taken.tolist() == ([pytest.approx(-24.29)] if capped else [])
        assert result.lines.points.sum() == pytest.approx(float(rounded(result.score)[0]))


def test_orphan_clock_starts_at_the_later_of_approval_and_entry():
    columns = bare(levels=[], as_of="2026-03-02")
    late = replace(columns, projects=replace(columns.projects, entered_on=days("2026-02-20")))
    assert not score(late, DEFAULTS).pillars.orphan[0]


def test_expired_validation_makes_an_orphan_again():
    assert score(bare(levels=[1, 1, 1], as_of="2027-01-10"), DEFAULTS).pillars.orphan[0]


def test_never_measured_indicator_costs_points_only_after_its_grace():
    nothing = {"value": np.full(3, np.nan), "measured_on": days("NaT", "NaT", "NaT")}
    p = replace(ALL_PILLARS, responsibility_starts=None)
    inside = oracle.columns("2026-02-07", indicators=oracle.indicators(**nothing))
    after = oracle.columns("2026-02-08", indicators=oracle.indicators(**nothing))
    assert np.isnan(score(inside, p).pillars.kpi[0])
    assert score(after, p).pillars.kpi[0] == 0


def test_an_earlier_measurement_makes_an_indicator_due():
    early = oracle.indicators(value=np.array([27, 8.5, 49.73]), measured_on=days("2026-06-30", "2026-06-30", "2026-06-30"))
    assert score(oracle.columns(indicators=early), ALL_PILLARS).factors.indicators.due.all()


def test_indicator_hardly_under_way_is_not_due():
    assert not score(oracle.columns("2026-01-15", nps_on="2026-01-14"), ALL_PILLARS).factors.indicators.due.any()


def test_stepped_target_expects_the_last_step_reached():
    steps = {
        "shape": np.array([STEPPED] * 3),
        "step_on": np.array([["2026-06-30", "2026-03-31"]] * 3, "datetime64[D]"),
        "step_value": np.array([[34.0, 25.0]] * 3),
    }
    rows = oracle.indicators(**steps)
    assert expected_to_date(paths_of(rows), days(*["2026-06-29"] * 3)).tolist() == [25.0] * 3
    assert expected_to_date(paths_of(rows), days(*["2026-06-30"] * 3)).tolist() == [34.0] * 3
    before = score(oracle.columns("2026-03-30", indicators=rows), ALL_PILLARS)
    assert not before.factors.indicators.due.any()


@pytest.mark.parametrize(("value", "attained"), [(55, 1), (52, 1), (48.5, 0.5), (45, 0), (30, 0), (65, 0.5), (75, 0)])
def test_range_falls_linearly_to_zero_at_the_tolerance(value, attained):
    tolerance = 7.0 if value < 60 else 10.0
    facts = {"shape": RANGE, "low": 52.0, "high": 60.0, "tolerance": tolerance, "value": value}
    rows = oracle.indicators(**{name: np.full(3, x) for name, x in facts.items()}, measured_on=days(*["2026-06-30"] * 3))
    assert score(oracle.columns(indicators=rows), ALL_PILLARS).factors.indicators.attained[0] == pytest.approx(attained)


def test_range_without_tolerance_is_a_step():
    facts = {"shape": RANGE, "low": 99.9, "high": 99.9, "tolerance": 0.0}
    rows = oracle.indicators(**{name: np.full(3, x) for name, x in facts.items()}, value=np.array([99.9, 99.8, np.nan]))
    assert score(oracle.columns(indicators=rows), ALL_PILLARS).factors.indicators.attained[:2].tolist() == [1.0, 0.0]


def test_hiding_a_bad_indicator_never_raises_the_score():
    fresh = oracle.indicators(nps=21.0)
    hidden = oracle.indicators(nps=21.0, nps_on="2026-01-31")
    assert printed(oracle.columns(indicators=hidden), ALL_PILLARS) < printed(oracle.columns(indicators=fresh), ALL_PILLARS)


def test_no_indicator_sixty_days_after_gate_one_is_due_and_zero_unless_a_reason_stands():
    columns = oracle.columns("2026-03-02", indicators=empty(Indicators))
    assert score(columns, ALL_PILLARS).pillars.kpi[0] == 0
    assert np.isnan(score(oracle.columns("2026-03-01", indicators=empty(Indicators)), ALL_PILLARS).pillars.kpi[0])
    excused = replace(columns, projects=replace(columns.projects, no_kpi_reason=np.array([True])))
    assert np.isnan(score(excused, ALL_PILLARS).pillars.kpi[0])


def test_pillars_are_off_until_their_date():
    p = Parameters(kpi_starts=date(2026, 7, 2))
    assert printed(oracle.columns(), p) == 81.54
    assert printed(oracle.columns("2026-07-02"), p) != 81.54


def test_unassessed_material_theme_is_judged_prudently_after_sixty_days():
    silent = oracle.themes(effect=np.array([np.nan, -0.25, 0.5, 0.5, 0.0]))
    assert score(oracle.columns("2026-03-01", themes=silent), ALL_PILLARS).pillars.responsibility[0] == pytest.approx(0.5 + 0.5 * 1 / 7)
    assert score(oracle.columns("2026-03-02", themes=silent), ALL_PILLARS).pillars.responsibility[0] == pytest.approx(0.5 - 0.5 * 0.5 / 10)


def test_unassessed_minor_theme_has_no_say():
    silent = oracle.themes(effect=np.array([0.0, -0.25, 0.5, np.nan, 0.0]))
    assert score(oracle.columns(themes=silent), ALL_PILLARS).pillars.responsibility[0] == pytest.approx(0.5 + 0.5 * 0.5 / 9)


def test_no_materiality_means_responsibility_is_not_due():
    silent = oracle.themes(materiality=np.zeros(5))
    assert np.isnan(score(oracle.columns(themes=silent), ALL_PILLARS).pillars.responsibility[0])


def test_veto_caps_responsibility_and_score_until_mitigated():
    severe = oracle.themes(effect=np.array([0.0, -0.25, 0.5, 0.5, -1.0]))
    result = score(oracle.columns(themes=severe), ALL_PILLARS)
    assert result.pillars.veto[0]
    assert result.pillars.responsibility[0] == 0.25
    assert result.score[0] == 40.0
    assert {int(line) for line in result.lines.line} >= {Line.VETO_RESPONSIBILITY, Line.VETO}
    assert result.lines.points.sum() == pytest.approx(40.0)
    assert Lever.APPROVE_MITIGATION in result.levers.lever
    mended = replace(severe, mitigated=np.array([False] * 4 + [True]))
    assert not score(oracle.columns(themes=mended), ALL_PILLARS).pillars.veto[0]


def test_interval_applies_the_caps_again():
    silent = oracle.themes(effect=np.array([np.nan, -0.25, 0.5, 0.5, 0.0]))
    result = score(oracle.columns(themes=silent), ALL_PILLARS)
    assert result.low[0] == 40.0
    assert Lever.ASSESS_THEME in result.levers.lever


def test_coverage_counts_what_is_due_without_data():
    result = score(oracle.columns(indicators=empty(Indicators)), ALL_PILLARS)
    assert result.confidence[0] == pytest.approx(0.7 * result.factors.links.proved @ [0.424, 0.227, 0.122] / 0.568, rel=1e-6)


def test_bands_use_two_decimals_half_up():
    assert rounded(np.array([69.995, 69.9949, 39.995])).tolist() == [70.0, 69.99, 40.0]


@pytest.mark.parametrize(
    ("baseline", "target", "direction", "wrong"), [(1, 2, "up", False), (2, 1, "down", False), (1, 1, "up", True), (1, 2, "down", True)]
)
def test_targets_must_agree_with_their_direction(baseline, target, direction, wrong):
    assert bool(target_faults(baseline=baseline, target=target, direction=direction)) is wrong


def steps_between(before, after, p=ALL_PILLARS, p_after=None):
    result = bridge(before, after, parameters_before=p, parameters_after=p_after or p)
    return {step: float(points) for step, points in zip(STEPS, result.points[0], strict=True) if points}


def test_bridge_names_each_kind_of_change():
    old = oracle.columns()
    validated = oracle.links(validated_level=np.array([1, 0.5, 0.25]), validated_on=days(*["2026-01-10"] * 3))
    fewer = replace(old, links=oracle.links(present=np.array([True, True, False])))
    heavier = oracle.columns(weights=np.array([0.5, 0.2, 0.2, 0.1]))
    assert list(steps_between(old, replace(old, links=validated))) == ["links"]
    assert list(steps_between(fewer, old)) == ["links"]
    assert list(steps_between(old, heavier)) == ["weights"]
    assert list(steps_between(old, replace(old, themes=oracle.themes(effect=np.zeros(5))))) == ["data"]
    assert list(steps_between(old, old, DEFAULTS, ALL_PILLARS)) == ["model"]
    assert steps_between(old, replace(old, indicators=empty(Indicators))).keys() == {"links"}


def test_bridge_from_an_unscored_date_has_no_steps():
    before = oracle.columns("2025-12-01")
    result = bridge(before, oracle.columns(), parameters_before=DEFAULTS, parameters_after=DEFAULTS)
    assert np.isnan(result.exact).all()


def test_parameters_survive_json_and_refuse_nonsense():
    assert Parameters.from_json(ALL_PILLARS.to_json()) == ALL_PILLARS
    assert Parameters.from_json({}) == Parameters()
    with pytest.raises(ParametersError, match="declared_credit"):
        Parameters(declared_credit=1.5)
    with pytest.raises(ParametersError) as refused:
        Parameters.from_json({"colour": "blue", "orphan_days": 1.5, "kpi_starts": "31/02", "levels": 3})
    assert refused.value.errors.keys() == {"colour", "orphan_days", "kpi_starts", "levels"}


@pytest.mark.parametrize(
    "changes",
    [
        {"rank_discounts": ()},
        {"rank_discounts": (0.5, 1.0)},
        {"levels": (0.0, 0.5)},
        {"horizon_targets": (0.5, 0.5, 0.5)},
        {"ratio_amber": (0.96, 1.04)},
        {"confidence_letters": (0.5, 0.7, 0.8)},
        {"band_partial": 80.0},
        {"contribution_weight": 0.0, "kpi_weight": 0.0, "responsibility_weight": 0.0},
        {"veto_effect": float("nan")},
    ],
)
def test_parameters_that_make_no_model_are_refused(changes):
    with pytest.raises(ParametersError):
        Parameters(**changes)
