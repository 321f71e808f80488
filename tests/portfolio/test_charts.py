"""The figures of the boards: valid plotly, a true sentence, a table of the same numbers."""

import json
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from cmo_portal.dashboards.lenses import figures
from cmo_portal.dashboards.lenses.landing import Milestones, ObjectiveLanding
from cmo_portal.dashboards.lenses.money import MoneyFacts, Year
from foundation.charts import Figure, unpacked
from portfolio import charts
from portfolio.charts import Mover, ObjectiveMoney
from portfolio.queries.landings import Landing

OBJECTIVES = [
    ObjectiveMoney("O1", "Delight customers", 0.14, 0.11, 10_600_000),
    ObjectiveMoney("O5", "Digital journeys", 0.11, 0.27, 25_900_000),
    ObjectiveMoney("O10", "Cut emissions", 0.12, 0.05, 4_800_000),
]
MOVERS = [Mover("P1", "Client 360", -1.4, 66.0, "pace"), Mover("P2", "Entrepôt", 7.9, 81.0), Mover("P3", "Casque", 0.0, 12.0)]


def every_figure() -> list[Figure]:
    return [
        charts.money_and_weight(OBJECTIVES),
        charts.units_and_objectives(["DCM", "DIS"], ["O1", "O5"], [[1e6, None], [0, 25e6]]),
        charts.horizons([0.68, 0.26, 0.06], [0.45, 0.35, 0.20]),
        charts.movers(MOVERS),
        charts.alignment_over_time([(date(2026, 7, 1), 49.0), (date(2026, 7, 2), None), (date(2026, 7, 3), 52.0)]),
        charts.bands({"aligned": 10, "partial": 6, "weak": 4}),
    ]


def empty_figures() -> list[Figure]:
    return [
        charts.money_and_weight([]),
        charts.units_and_objectives([], [], []),
        charts.horizons([0, 0, 0], [0.45, 0.35, 0.20]),
        charts.movers([]),
        charts.alignment_over_time([]),
        charts.bands({}),
    ]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_every_figure_is_valid_plotly() -> None:
    import plotly.graph_objects as go

    for figure in every_figure():
        go.Figure(figure.plot)


def test_every_table_has_a_cell_for_each_column() -> None:
    for figure in every_figure():
        assert figure.rows
        assert {len(row) for row in figure.rows} == {len(figure.columns)}


def test_an_empty_portfolio_draws_nothing_and_says_so() -> None:
    for figure in empty_figures():
        assert figure.is_empty
        assert figure.sentence


def test_a_figure_kept_with_a_run_is_the_same_figure_again() -> None:
    figure = charts.money_and_weight(OBJECTIVES, currency="GBP")
    packed = figure.packed()
    again = unpacked(figure.key, **packed)
    assert (again.plot, str(again.sentence), again.currency, again.height) == (figure.plot, figure.sentence, "GBP", figure.height)
    assert [tuple(row) for row in again.rows] == [tuple(row) for row in figure.rows]


def test_the_widest_gap_comes_first_and_is_named() -> None:
    figure = charts.money_and_weight(OBJECTIVES)
    assert [row[0] for row in figure.rows] == ["O5 Digital journeys", "O10 Cut emissions", "O1 Delight customers"]
    assert figure.sentence == "Widest gap: O5 Digital journeys receives 27% of the money and weighs 11%."


def test_each_cell_says_its_own_amount_in_the_order_of_the_codes() -> None:
    plot = charts.units_and_objectives(["DCM", "DIS"], ["O1", "O10", "O2"], [[1e6, 2e6, None], [0, 4e6, 5e6]]).plot["data"][0]
    assert plot["x"] == ["O1", "O2", "O10"]
    assert plot["z"] == [[1e6, None, 2e6], [None, 5e6, 4e6]]
    assert plot["text"] == [["€1.0M", "", "€2.0M"], ["", "€5.0M", "€4.0M"]]


def test_a_portfolio_of_two_hundred_objectives_still_makes_figures_that_fit() -> None:
    many = [ObjectiveMoney(f"O{i}", f"Objective {i}", 0.005, 0.001 * (i % 9), 1e5 * i) for i in range(200)]
    figure = charts.money_and_weight(many)
    assert figure.height < 500
    assert figure.note == "The 12 widest of 200 gaps are drawn."
    heat = charts.units_and_objectives([f"U{i}" for i in range(40)], [o.code for o in many], [[1.0 * i] * 200 for i in range(40)])
    assert len(heat.rows) == 14
    assert len(heat.columns) == 17
    assert heat.rows[-1][0] == "U39"


def test_horizon_sentence_names_the_widest_gap() -> None:
    assert charts.horizons([0.68, 0.26, 0.06], [0.45, 0.35, 0.20]).sentence == "Short term: 68% of the money for 45% wanted."


def test_movers_sentence_counts_both_ways() -> None:
    assert charts.movers(MOVERS, since=date(2026, 7, 1)).sentence == "Since 1 Jul 2026: 1 score rose, 1 fell."
    assert charts.movers([MOVERS[2]]).sentence == "Since last night: no score changed."


def test_sentences_are_written_in_french_too() -> None:
    with translation.override("fr"):
        assert charts.money_and_weight(OBJECTIVES).sentence.startswith("Plus grand écart")


def test_names_are_drawn_letter_for_letter_and_never_read_as_tags():
    evil = '<a href="https://elsewhere.example">R&D</a>'
    drawn = [
        charts.money_and_weight([charts.ObjectiveMoney(evil, evil, 0.5, 0.2, 1.0)]),
        charts.units_and_objectives([evil], [evil], [[1.0]]),
        charts.movers([charts.Mover("A", evil, 5.0, 50.0)]),
        figures.landing([ObjectiveLanding(SimpleNamespace(code="O", name=evil), 0.5, 0.2, Landing(1, delivery=0.5))]),
        figures.overruns(MoneyFacts(units=[Year(evil, "<a>", Decimal(2), Decimal(3))]), "EUR"),
        figures.slips(Milestones(slipping=[milestone(evil)])),
    ]
    for figure in drawn:
        told = json.dumps(figure.plot)
        assert "<a" not in told, figure.key
        assert "&lt;a" in told, figure.key
        assert "&amp;quot;" not in told
    assert drawn[0].rows[0][0] == f"{evil} {evil}", "tables escape for themselves"


def milestone(name):
    return SimpleNamespace(project=SimpleNamespace(name=name), name=name, slip_days=3, baseline_on=None, forecast_on=None)
