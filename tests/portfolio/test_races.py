"""Two people at once: nothing is lost, nothing is doubled."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from foundation.audit.queries import verify
from foundation.history import ChangedMeanwhile
from kpis.actions import definitions, measurements
from portfolio.actions import claims, contributions, projects, risks
from portfolio.models import KpiClaim, Project, ProjectContribution, ProjectSummary
from tests.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_projects_entered_at_once_get_different_codes(ada, at):
    entered = race(*[lambda: projects.create_project(by=ada, at=at, name_fr="Un")] * 6)
    assert sorted(project.code for project in entered) == [f"P-2026-00{n}" for n in range(1, 7)]
    assert verify().fault is None


def test_the_same_link_declared_twice_at_once_stands_once(project, delight, lea, at):
    race(*[lambda: contributions.declare_contribution(project=project, objective=delight, level=Decimal(1), by=lea, at=at)] * 4)
    assert ProjectContribution.objects.count() == 1


def test_a_link_changed_and_validated_at_once_has_one_winner(link, lea, otto, at):
    outcomes = race(
        lambda: contributions.change_level(link=link, level=Decimal(1), by=lea, at=at),
        lambda: contributions.validate(link=link, by=otto, at=at),
    )
    assert sum(isinstance(outcome, ChangedMeanwhile) for outcome in outcomes) == 1
    assert ProjectContribution.objects.current().count() == 1


def test_cards_lose_no_fact_written_at_once(project, lea, at):
    acts = [lambda n=n: risks.open_risk(project=project, title=str(n), probability=1, impact=1, by=lea, at=at) for n in range(8)]
    race(*acts)
    assert ProjectSummary.objects.get(project=project).open_risks == 8


def test_one_of_two_edits_of_a_project_wins(project, lea, eva, at):
    def edit(user, name):
        return lambda: projects.change_project(project=Project.objects.get(), version=1, by=user, at=at, name_en=name)

    outcomes = race(edit(lea, "Léa"), edit(eva, "Éva"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EditedMeanwhile", "Project"]
    assert Project.objects.get().version == 2


def test_a_promise_taken_back_while_it_is_judged_has_one_end(project, lea, otto, at):
    facts = {"code": "NPS", "name_fr": "NPS", "name_en": "NPS", "direction": "up", "owner": otto}
    nps = definitions.create_indicator(**facts, by=otto, at=at)
    june = [measurements.Value(nps, period_start=date(2026, 6, 1), period_end=date(2026, 6, 30), value=27)]
    measurements.record_measurements(values=june, by=otto, at=at)
    soon = {"delta": 2, "due_on": date(2026, 7, 3), "assumption": "More advisers"}
    claim = claims.promise(project=project, indicator=nps, **soon, by=lea, at=at)
    late = {"as_of": date(2027, 7, 3), "at": datetime(2027, 7, 3, tzinfo=UTC)}
    judged, again, taken = race(*[lambda: claims.judge_due(**late)] * 2, lambda: claims.take_back(claim=claim, by=lea, at=at))
    assert judged + again + (taken is None) == 1
    assert KpiClaim.objects.filter(superseded_at__isnull=True).count() == 1
    assert verify().fault is None
