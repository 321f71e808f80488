"""Status, waivers, milestones, money, risks, gates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from foundation import history
from foundation.audit.queries import trail
from portfolio.actions import finance, gates, milestones, risks, status
from portfolio.actions.restoring import restore
from portfolio.models import BudgetLine, ConfidenceWaiver, EarnedValuePoint, GateReview, Milestone, ProjectSummary, Risk, StatusReport


def card(project) -> ProjectSummary:
    return ProjectSummary.objects.get(project=project)


def last(project) -> str:
    return trail(project)[0].verb


# --- Status ----------------------------------------------------------------------------------------------------------
def test_lead_reports_status_and_it_is_audited(project, lea, at):
    report = status.report_status(project=project, health="green", by=lea, at=at, progress=40)
    assert (report.health, report.reported_on, report.recorded_by) == ("green", at.date(), lea)
    assert (card(project).health_rank, card(project).reported_on) == (5, at.date())
    assert last(project) == "status.reported"


@pytest.mark.parametrize("before", ["green", ""])
def test_a_red_or_worse_health_asks_for_a_note(project, lea, at, before):
    if before:
        status.report_status(project=project, health=before, by=lea, at=at)
    with pytest.raises(ValidationError, match="Say in a sentence"):
        status.report_status(project=project, health="amber" if before else "red", by=lea, at=at)
    assert StatusReport.objects.count() == bool(before)


def test_a_correction_is_a_new_version_and_both_stay(project, lea, at):
    report = status.report_status(project=project, health="green", by=lea, at=at)
    status.correct_status(report=report, reason="late news", health="amber_red", note="Late", by=lea, at=at + timedelta(hours=1))
    assert [r.health for r in StatusReport.objects.current()] == ["amber_red"]
    assert [r.scale for r in StatusReport.objects.current()] == ["five"]
    assert StatusReport.objects.filter(key=report.key).count() == 2
    assert (card(project).health_rank, last(project)) == (2, "status.corrected")


def test_the_second_of_two_corrections_is_told(project, lea, at):
    report = status.report_status(project=project, health="green", by=lea, at=at)
    status.correct_status(report=report, reason="a word", note="First", by=lea, at=at)
    with pytest.raises(history.ChangedMeanwhile):
        status.correct_status(report=report, reason="a word", note="Second", by=lea, at=at)


def test_a_waiver_lasts_at_most_sixty_days_has_a_reason_and_replaces_the_one_before(project, eva, at):
    grant = {"project": project, "value": Decimal("0.8"), "starts_on": at.date(), "by": eva, "at": at}
    with pytest.raises(ValidationError, match="60 days"):
        status.grant_waiver(**grant, expires_on=at.date() + timedelta(days=61), reason="Supplier back")
    with pytest.raises(ValidationError, match="reason"):
        status.grant_waiver(**grant, expires_on=at.date(), reason=" ")
    for days in (30, 60):
        status.grant_waiver(**grant, expires_on=at.date() + timedelta(days=days), reason="Supplier back")
    waiver = ConfidenceWaiver.objects.current().get()
    assert (waiver.expires_on, last(project)) == (at.date() + timedelta(days=60), "waiver.granted")
    status.end_waiver(waiver=waiver, by=eva, at=at)
    assert not ConfidenceWaiver.objects.current().exists()


# --- Milestones ------------------------------------------------------------------------------------------------------
@pytest.fixture
def milestone(project, lea, at):
    return milestones.add_milestone(project=project, name_fr="Recette", baseline_on=date(2026, 9, 1), by=lea, at=at)


def test_a_milestone_keeps_its_promise_while_its_forecast_moves(milestone, project, lea, at):
    moved = milestones.reforecast(milestone=milestone, forecast_on=date(2026, 9, 13), by=lea, at=at)
    assert (moved.baseline_on, moved.slip_days, moved.name_en) == (date(2026, 9, 1), 12, "Recette")
    assert card(project).next_milestone_on == date(2026, 9, 13)
    assert trail(project)[0].facts["changes"] == {"forecast_on": ["2026-09-01", "2026-09-13"]}


def test_a_reached_milestone_is_no_longer_next(milestone, project, lea, at):
    reached = milestones.reach(milestone=milestone, reached_on=date(2026, 6, 30), by=lea, at=at)
    assert (reached.slip_days, card(project).next_milestone_on, last(project)) == (-63, None, "milestone.reached")


def test_a_milestone_is_not_reached_in_the_future(milestone, lea, at):
    with pytest.raises(ValidationError, match="still to come"):
        milestones.reach(milestone=milestone, reached_on=date(2026, 9, 1), by=lea, at=at)


def test_a_removed_milestone_stays_in_the_past(milestone, project, lea, at):
    milestones.remove_milestone(milestone=milestone, by=lea, at=at + timedelta(days=1))
    assert not Milestone.objects.current().exists()
    assert Milestone.objects.known_at(at).exists()
    assert last(project) == "milestone.removed"


# --- Money -----------------------------------------------------------------------------------------------------------
def test_a_year_of_money_rolls_up_and_is_changed_by_new_versions(project, lea, at):
    capex = finance.add_budget_line(project=project, year=2026, nature="capex", by=lea, at=at, baseline=Decimal(100))
    finance.add_budget_line(project=project, year=2026, nature="opex", by=lea, at=at, baseline=Decimal(50), forecast=Decimal(70))
    finance.add_budget_line(project=project, year=2027, by=lea, at=at, baseline=Decimal(10))
    assert (card(project).budget, card(project).forecast, card(project).budget_total) == (150, 170, 160)
    finance.change_budget_line(line=capex, by=lea, at=at, baseline=Decimal(120))
    assert (card(project).budget, last(project)) == (170, "budget.changed")
    with pytest.raises(history.ChangedMeanwhile):
        finance.change_budget_line(line=capex, by=lea, at=at, baseline=Decimal(130))


def test_a_year_is_split_or_whole_not_both(project, lea, at):
    finance.add_budget_line(project=project, year=2026, nature="capex", by=lea, at=at, baseline=Decimal(100))
    with pytest.raises(ValidationError, match="split otherwise"):
        finance.add_budget_line(project=project, year=2026, nature="total", by=lea, at=at, baseline=Decimal(100))


def test_an_amount_not_disclosed_is_no_zero(project, lea, at):
    finance.add_budget_line(project=project, year=2026, by=lea, at=at, undisclosed="Exempt under section 43")
    assert (card(project).budget, card(project).budget_undisclosed) == (None, True)


def test_a_removed_line_comes_back_under_its_key_and_the_same_line_twice_is_one(project, lea, at):
    line = finance.add_budget_line(project=project, year=2026, by=lea, at=at, baseline=Decimal(100))
    assert finance.add_budget_line(project=project, year=2026, by=lea, at=at, baseline=Decimal(100)) == line
    with pytest.raises(ValidationError, match="already stands"):
        finance.add_budget_line(project=project, year=2026, by=lea, at=at, baseline=Decimal(200))
    finance.remove_budget_line(line=line, by=lea, at=at)
    assert card(project).budget is None
    again = finance.add_budget_line(project=project, year=2026, by=lea, at=at, baseline=Decimal(300))
    assert (again.key, card(project).budget) == (line.key, 300)


def test_a_foreign_amount_is_refused(project, lea, at):
    with pytest.raises(ValidationError, match="counts in EUR"):
        finance.add_budget_line(project=project, year=2026, by=lea, at=at, currency="GBP", baseline=Decimal(100))
    assert not BudgetLine.objects.exists()


def test_earned_value_stands_once_a_day(project, lea, at):
    names = ("planned_value", "earned_value", "actual_cost", "budget_at_completion")
    figures = dict(zip(names, map(Decimal, (160, 140, 151, 320)), strict=True))
    point = finance.add_point(project=project, on=at.date(), by=lea, at=at, **figures)
    assert finance.add_point(project=project, on=at.date(), by=lea, at=at, **figures) == point
    with pytest.raises(ValidationError, match="already stands"):
        finance.add_point(project=project, on=at.date(), by=lea, at=at, **(figures | {"earned_value": Decimal(1)}))
    finance.change_point(point=point, by=lea, at=at, earned_value=Decimal(141))
    assert last(project) == "earned_value.changed"


# --- Risks and gates -------------------------------------------------------------------------------------------------
def test_a_risk_is_named_grows_and_is_closed(project, lea, sam, at):
    risk = risks.open_risk(project=project, title="Supplier fails", probability=3, impact=4, owner=sam, by=lea, at=at)
    grown = risks.change_risk(risk=risk, probability=4, owner=lea, by=lea, at=at)
    assert trail(project)[0].facts["changes"] == {"probability": [3, 4], "owner_id": [sam.pk, lea.pk]}
    assert (grown.exposure, card(project).open_risks) == (16, 1)
    risks.close_risk(risk=grown, by=lea, at=at)
    assert (card(project).open_risks, last(project), Risk.objects.current().get().state) == (0, "risk.closed", "closed")


def test_gate_one_is_recorded_and_can_be_taken_back(project, eva, at):
    review = gates.review_gate(project=project, gate=1, decision="approved", decided_on=date(2026, 2, 1), by=eva, at=at)
    assert (review.decided_by, last(project)) == (eva, "gate.reviewed")
    gates.remove_review(review=review, by=eva, at=at)
    assert not GateReview.objects.current().exists()


def test_a_gate_is_not_decided_in_the_future(project, eva, at):
    with pytest.raises(ValidationError, match="still to come"):
        gates.review_gate(project=project, gate=1, decision="approved", decided_on=date(2026, 8, 1), by=eva, at=at)


@pytest.mark.parametrize("act", ["report", "waiver", "milestone", "budget", "point", "risk", "gate", "rate"])
def test_when_the_ledger_fails_nothing_is_stored(project, lea, at, act, monkeypatch):
    def fail(**_):
        raise OSError("no ledger")

    monkeypatch.setattr("foundation.audit.actions.record", fail)
    who = {"by": lea, "at": at}
    on = at.date()
    acts = {
        "report": lambda: status.report_status(project=project, health="green", **who),
        "waiver": lambda: status.grant_waiver(project=project, value=Decimal(1), starts_on=on, expires_on=on, reason="Why", **who),
        "milestone": lambda: milestones.add_milestone(project=project, name_fr="Fin", baseline_on=on, **who),
        "budget": lambda: finance.add_budget_line(project=project, year=2026, baseline=Decimal(1), **who),
        "point": lambda: finance.add_point(project=project, on=on, planned_value=Decimal(1), budget_at_completion=Decimal(2), **who),
        "risk": lambda: risks.open_risk(project=project, title="R", probability=1, impact=1, **who),
        "gate": lambda: gates.review_gate(project=project, gate=1, decision="approved", decided_on=on, **who),
        "rate": lambda: finance.set_rate(from_currency="GBP", to_currency="EUR", on=on, rate=Decimal("1.2"), source="ECB", **who),
    }
    with pytest.raises(OSError, match="no ledger"):
        acts[act]()
    stored = [StatusReport, ConfidenceWaiver, Milestone, BudgetLine, Risk, GateReview]
    assert not any(model.objects.exists() for model in stored)


def test_money_that_was_removed_comes_back_only_where_it_may_stand(project, lea, at, signed_in):
    line = finance.add_budget_line(project=project, year=2026, nature="capex", baseline=Decimal(10), by=lea, at=at)
    point = finance.add_point(
        project=project, on=date(2026, 6, 1), planned_value=Decimal(1), budget_at_completion=Decimal(9), by=lea, at=at
    )
    finance.remove_budget_line(line=line, by=lea, at=at)
    finance.remove_point(point=point, by=lea, at=at)
    gone = [model.objects.get(superseded_at=None, removed=True) for model in (BudgetLine, EarnedValuePoint)]
    finance.add_budget_line(project=project, year=2026, nature="total", baseline=Decimal(10), by=lea, at=at)
    with pytest.raises(ValidationError, match="split otherwise"):
        restore(row=gone[0], by=lea, at=at)
    answer = signed_in(lea).post(f"/projects/{project.code}/facts/budget-line/{line.key}/restore/", follow=True)
    assert "split otherwise" in answer.content.decode()
    type(project.portfolio).objects.update(currency="USD")
    with pytest.raises(ValidationError, match="counts in USD"):
        restore(row=EarnedValuePoint.objects.get(pk=gone[1].pk), by=lea, at=at)
    assert BudgetLine.objects.current().get().nature == "total"
