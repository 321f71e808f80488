"""The wizard of the equality index, the materiality pages, the assessment of a project."""

from datetime import date

import pytest
from django.urls import reverse

from foundation.audit import queries as ledger
from rse.actions import materiality as actions
from rse.actions.equality import compute_index
from rse.equality_index import Inputs, PayGroup
from rse.models import EqualityIndexRun, MaterialityAssessment, Rating, Theme
from rse.refusals import RseRefusal

TOKEN = "7d0e3c4e-9d2b-4f7e-8a41-5a3f5a2c7c11"


def firm() -> dict[str, object]:
    """Sixty persons of one group, as the form sends them."""
    return {
        "token": TOKEN,
        "year": 2025,
        "ouv-39-women": 30,
        "ouv-39-men": 30,
        "ouv-39-women_pay": "30 000",
        "ouv-39-men_pay": "32 000",
        "raised_women": 10,
        "raised_men": 12,
        "top_women": 4,
    }


def test_the_wizard_computes_once_and_shows_points(signed_in, rita, eva):
    browser, address = signed_in(rita), reverse("rse:index_new")
    assert browser.get(address).status_code == 200
    assert browser.post(address, firm() | {"year": 2030}).status_code == 422
    assert browser.post(address, firm() | {"ouv-39-women": 3, "ouv-39-men": 3, "token": ""}).status_code == 422
    assert browser.post(address, firm()).status_code == 303
    assert browser.post(address, firm()).status_code == 303
    run = EqualityIndexRun.objects.get()
    assert (run.index, run.result["points"], run.result["obtainable"]) == (98, 83, 85)
    assert ledger.trail(run)[0].verb == "equality_index.computed"
    page = signed_in(eva).get(reverse("rse:index", args=[run.pk])).text
    assert "nobody came back from maternity leave" in page
    assert signed_in(eva).get(address).status_code == 403


def test_sixty_five_obtainable_points_are_never_published(rita, at, signed_in):
    inputs = Inputs([PayGroup(2, 70, None, None)], 2, 8, returns_from_leave=1, returns_raised=1)
    run = compute_index(year=2025, inputs=inputs, by=rita, at=at)
    assert run.index is None
    assert "NC" in signed_in(rita).get(reverse("rse:indices")).text


def test_impossible_figures_are_refused(rita, at):
    groups = [PayGroup(40, 40, 30_000, 30_000)]
    with pytest.raises(RseRefusal, match="No rule set"):
        compute_index(year=2027, inputs=Inputs(groups, 5, 5), by=rita, at=at)
    with pytest.raises(RseRefusal, match="More women were raised"):
        compute_index(year=2025, inputs=Inputs(groups, 5, 5, returns_from_leave=1, returns_raised=2), by=rita, at=at)


def test_the_details_of_the_index_are_not_for_everybody(rita, at, lea, sam, signed_in):
    run = compute_index(year=2025, inputs=Inputs([PayGroup(40, 40, 30_000, 30_000)], 5, 5), by=rita, at=at)
    assert signed_in(lea).get(reverse("rse:indices")).status_code == 200
    assert signed_in(lea).get(reverse("rse:index", args=[run.pk])).status_code == 403
    assert signed_in(sam).get(reverse("rse:index", args=[run.pk])).status_code == 404


def test_an_assessment_is_begun_rated_and_put_into_force_in_the_browser(signed_in, rita, lea):
    browser = signed_in(rita)
    assert browser.get(reverse("rse:materiality")).status_code == 200
    browser.post(reverse("rse:materiality_new"))
    draft = MaterialityAssessment.objects.get()
    entry = {"token": TOKEN, "topic": Theme.objects.get(code="E1").pk, "kind": "impact", "name_en": "Heat of the ovens"}
    assert browser.post(reverse("rse:iro_new", args=[1]), {**entry, "name_en": ""}).status_code == 422
    answer = browser.post(reverse("rse:iro_new", args=[1]), entry)
    assert answer.status_code == 303
    rating = {"scale": 4, "scope": 4, "irremediability": 5, "likelihood": "1.0", "rationale": "gas, 60 % of scope 1"}
    assert browser.post(answer["Location"], {**rating, "rationale": ""}).status_code == 422
    assert browser.post(answer["Location"], rating).status_code == 303
    assert ledger.trail(draft)[0].facts == {"about": "Heat of the ovens", "rater": rita.pk}
    assert browser.post(reverse("rse:materiality_force", args=[1]), {"since": "2026-01-01"}).status_code == 303
    draft.refresh_from_db()
    assert (draft.state, draft.themes) == ("in_force", {"ghg": 3, "energy": 3})
    page = signed_in(lea).get(reverse("rse:materiality")).text
    assert "Heat of the ovens" in page
    assert "Rita Martin, " in page
    assert "gas, 60 % of scope 1" in page
    assert signed_in(lea).post(reverse("rse:materiality_new")).status_code == 403


def test_the_form_begins_with_ones_own_rating_and_nobody_elses(signed_in, rita, ada, at):
    draft = actions.draft_assessment(by=rita, at=at)
    topic = Theme.objects.get(code="E1")
    heat = actions.add_iro(assessment=draft, topic=topic, kind="impact", name_fr="Fours", by=rita, at=at)
    steps = {"scale": 4, "scope": 3, "irremediability": 5, "likelihood": 1.0}
    actions.rate(iro=heat, rater=rita, rationale="Gas heats every oven", by=rita, at=at, **steps)
    address = reverse("rse:rate", args=[draft.number, heat.pk])
    assert "Gas heats every oven" in signed_in(rita).get(address).text
    assert "Gas heats every oven" not in signed_in(ada).get(address).text


def test_a_version_in_force_stays_and_the_next_one_begins_from_it(rita, at):
    draft = actions.draft_assessment(name_fr="Une", by=rita, at=at)
    iro = actions.add_iro(assessment=draft, topic=Theme.objects.get(code="S2"), kind="risk", name_fr="Procès", by=rita, at=at)
    with pytest.raises(RseRefusal, match="Nothing is rated"):
        actions.put_in_force(assessment=draft, since=date(2026, 1, 1), by=rita, at=at)
    with pytest.raises(RseRefusal, match="money is at stake"):
        actions.rate(iro=iro, rater=rita, rationale="because", by=rita, at=at)
    actions.rate(iro=iro, rater=rita, rationale="because", magnitude=4, likelihood=0.8, by=rita, at=at)
    actions.put_in_force(assessment=draft, since=date(2026, 1, 1), by=rita, at=at)
    with pytest.raises(RseRefusal, match="begin a new one"):
        actions.rate(iro=iro, rater=rita, rationale="more", magnitude=5, by=rita, at=at)
    second = actions.draft_assessment(name_fr="Deux", by=rita, at=at)
    assert (second.number, Rating.objects.current().filter(iro__assessment=second).count()) == (2, 1)


def test_a_lead_answers_three_questions_and_one_click_for_the_rest(rita, at, lea, eva, unit, signed_in):
    from portfolio.actions.projects import create_project
    from portfolio.models import Portfolio, RseAssessment

    draft = actions.draft_assessment(name_fr="Une", by=rita, at=at)
    iro = actions.add_iro(assessment=draft, topic=Theme.objects.get(code="S2"), kind="impact", name_fr="Travail forcé", by=rita, at=at)
    actions.rate(iro=iro, rater=rita, rationale="because", scale=5, scope=4, irremediability=5, by=rita, at=at)
    actions.put_in_force(assessment=draft, since=date(2026, 1, 1), by=rita, at=at)
    facts = {"portfolio": Portfolio.objects.create(code="M", name_fr="P", name_en="P"), "lead": lea}
    create_project(by=lea, at=at, code="WOOD", name_fr="Bois", name_en="Wood", unit=unit, **facts)
    browser, address = signed_in(lea), reverse("portfolio:responsibility", args=["WOOD"])
    assert "Not assessed" in browser.get(address).text
    assert browser.post(address, {"theme": "human_rights", "effect": "-100", "rationale": ""}).status_code == 422
    told = {"theme": "human_rights", "effect": "-100", "rationale": "one supplier", "mitigation": "replaced"}
    assert browser.post(address, told).status_code == 303
    row = RseAssessment.objects.current().get()
    approve = reverse("portfolio:mitigation", args=["WOOD", row.pk])
    assert browser.post(approve).status_code == 403
    assert signed_in(eva).post(approve).status_code == 303
    assert RseAssessment.objects.current().get().is_mitigated
    assert browser.post(reverse("portfolio:no_effect", args=["WOOD"])).status_code == 303
