"""D and earned value: the example's figures and the rules against silence."""

import numpy as np
import pytest

from portfolio.alignment.delivery import Reports, deliveries, ratio_bands, risk_bands
from portfolio.alignment.parameters import Parameters
from portfolio.earned_value import earned_schedule, performance

P = Parameters()
NAT, NAN = np.datetime64("NaT"), np.nan


def reports(**facts):
    defaults = {"today": "2026-07-01", "outdated": False, "waiver_until": NAT}
    defaults |= dict.fromkeys(("earned_on", "milestones_on", "risks_on", "scope_on"), NAT)
    defaults |= dict.fromkeys(("cpi", "spi", "spi_t", "slip_days", "exposure", "scope_change", "declared", "waiver"), NAN)
    values = defaults | facts
    kinds = {"today": "datetime64[D]", "waiver_until": "datetime64[D]", "outdated": bool}
    return Reports(
        **{name: np.array([value], kinds.get(name, "datetime64[D]" if name.endswith("_on") else float)) for name, value in values.items()}
    )


def test_worked_example_is_flagged_at_40():
    figures = performance(planned=1.60, earned=1.408, actual=1.514, budget=3.2)
    assert [round(float(value), 3) for value in (figures.cpi, figures.spi, figures.eac, figures.vac, figures.tcpi)] == [
        0.930,
        0.880,
        3.441,
        -0.241,
        1.063,
    ]
    result = deliveries(reports(cpi=float(figures.cpi), spi=float(figures.spi), declared=1.0), P)
    assert result.bands[0, :2].tolist() == [0.6, 0.2]
    assert (result.computed[0], result.delivery[0]) == (pytest.approx(0.40), pytest.approx(0.40))
    assert result.divergence[0] == 0.60
    assert result.watermelon[0]
    assert result.worst[0] == 1


def test_dimension_without_data_is_left_out_of_the_mean():
    assert deliveries(reports(cpi=1.0, exposure=20), P).computed[0] == pytest.approx(0.6)


def test_one_side_alone_is_unverified_and_none_is_no_confidence():
    alone = deliveries(reports(declared=1.0), P)
    assert (alone.delivery[0], alone.unverified[0], alone.watermelon[0]) == (1.0, True, False)
    nothing = deliveries(reports(), P)
    assert np.isnan(nothing.delivery[0])
    assert not nothing.unverified[0]


def test_silence_does_not_pay():
    assert deliveries(reports(declared=1.0, outdated=True), P).delivery[0] == 0.6
    assert deliveries(reports(declared=0.2, outdated=True), P).delivery[0] == 0.2
    assert deliveries(reports(cpi=1.0, earned_on="2026-01-01"), P).computed[0] == 0.6


def test_a_person_lowers_confidence_but_only_a_waiver_raises_it():
    assert deliveries(reports(declared=0.2, cpi=1.0), P).delivery[0] == 0.2
    facts = {"declared": 1.0, "cpi": 0.5, "waiver": 0.8}
    assert deliveries(reports(**facts, waiver_until="2026-07-01"), P).delivery[0] == 0.8
    assert deliveries(reports(**facts, waiver_until="2026-06-30"), P).delivery[0] == 0.2


def test_divergence_is_compared_after_rounding():
    assert not deliveries(reports(declared=0.9, cpi=0.9), P).watermelon[0]


def test_milestones_speak_where_no_earned_value_does():
    assert deliveries(reports(slip_days=12), P).bands[0, 1] == 0.6
    assert deliveries(reports(slip_days=12, spi=1.0), P).bands[0, 1] == 1.0
    assert deliveries(reports(slip_days=12, spi=1.0, spi_t=0.5), P).bands[0, 1] == 0.2


def test_edges_belong_where_the_specification_says():
    assert ratio_bands(np.array([0.95, 1.05, 0.9, 1.1, 0.8999, 1.1001]), P).tolist() == [1.0, 1.0, 0.6, 0.6, 0.2, 0.2]
    assert risk_bands(np.array([7.0, 8.0, 14.0, 15.0]), P).tolist() == [1.0, 0.6, 0.6, 0.2]
    assert [deliveries(reports(scope_change=x), P).bands[0, 3] for x in (0.05, -0.15, 0.16)] == [1.0, 0.6, 0.2]


@pytest.mark.parametrize("facts", [{"earned": 0}, {"actual": 0}, {"planned": 0}, {"earned": np.nan}])
def test_ratios_that_cannot_be_computed_are_not_numbers(facts):
    result = performance(**{"planned": 1.0, "earned": 1.0, "actual": 1.0, "budget": 2.0} | facts)
    assert np.isnan(result.cpi) or np.isnan(result.spi)


def test_budget_already_spent_has_no_tcpi():
    assert np.isnan(performance(planned=1, earned=1, actual=2, budget=2).tcpi)


def test_earned_schedule_stays_late_at_the_end_of_a_late_project():
    days, planned = np.array([30.0, 60.0, 90.0]), np.array([100.0, 200.0, 300.0])
    assert earned_schedule(days=days, planned=planned, earned=150.0, today=60, budget=300) == pytest.approx(45 / 60)
    assert earned_schedule(days=days, planned=planned, earned=300.0, today=120, budget=300) == pytest.approx(0.75)
    assert np.isnan(earned_schedule(days=days[:1], planned=planned[:1], earned=10, today=10, budget=300))
    assert np.isnan(earned_schedule(days=days, planned=planned, earned=310.0, today=90, budget=600))
