"""The verdict says what moves and what holds back, from facts only."""

from dataclasses import replace

import pytest
from django.utils import translation

from cmo_portal.dashboards import narrator
from cmo_portal.dashboards.narrator import Facts, Gap, HorizonGap

DEMO = Facts(
    projects=54,
    scored=49,
    alignment=52.0,
    change=3.0,
    spend_fit=0.70,
    widest_gap=Gap("O5 Digital journeys", 0.11, 0.27),
    horizon_balance=0.77,
    widest_horizon=HorizonGap("short", 0.68, 0.45),
    watermelons=4,
    unscored_share=0.04,
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (DEMO, "The strategy moves forward (+3), the money does not follow: O5 Digital journeys takes 27% of the budget and weighs 11%."),
        (replace(DEMO, spend_fit=0.85), "The strategy moves forward (+3), but the short term takes 68% of the money for 45% wanted."),
        (replace(DEMO, spend_fit=0.9, horizon_balance=0.9), "The strategy moves forward (+3), but 4 projects need help."),
        (replace(DEMO, spend_fit=0.9, horizon_balance=0.9, watermelons=0), "The strategy moves forward (+3), and the money follows."),
        (replace(DEMO, unscored_share=0.5), "The strategy moves forward (+3), but 50% of the money cannot be judged yet."),
        (
            replace(DEMO, change=-2.4, spend_fit=0.9, horizon_balance=0.9, watermelons=1),
            "The strategy falls back (−2), but 1 project needs help.",
        ),
        (
            replace(DEMO, change=0.4, spend_fit=None, horizon_balance=None, watermelons=0),
            "The strategy holds at 52 out of 100, and nothing stands out.",
        ),
        (
            replace(DEMO, change=None, spend_fit=0.9, horizon_balance=0.9, watermelons=0),
            "The strategy stands at 52 out of 100, and the money follows.",
        ),
        (replace(DEMO, alignment=None), "Nothing can be judged yet: link the projects to objectives and give them a budget."),
        (Facts(projects=0, scored=0), "No project yet: the verdict comes with the first ones."),
    ],
)
def test_the_verdict(facts: Facts, sentence: str) -> None:
    assert narrator.verdict(facts) == sentence


def test_the_verdict_in_french() -> None:
    with translation.override("fr"):
        assert narrator.verdict(DEMO) == (
            "La stratégie avance (+3), l’argent ne suit pas\u202f: O5 Digital journeys prend 27\u202f% du budget et pèse 11\u202f%."
        )
