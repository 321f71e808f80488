"""From assessments to R: prudence, veto, mitigation, and what was known when."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from portfolio.actions.responsibility import AssessmentRefused, approve_mitigation, assess_no_effect, assess_theme
from portfolio.actions.suppliers import depend_on
from portfolio.alignment.explain import explanation
from portfolio.alignment.known_facts import Moment
from portfolio.alignment.known_themes import themes
from portfolio.models import RseAssessment, ScoreSnapshot, ScoringModel
from rse.actions.due_diligence import raise_finding
from rse.actions.materiality import add_iro, draft_assessment, put_in_force, rate
from rse.actions.suppliers import SupplierFacts, add_supplier
from rse.models import Theme

FINAL = datetime(2026, 7, 3, 3, 0, tzinfo=UTC)


@pytest.fixture
def materiality(db, eva, at):
    """Climate weighs 3 on energy and greenhouse gases, workers of the value chain 2 on human rights."""
    draft = draft_assessment(name_fr="2026", by=eva, at=at)
    for topic, steps in (("E1", {"scale": 4, "scope": 5, "irremediability": 5}), ("S2", {"scale": 3, "scope": 2, "irremediability": 3})):
        iro = add_iro(assessment=draft, topic=Theme.objects.get(code=topic), kind="impact", name_fr=topic, by=eva, at=at)
        rate(iro=iro, rater=eva, rationale="because", by=eva, at=at, **steps)
    return put_in_force(assessment=draft, since=date(2026, 1, 1), by=eva, at=at)


@pytest.fixture
def started(db, at):
    """A scoring model in which the pillar has started."""
    model = ScoringModel.objects.latest("number")
    parameters = model.parameters | {"responsibility_starts": "2026-01-01"}
    return ScoringModel.objects.create(number=model.number + 1, parameters=parameters, in_force_from=date(2026, 1, 1), recorded_at=at)


def theme(code: str) -> Theme:
    return Theme.objects.get(code=code)


def score_of(project, run) -> ScoreSnapshot:
    return ScoreSnapshot.objects.get(project=project, run=run)


def test_the_themes_in_force_are_those_known_at_the_instant(materiality, at):
    assert dict(zip(themes(Moment(at.date(), at))["code"], themes(Moment(at.date(), at))["materiality"], strict=True)) == {
        "energy": 3.0,
        "ghg": 3.0,
        "human_rights": 2.0,
    }
    assert themes(Moment(at.date(), at - timedelta(seconds=1)))["code"] == []
    assert themes(Moment(date(2025, 12, 31), at))["code"] == []


def test_unassessed_material_themes_count_with_prudence(project, validated, materiality, started, run_now):
    run = run_now()
    assert score_of(project, run).r == pytest.approx(0.25)


def test_no_notable_effect_is_neutral_in_one_click_and_audited(project, validated, materiality, started, lea, at, run_now):
    assert len(assess_no_effect(project=project, by=lea, at=at)) == 3
    assert assess_no_effect(project=project, by=lea, at=at) == []
    assert ledger.trail(project)[0].verb == "responsibility.none"
    assert score_of(project, run_now()).r == pytest.approx(0.5)


def test_effects_weigh_by_materiality_and_are_explained(project, validated, materiality, started, lea, at, run_now):
    assess_no_effect(project=project, by=lea, at=at)
    assess_theme(project=project, theme=theme("ghg"), effect=Decimal(1), rationale="-400 t a year", by=lea, at=at)
    run = run_now()
    assert score_of(project, run).r == pytest.approx(0.5 + 0.5 * 3 / 8)
    told = explanation(project_id=project.pk, run=run)
    line = next(term for term in told.terms if term.code == "ghg")
    assert (line.name, line.figures) == ("Greenhouse gases", {"mu": 3.0, "q": 1.0, "prudent": False})
    assert sum(term.points for term in told.terms) == pytest.approx(Decimal(str(round(told.snapshot.s, 2))))


def test_severe_harm_caps_the_score_until_somebody_else_approves_its_mitigation(
    project, validated, materiality, started, lea, eva, at, run_now
):
    assess_no_effect(project=project, by=lea, at=at)
    facts = {"rationale": "forced labour at a supplier", "mitigation": "supplier replaced"}
    severe = assess_theme(project=project, theme=theme("human_rights"), effect=Decimal(-1), by=lea, at=at, **facts)
    harmed = score_of(project, run_now())
    assert (harmed.veto, harmed.r) == (True, pytest.approx(0.25))
    assert harmed.s <= 40
    with pytest.raises(AssessmentRefused, match="Somebody else"):
        approve_mitigation(assessment=severe, by=lea, at=at)
    approve_mitigation(assessment=severe, by=eva, at=FINAL)
    later = score_of(project, run_now(FINAL + timedelta(hours=1)))
    assert (later.veto, later.s > harmed.s) == (False, True)
    assert [row.is_mitigated for row in RseAssessment.objects.known_at(at).filter(theme__code="human_rights")] == [False]


def test_without_materiality_the_pillar_is_not_due(project, validated, started, run_now):
    assert score_of(project, run_now()).r is None


def test_an_effect_needs_its_reason_and_a_failing_ledger_stores_nothing(project, materiality, lea, at, monkeypatch):
    with pytest.raises(AssessmentRefused, match="how you know"):
        assess_theme(project=project, theme=theme("ghg"), effect=Decimal("0.5"), rationale=" ", by=lea, at=at)
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        assess_theme(project=project, theme=theme("ghg"), effect=Decimal(0), rationale="", by=lea, at=at)
    assert not RseAssessment.objects.exists()


def test_a_severe_finding_at_a_supplier_vetoes_its_projects_and_the_page_says_through_whom(
    project, validated, materiality, started, run_now, lea, at, signed_in
):
    supplier = add_supplier(facts=SupplierFacts("F-1", "Scierie du Val", "FR"), by=lea, at=at)
    depend_on(project=project, supplier=supplier, by=lea, at=at)
    harm = {"title": "Passports kept", "severity": "severe", "found_on": date(2026, 6, 1), "human_rights": True}
    raise_finding(supplier=supplier, by=lea, at=at, **harm)
    snapshot = score_of(project, run_now())
    assert (snapshot.veto, snapshot.r <= 0.25, snapshot.s <= 40) == (True, True, True)
    page = signed_in(lea).get(reverse("portfolio:project", args=[project.code])).text
    assert "Veto through a supplier" in page
    assert "Scierie du Val" in page
