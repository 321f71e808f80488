"""Portfolio indices: the example's fit and balance, and what is never averaged as zero."""

import numpy as np
import pytest

from portfolio.alignment.indices import alignment_index, horizon_balance, horizon_of, orphan_objectives, spend_fit, split_money
from portfolio.alignment.parameters import Parameters
from tests.portfolio.alignment.worked_example import WEIGHTS

P = Parameters()


def test_spend_fit_of_the_example_is_801():
    fit = spend_fit(money_by_objective=np.array([50.0, 35.0, 5.0, 10.0]), weight=WEIGHTS, no_objective=0.0)
    assert round(fit.fit, 3) == 0.801
    assert np.argmax(np.abs(fit.gap)) == 2
    assert round(fit.gap[2] * 100, 1) == -17.7


def test_money_without_an_objective_is_a_bucket_of_weight_zero():
    fit = spend_fit(money_by_objective=np.array([50.0]), weight=np.array([1.0]), no_objective=50.0)
    assert (fit.fit, fit.no_objective_share) == (0.5, 0.5)


def test_money_splits_over_links_by_level_and_validation():
    by_link, stray = split_money(money=np.array([90.0, 10.0, np.nan]), owner=np.array([0, 0, 2]), credit=np.array([1.0, 0.5, 1.0]))
    assert by_link.tolist() == [60.0, 30.0, 0.0]
    assert stray.tolist() == [0.0, 10.0, 0.0]


def test_horizon_balance_of_the_example_is_78():
    balance = horizon_balance(money=np.array([82.0, 15, 3, 7]), horizon=np.array([0, 1, 2, -1]), targets=np.array([0.60, 0.25, 0.15]))
    assert round(balance.balance, 2) == 0.78
    assert balance.no_horizon == 7


def test_horizons_end_at_12_and_36_months():
    assert horizon_of(np.array([12.0, 12.1, 36.0, 36.1, np.nan]), P).tolist() == [0, 1, 1, 2, -1]


def test_unscored_money_is_told_apart_and_never_averaged():
    index = alignment_index(
        money=np.array([10.0, 30.0, 60.0, np.nan, 20.0]),
        score=np.array([80.0, 40.0, np.nan, 100.0, 90.0]),
        confidence=np.array([0.9, 0.5, np.nan, 1.0, 0.49]),
        p=P,
    )
    assert index.alignment == pytest.approx(50.0)
    assert (index.scored, index.unscored, index.undisclosed) == (3, 2, 1)
    assert index.unscored_share == pytest.approx(80 / 120)


def test_nothing_scored_has_no_index():
    index = alignment_index(money=np.array([1.0]), score=np.array([np.nan]), confidence=np.array([np.nan]), p=P)
    assert np.isnan(index.alignment)
    assert np.isnan(spend_fit(money_by_objective=np.zeros(1), weight=np.ones(1), no_objective=0).fit)


def test_objective_that_weighs_and_is_not_served_is_an_orphan():
    assert orphan_objectives(weight=np.array([0.5, 0.5, 0.0]), served=np.array([True, False, False])).tolist() == [False, True, False]
