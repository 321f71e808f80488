from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rse import materiality
from rse.materiality import Rated

HARM = Rated("S2", "impact", potential=True, human_rights=True, scale=5, scope=2, irremediability=4, likelihood=0.2)


def test_severity_prevails_over_likelihood_for_human_rights_only():
    assert HARM.score == 5
    assert replace(HARM, human_rights=False).score == 1


def test_a_positive_impact_has_nothing_to_remedy():
    assert Rated("S3", "impact", positive=True, scale=2, scope=3, irremediability=5).score == 3


def test_a_topic_takes_the_maximum_and_the_axes_are_never_averaged():
    rated = [
        Rated("E1", "impact", scale=2, scope=2, irremediability=2),
        Rated("E1", "impact", scale=4, scope=1, irremediability=1),
        Rated("E1", "risk", magnitude=5, likelihood=0.2),
    ]
    (topic,) = materiality.topics(rated)
    assert (topic.impact, topic.financial, topic.material) == (4, 1, True)


def test_either_threshold_makes_a_topic_material():
    rated = [Rated("G1", "opportunity", magnitude=5, likelihood=0.6), Rated("E4", "impact", scale=2, scope=2, irremediability=2)]
    assert [(topic.code, topic.material) for topic in materiality.topics(rated)] == [("E4", False), ("G1", True)]


@pytest.mark.parametrize(("score", "weight"), [(0, 0), (1.99, 0), (2, 1), (2.99, 1), (3, 2), (4, 3), (5, 3)])
def test_mu_follows_the_bands_of_the_score(score, weight):
    assert materiality.mu(score) == weight


def test_a_theme_takes_the_largest_of_its_topics():
    rated = [Rated("E1", "impact", scale=4), Rated("E5", "impact", scale=2)]
    found = materiality.themes(materiality.topics(rated), {"E1": ["energy", "ghg"], "E5": ["waste", "energy"]})
    assert found == {"energy": 3, "ghg": 3, "waste": 1}


def test_sensitivity_names_what_one_step_would_flip():
    rated = [Rated("E1", "impact", scale=3, scope=1, irremediability=1), Rated("S1", "impact", scale=5, scope=5, irremediability=5)]
    assert materiality.flipping(rated, impact_from=3, financial_from=3) == ["E1"]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9))
def test_raters_together_stay_on_the_scale(ratings):
    assert min(ratings) <= materiality.agreed(ratings) <= max(ratings)
