"""Two people at once: nothing is lost, nothing is doubled."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from foundation.audit.queries import verify
from foundation.history import ChangedMeanwhile
from portfolio.actions import contributions, projects, risks
from portfolio.models import Project, ProjectContribution, ProjectSummary

pytestmark = pytest.mark.django_db(transaction=True)


def race(*acts):
    """Run all at once; the exceptions they raised stand in for their results."""

    def run(act):
        try:
            return act()
        except Exception as error:  # noqa: BLE001  the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


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
