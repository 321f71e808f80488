"""What the score reads of the database: what was known, at which date, and what became of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from portfolio.actions import contributions, finance, gates, milestones, projects, risks, status
from portfolio.alignment import evidence
from portfolio.alignment.assembly import evidence_of
from portfolio.alignment.delivery import deliveries
from portfolio.alignment.known_facts import Moment, Span
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.scoring import score
from strategy.models import ObjectiveWeight, StrategicPlan, WeightSet
from tests.portfolio.alignment.conftest import LATER

P = Parameters()
NOW = Moment(date(2026, 7, 2), LATER)


def delivery_of(project, moment=NOW):
    frames = evidence.read(moment, Span(project.pk, project.pk))
    return deliveries(evidence.delivery_reports(frames, frames.evidence(), P), P)


def s_of(project, moment=NOW):
    return score(evidence_of(moment, Span(project.pk, project.pk)).columns, P).score[0]


def test_worked_example_of_delivery(project, lea, at):
    finance.add_point(
        project=project, on=date(2026, 6, 30), by=lea, at=at, planned_value=Decimal("1.60"), earned_value=Decimal("1.41"),
        actual_cost=Decimal("1.51"), budget_at_completion=Decimal("3.2"),
    )  # fmt: skip
    status.report_status(project=project, by=lea, at=at, health="green", reported_on=date(2026, 7, 1))
    found = delivery_of(project)
    assert found.bands[0, :2].tolist() == [0.6, 0.2]
    assert np.isnan(found.bands[0, 2:]).all()
    assert (found.computed[0], found.delivery[0], found.divergence[0], found.watermelon[0]) == (
        pytest.approx(0.4),
        pytest.approx(0.4),
        0.6,
        True,
    )


def test_a_phased_plan_gives_spi_over_time(project, lea, at):
    points = ((date(2026, 4, 1), 30, 30, 30), (date(2026, 7, 1), 60, 45, 45), (date(2026, 12, 31), 120, None, None))
    for on, planned, earned, actual in points:
        amounts = {"planned_value": planned, "earned_value": earned, "actual_cost": actual, "budget_at_completion": 120}
        finance.add_point(project=project, on=on, by=lea, at=at, **{name: None if x is None else Decimal(x) for name, x in amounts.items()})
    frames = evidence.read(NOW, Span(project.pk, project.pk))
    reports = evidence.delivery_reports(frames, frames.evidence(), P)
    assert reports.spi[0] == pytest.approx(0.75)
    assert reports.spi_t[0] == pytest.approx((90 + 0.5 * 91) / 181)
    assert reports.scope_change[0] == 0


def test_milestones_slip_until_today_and_risks_by_their_exposure(project, lea, at):
    milestones.add_milestone(
        project=project,
        by=lea,
        at=at,
        name_fr="Recette",
        name_en="Acceptance",
        baseline_on=date(2026, 6, 20),
        forecast_on=date(2026, 6, 28),
    )
    risks.open_risk(project=project, title="Late supplier", probability=3, impact=3, by=lea, at=at)
    found = delivery_of(project)
    assert found.bands[0].tolist() == pytest.approx([np.nan, 0.6, 0.6, np.nan], nan_ok=True)


def test_closing_every_risk_is_an_answer_and_naming_none_is_not(project, lea, at):
    assert np.isnan(delivery_of(project).bands[0, 2])
    risk = risks.open_risk(project=project, title="Late supplier", probability=5, impact=5, by=lea, at=at)
    risks.close_risk(risk=risk, by=lea, at=at + timedelta(hours=1))
    assert delivery_of(project).bands[0, 2] == 1.0


def test_what_nobody_touched_for_two_months_is_at_best_amber(project, lea, at):
    risks.open_risk(project=project, title="Small", probability=1, impact=1, by=lea, at=at)
    later = Moment(date(2026, 9, 15), LATER + timedelta(days=75))
    assert delivery_of(project).bands[0, 2] == 1.0
    assert delivery_of(project, later).bands[0, 2] == 0.6


def test_an_unanswered_report_is_outdated_and_at_best_amber(project, lea, at):
    status.report_status(project=project, by=lea, at=at, health="green", reported_on=date(2026, 7, 1))
    assert delivery_of(project).declared[0] == 1.0
    assert delivery_of(project, Moment(date(2026, 9, 15), LATER + timedelta(days=75))).declared[0] == 0.6


def test_gate_one_decides_when_contributions_are_due(validated, project, lea, at):
    assert not np.isnan(s_of(project))
    gates.review_gate(project=project, gate=1, decision="approved", decided_on=date(2026, 7, 1), by=lea, at=at)
    evidence_now = evidence_of(NOW, Span(project.pk, project.pk))
    assert evidence_now.columns.projects.approved_on[0] == np.datetime64("2026-07-01")


def test_facts_recorded_after_the_cut_off_are_not_known(validated, project, lea, at):
    contributions.change_level(link=validated, level=Decimal("0.25"), by=lea, at=LATER + timedelta(minutes=1))
    assert s_of(project) == pytest.approx(37.5)
    assert s_of(project, Moment(NOW.as_of, LATER + timedelta(minutes=2))) == pytest.approx(18.75)


def test_a_removed_link_no_longer_counts(validated, project, lea):
    contributions.withdraw(link=validated, by=lea, at=LATER - timedelta(minutes=1))
    assert s_of(project) == 0


def test_weights_are_those_in_force_at_the_date(validated, project, weights, plan, loyalty, delight, at):
    newer = WeightSet.objects.create(plan=plan, number=2, method="direct", in_force_from=date(2026, 7, 2), recorded_at=at)
    for objective, weight in ((delight, 0.2), (loyalty, 0.8)):
        ObjectiveWeight.objects.create(weight_set=newer, objective=objective, weight=weight)
    assert s_of(project, Moment(date(2026, 7, 1), LATER)) == pytest.approx(37.5)
    assert s_of(project) == pytest.approx(100 * 0.1 / 0.9)


def test_a_retired_objective_no_longer_weighs(validated, project, loyalty):
    loyalty.retired_on = date(2026, 7, 1)
    loyalty.save(update_fields=["retired_on"])
    assert s_of(project) == pytest.approx(50.0)


def test_a_draft_plan_weighs_nothing(validated, project, plan):
    StrategicPlan.objects.filter(pk=plan.pk).update(status="draft")
    assert np.isnan(s_of(project))


def test_money_is_this_years_in_the_plans_currency_or_unknown(project, unit, portfolio, lea, at):
    finance.add_budget_line(project=project, year=2026, nature="capex", currency="EUR", baseline=Decimal(60), by=lea, at=at)
    finance.add_budget_line(project=project, year=2026, nature="opex", currency="EUR", baseline=Decimal(40), by=lea, at=at)
    finance.add_budget_line(project=project, year=2027, currency="EUR", baseline=Decimal(999), by=lea, at=at)
    hidden = projects.create_project(by=lea, at=at, code="P2", name_fr="Autre", name_en="Other", unit=unit, portfolio=portfolio)
    finance.add_budget_line(project=hidden, year=2026, currency="EUR", undisclosed="Exempt", by=lea, at=at)
    frames = evidence.read(NOW, Span(project.pk, hidden.pk))
    assert evidence.money_of(frames, "EUR") == ({project.pk: 100.0}, {hidden.pk})
    assert evidence.money_of(frames, "USD") == ({}, {project.pk, hidden.pk})
    finance.set_rate(from_currency="EUR", to_currency="USD", on=date(2026, 1, 1), rate=Decimal("1.1"), source="ECB", by=lea, at=at)
    known = evidence.read(NOW, Span(project.pk, hidden.pk))
    assert evidence.money_of(known, "USD")[0] == {project.pk: pytest.approx(110.0)}


def test_ten_projects_cost_as_many_queries_as_one(project, unit, portfolio, lea, at, django_assert_num_queries):
    with django_assert_num_queries(16):
        evidence.read(NOW, Span(project.pk, project.pk))
    for number in range(10):
        projects.create_project(by=lea, at=at, code=f"N{number}", name_fr="Autre", name_en="Other", unit=unit, portfolio=portfolio)
    with django_assert_num_queries(16):
        evidence.read(NOW, Span(project.pk, project.pk + 1_000))


def test_a_page_reads_one_project_with_eight_queries(validated, project, django_assert_num_queries):
    with django_assert_num_queries(8):
        evidence_of(NOW, Span(project.pk, project.pk))


def test_reading_no_project_gives_no_rows(db):
    frames = evidence.read(Moment(date(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC)), Span(1, 10))
    assert frames.projects == []
