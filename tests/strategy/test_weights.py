"""Weights of objectives: classes, direct entry, pairwise judgements."""

import numpy as np
import pytest

from strategy.weights import WeightsError, by_class, composed, matrix_of, normalised, priorities
from tests.portfolio.alignment.worked_example import JUDGEMENTS


def test_worked_example_of_pairwise_judgements():
    result = priorities(JUDGEMENTS)
    assert [round(weight, 5) for weight in result.weights] == [0.42359, 0.22704, 0.22704, 0.12232]
    assert round(result.eigenvalue, 5) == 4.01036
    assert round(result.consistency_index, 5) == 0.00345
    assert round(result.consistency_ratio, 5) == 0.00384
    assert result.consistent


def test_two_objectives_are_always_consistent():
    result = priorities([[1, 9], [1 / 9, 1]])
    assert result.consistency_ratio == 0
    assert result.weights.tolist() == pytest.approx([0.9, 0.1])


def test_contradictory_judgements_are_told():
    assert not priorities([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]]).consistent


@pytest.mark.parametrize("size", range(3, 10))
def test_coherent_judgements_of_any_size_give_back_their_weights(size):
    weights = np.arange(1.0, size + 1)
    result = priorities(weights[:, None] / weights[None, :])
    assert np.allclose(result.weights, weights / weights.sum())
    assert result.consistency_ratio == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("matrix", [np.ones((10, 10)), [[1, 2], [2, 1]], [[1, -2], [-0.5, 1]], [[1, 2, 3]], [[1, 0], [0, 1]]])
def test_matrices_that_cannot_be_judged_are_refused(matrix):
    with pytest.raises(WeightsError):
        priorities(matrix)


def test_classes_weigh_three_two_one():
    assert by_class({"a": "major", "b": "important", "c": "useful"}) == {"a": 0.5, "b": pytest.approx(1 / 3), "c": pytest.approx(1 / 6)}
    with pytest.raises(WeightsError, match="choose one of"):
        by_class({"a": "huge"})


def test_direct_figures_are_scaled_and_checked():
    assert normalised({"a": 30, "b": 10}) == {"a": 0.75, "b": 0.25}
    for wrong in ({"a": -1, "b": 2}, {"a": 0}, {"a": float("nan")}):
        with pytest.raises(WeightsError):
            normalised(wrong)


def test_judgements_may_be_entered_either_way_round():
    assert matrix_of(["a", "b"], {("b", "a"): 4}).tolist() == [[1, 0.25], [4, 1]]
    with pytest.raises(WeightsError, match="Compare a with b"):
        matrix_of(["a", "b"], {})


def test_leaves_share_the_weight_of_their_axis():
    spread = composed({"X": 0.6, "Y": 0.3, "Z": 0.1}, {"X": {"a": 0.5, "b": 0.5}, "Y": {"c": 1.0}})
    assert spread == {"a": pytest.approx(1 / 3), "b": pytest.approx(1 / 3), "c": pytest.approx(1 / 3)}
