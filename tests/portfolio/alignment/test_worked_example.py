"""The oracle of the specification, to its last printed digit."""

import numpy as np
import pytest

from portfolio.alignment.breakdown import Line
from portfolio.alignment.bridge import STEPS, bridge
from portfolio.alignment.levers import Candidates, Lever, gains
from portfolio.alignment.pillars import rounded
from portfolio.alignment.scoring import score
from strategy.weights import priorities
from tests.portfolio.alignment import worked_example as oracle
from tests.portfolio.alignment.worked_example import ALL_PILLARS


@pytest.fixture(params=["eigenvector", "three decimals"])
def weights(request):
    """The figures are the same at the digits shown whichever weights are used."""
    return priorities(oracle.JUDGEMENTS).weights if request.param == "eigenvector" else oracle.WEIGHTS


@pytest.fixture
def result(weights):
    return score(oracle.columns(weights=weights), ALL_PILLARS)


@pytest.fixture
def printed():
    return score(oracle.columns(), ALL_PILLARS)


def test_score_is_68_27(result):
    assert rounded(result.score)[0] == 68.27
    assert result.pillars.contribution[0] == pytest.approx(0.8154, abs=2e-4)
    assert round(result.pillars.kpi[0], 4) == 0.5501
    assert result.pillars.responsibility[0] == pytest.approx(0.55)
    assert result.band == ["partial"]


def test_contribution_of_the_printed_weights_is_8154(printed):
    assert round(printed.pillars.contribution[0], 4) == 0.8154


def test_indicators_are_judged_at_their_pace_and_age(result):
    rows = result.factors.indicators
    assert [round(value, 4) for value in rows.attained[:2]] == [0.7039, 1.0]
    assert [round(value, 4) for value in rows.fresh[:2]] == [1.0, 0.2939]
    assert list(rows.due) == [True, True, False]


def test_interval_is_65_to_77(result):
    assert (round(result.low[0]), round(result.high[0])) == (65, 77)


def test_confidence_is_843_letter_b(result):
    assert round(result.confidence[0], 3) == 0.843
    assert result.letter == ["B"]


def printed_lines(result):
    lines = zip(result.lines.line, result.lines.key, result.lines.points, strict=True)
    return {(Line(line), int(key)): float(points) for line, key, points in lines if points}


def test_breakdown_of_the_printed_weights_is_the_printed_one(printed):
    lines = printed_lines(printed)
    assert lines == {
        (Line.LINK, oracle.O1): 35.67,
        (Line.LINK, oracle.O2): 4.77,
        (Line.LINK, oracle.O4): 0.32,
        (Line.INDICATOR, oracle.NPS): 13.20,
        (Line.INDICATOR, oracle.PROCESSING): 3.31,
        (Line.NEUTRAL, 0): 10.00,
        (Line.THEME, oracle.ENERGY): -0.50,
        (Line.THEME, oracle.DIVERSITY): 1.00,
        (Line.THEME, oracle.TRAINING): 0.50,
    }


def test_breakdown_adds_up_to_the_cent(result):
    """With unrounded weights one cent moves from the first link to the second: their remainders change sides, the sum does not."""
    assert round(sum(printed_lines(result).values()), 2) == 68.27
    assert result.lines.exact.sum() == pytest.approx(result.score[0])


def test_levers_tell_what_one_change_adds(result):
    found = {
        (kind, key): round(gain, 1) for kind, key, gain in zip(result.levers.lever, result.levers.key, result.levers.gain, strict=True)
    }
    assert found == {
        (Lever.REFRESH_INDICATOR, oracle.PROCESSING): 7.9,
        (Lever.REACH_PACE, oracle.NPS): 5.6,
        (Lever.RAISE_LINK, oracle.O2): 2.4,
        (Lever.RAISE_LINK, oracle.O4): 1.0,
        (Lever.VALIDATE_LINK, oracle.O4): 0.3,
    }
    assert list(result.levers.gain) == sorted(result.levers.gain, reverse=True)


def test_raising_the_second_link_to_full_adds_4_8(printed):
    to_full = Candidates(np.array([0]), np.array([int(Lever.RAISE_LINK)]), np.array([1]), np.array([1.0]))
    assert round(gains(printed.factors, to_full, printed.score, ALL_PILLARS).gain[0], 1) == 4.8


def test_bridge_from_june_goes_from_69_68_to_68_27(weights):
    june = oracle.columns("2026-06-01", nps=25.0, nps_on="2026-05-31", weights=weights)
    steps = bridge(june, oracle.columns(weights=weights), parameters_before=ALL_PILLARS, parameters_after=ALL_PILLARS)
    assert (rounded(steps.before)[0], rounded(steps.after)[0]) == (69.68, 68.27)
    assert dict(zip(STEPS, steps.points[0], strict=True)) == {
        "pace": -1.87,
        "data": 3.77,
        "ageing": -3.31,
        "links": 0.0,
        "weights": 0.0,
        "model": 0.0,
    }
