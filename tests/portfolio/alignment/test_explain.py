from datetime import date, timedelta
from decimal import Decimal

from django.core.management import call_command

from portfolio.actions import contributions
from portfolio.alignment.explain import bridge_since, explanation, published_run
from tests.portfolio.alignment.conftest import LATER


def test_the_published_terms_levers_and_bridge_are_told(validated, project, lea, run_now, django_assert_num_queries):
    run_now()
    contributions.change_level(link=validated, level=Decimal(1), by=lea, at=LATER + timedelta(hours=1))
    run_now(LATER + timedelta(days=1))
    run = published_run()
    with django_assert_num_queries(3):
        why = explanation(project_id=project.pk, run=run)
    assert [(term.code, str(term.name), term.points) for term in why.terms] == [("O1", "Delight customers", Decimal("56.25"))]
    assert [(lever.kind, lever.code, round(lever.gain, 2)) for lever in why.levers] == [("validate_link", "O1", 18.75)]
    assert (why.bridge.before, why.bridge.after) == (37.5, 56.25)
    assert sum(step.points for step in why.bridge.steps) == 18.75


def test_the_bridge_since_a_chosen_day_is_computed_and_adds_up(validated, project, lea, run_now):
    run_now()
    contributions.change_level(link=validated, level=Decimal(1), by=lea, at=LATER + timedelta(hours=1))
    run_now(LATER + timedelta(days=1))
    run_now(LATER + timedelta(days=9))
    bridge = bridge_since(project_id=project.pk, day=date(2026, 7, 2), run=published_run())
    assert (bridge.since, bridge.until) == (date(2026, 7, 2), date(2026, 7, 11))
    assert {step.name: step.points for step in bridge.steps if step.points} == {"links": 18.75}


def test_nothing_is_told_before_the_first_night(project):
    assert explanation(project_id=project.pk, run=published_run()) is None
    assert bridge_since(project_id=project.pk, day=date(2026, 7, 2), run=None) is None


def test_an_unscored_end_has_no_bridge(project, link, validated, lea, run_now, weights):
    run_now(LATER - timedelta(days=30))
    run_now()
    assert bridge_since(project_id=project.pk, day=date(2026, 6, 3), run=published_run()) is None


def test_the_command_computes_here_without_workers_and_compares_a_past_date(validated, project, run_now, capsys):
    call_command("recompute_alignment", "--now")
    assert "1 scored, 0 without a score, 0 failed" in capsys.readouterr().out
    run = published_run()
    call_command("recompute_alignment", "--now", "--as-of", run.as_of.isoformat())
    assert "Not made current. Same results as stored." in capsys.readouterr().out
    assert published_run() == run
