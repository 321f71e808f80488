"""The demo company, seeded once for all tests of a module that only reads it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from cmo_portal.demo.actions import seed_demo
from portfolio.models import Project, Publication, RunIndex, ScoreRun, ScoreSnapshot, ScoringModel

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def seeded(db: None) -> Iterator[None]:
    """Groupe Vauterre on 24 November 2026."""
    seed_demo(by=None, at=NOW, today=TODAY)
    return


@pytest.fixture
def scored_night(seeded: None) -> ScoreRun:
    """A published night with one score and one index."""
    model = ScoringModel.objects.first() or ScoringModel.objects.create(number=1, parameters={}, in_force_from=TODAY, recorded_at=NOW)
    run = ScoreRun.objects.create(kind="night", state="published", as_of=TODAY, cut_off=NOW, model=model, wanted_at=NOW)
    ScoreSnapshot.objects.create(run=run, project=Project.objects.get(code="DCM-01"), s=82.6, as_of=TODAY)
    RunIndex.objects.create(run=run, scope="everything", alignment=56.0)
    Publication.objects.filter(pk=1).update(run=run, published_at=NOW)
    return run
