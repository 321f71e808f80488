from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from foundation.audit import actions as audit
from foundation.audit.queries import trail
from portfolio.alignment import nights
from portfolio.alignment.known_facts import Moment, Span
from portfolio.alignment.model_versions import MOST_LOOKED_AT, looked_at, preview, revise_model
from portfolio.alignment.parameters import Parameters
from portfolio.models import ScoringModel
from tests.portfolio.alignment.conftest import LATER

GENEROUS = Parameters(declared_credit=1.0)


def test_a_revision_is_a_new_version_told_in_the_ledger(ada):
    model = revise_model(parameters=GENEROUS, in_force_from=date(2026, 7, 2), note="Declared counts in full", by=ada, at=LATER)
    assert (model.number, Parameters.from_json(model.parameters)) == (2, GENEROUS)
    assert trail(model)[0].facts["changes"] == {"declared_credit": [0.5, 1.0]}
    assert nights.model_in_force(Moment(date(2026, 7, 2), LATER)).number == 2
    assert nights.model_in_force(Moment(date(2026, 7, 1), LATER)).number == 1
    assert nights.model_in_force(Moment(date(2026, 7, 3), LATER - timedelta(seconds=1))).number == 1


def test_without_its_ledger_entry_nothing_is_revised(ada, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        revise_model(parameters=GENEROUS, in_force_from=date(2026, 7, 2), note="", by=ada, at=LATER)
    assert ScoringModel.objects.count() == 1


def test_a_preview_says_how_many_scores_would_change_and_stores_nothing(link, weights, project):
    found = preview(parameters=GENEROUS, at=LATER)
    assert (found.projects, found.changed, found.average_change) == (1, 1, 18.75)
    assert preview(parameters=Parameters(), at=LATER).changed == 0
    off = preview(parameters=replace(Parameters(), contribution_starts=None), at=LATER)
    assert (off.changed, off.lost_their_score) == (0, 1)


def test_the_bridge_names_the_model(link, weights, project, ada, run_now):
    run_now()
    revise_model(parameters=GENEROUS, in_force_from=date(2026, 7, 3), note="", by=ada, at=LATER)
    run = run_now(LATER + timedelta(days=1))
    steps = run.snapshots.get().detail["bridge"]["steps"]
    assert {step: points for step, points in steps.items() if points} == {"model": 18.75}


def test_a_preview_looks_at_a_large_portfolio_in_groups_spread_over_it():
    assert looked_at([]) == []
    assert looked_at([3, 5, 9]) == [Span(3, 9)]
    spans = looked_at(list(range(1, 10_001)))
    assert sum(span.last - span.first + 1 for span in spans) == MOST_LOOKED_AT
    assert (spans[0].first, spans[-1].last) == (1, 10_000)
    assert all(before.last < after.first for before, after in pairwise(spans))
