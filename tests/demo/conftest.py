"""The demo company: seeded once for all tests here; what needs an empty portal stands in tests/seeding."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from cmo_portal.demo.actions import seed_demo
from portfolio.alignment import chunks, nights
from portfolio.models import Project, Publication, RunIndex, ScoreRun, ScoreSnapshot, ScoringModel

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
STAYS = {"audit", "contenttypes", "auth", "sites"}


@pytest.fixture(scope="package")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """Groupe Vauterre on 24 November 2026, for all tests here that only read it; yields the rows there were before."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = counts()
        seed_demo(by=None, at=NOW, today=TODAY)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # elsewhere the database does so by itself; without it some questions take seconds
        yield before
        transaction.set_rollback(True)


@pytest.fixture
def seeded(company: dict[str, int], db: None) -> dict[str, int]:
    """Groupe Vauterre for a test that changes it: the test's own changes are undone at its end."""
    return company


def counts() -> dict[str, int]:
    """Rows by model, of all that belongs to the portal."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.app_label not in STAYS}


@dataclass(frozen=True)
class Night:
    """The scores of one night by project code, and the indices of the whole portfolio."""

    as_of: date
    scores: dict[str, ScoreSnapshot]
    index: RunIndex
    failed: int

    @property
    def strategic(self) -> list[ScoreSnapshot]:
        """Those that everybody sees: the confidential one is in no total."""
        told = [score for score in self.scores.values() if not score.project.is_confidential]
        return [score for score in told if score.project.project_class == "strategic"]


def night(day: date) -> Night:
    """Run the night of that day here."""
    run = nights.ensure_run(day=day, at=NOW)
    chunks.work(worker="test", clock=lambda: NOW)
    run.refresh_from_db()
    scores = ScoreSnapshot.objects.filter(run=run).select_related("project")
    index = RunIndex.objects.get(run=run, scope="everything")
    return Night(day, {score.project.code: score for score in scores}, index, run.projects_failed)


@pytest.fixture
def scored_night(seeded: None) -> ScoreRun:
    """A published night with one score and one index."""
    model = ScoringModel.objects.earliest("number")
    run = ScoreRun.objects.create(kind="night", state="published", as_of=TODAY, cut_off=NOW, model=model, wanted_at=NOW)
    ScoreSnapshot.objects.create(run=run, project=Project.objects.get(code="DCM-01"), s=82.6, as_of=TODAY)
    RunIndex.objects.create(run=run, scope="everything", alignment=56.0)
    Publication.objects.filter(pk=1).update(run=run, published_at=NOW)
    return run
