from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.audit.queries import trail
from portfolio.actions import finance, milestones, risks, status
from portfolio.models import Milestone, Project, Publication, ScoreComponent, ScoreRun, ScoreSnapshot, ScoringModel

PAGES = ["project", "contributions", "milestones", "money", "risks", "team", "reports", "trail"]
FORMS = ["project_change", "declare", "report"]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def full(project, link, lea, sam, at) -> Project:
    """A project about which everything is said."""
    from portfolio.actions.gates import review_gate
    from portfolio.actions.members import set_member

    milestones.add_milestone(project=project, name_fr="Recette", name_en="Acceptance", baseline_on=date(2026, 9, 1), by=lea, at=at)
    year = timezone.localdate().year
    finance.add_budget_line(
        project=project, year=year, nature="capex", baseline=Decimal(4_200_000), forecast=Decimal(5_000_000), by=lea, at=at
    )
    finance.add_budget_line(project=project, year=year, nature="opex", undisclosed="Contract", by=lea, at=at)
    for on, ev in ((date(2026, 5, 1), 100), (date(2026, 6, 1), 140)):
        finance.add_point(
            project=project, on=on, planned_value=Decimal(160), earned_value=Decimal(ev), actual_cost=Decimal(151),
            budget_at_completion=Decimal(320), by=lea, at=at,
        )  # fmt: skip
    risks.open_risk(project=project, title="Supplier fails", probability=4, impact=4, owner=sam, by=lea, at=at)
    review_gate(project=project, gate=1, decision="approved", decided_on=date(2026, 2, 1), by=lea, at=at)
    set_member(project=project, user=sam, share=Decimal("0.4"), role="Analyst", by=lea, at=at)
    status.report_status(project=project, health="amber", note="Acceptance slips", progress=40, by=lea, at=at)
    return project


@pytest.fixture
def scored(full, delight, at) -> ScoreSnapshot:
    """A published run with the score of the full project."""
    model = ScoringModel.objects.order_by("number").last()
    run = ScoreRun.objects.create(kind="night", as_of=at.date(), cut_off=at, model=model, wanted_at=at, state="published")
    detail = {
        "levers": [{"kind": "validate_link", "id": delight.pk, "code": "O1", "gain": 12.3, "level": 0.5}],
        "delivery": {
            "bands": {"schedule": 0.2, "cost": 0.6, "risk": 1.0, "scope": None},
            "figures": {},
            "outdated": True,
            "unverified": False,
        },
    }
    snapshot = ScoreSnapshot.objects.create(
        run=run, project=full, s=46.5, low=30, high=71, band="partial", c=0.74, c_letter="B", d=0.4, d_declared=0.6, d_computed=0.4,
        ranked=True, watermelon=True, orphan=False, as_of=run.as_of, detail=detail,
    )  # fmt: skip
    lines = [("A", "O1", delight.pk, "36.50", {"w": 0.42, "c": 0.5, "validated": 0, "declared": 0.5}), ("R", "neutral", None, "10.00", {})]
    for position, (pillar, code, subject, points, terms) in enumerate(lines):
        ScoreComponent.objects.create(
            run=run, project=full, position=position, pillar=pillar, code=code, subject_id=subject, points=Decimal(points), terms=terms
        )
    Publication.objects.filter(pk=1).update(run=run)
    return snapshot


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_a_project_opens_in_both_languages(scored, signed_in, lea, page, language):
    answer = signed_in(lea, language).get(reverse(f"portfolio:{page}", args=["C360"]))
    assert answer.status_code == 200
    assert ("Client 360" if language == "en" else "Égaliser") in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, *FORMS])
def test_a_stranger_is_told_nothing(full, signed_in, otto, page):
    from foundation.accounts.models import User

    stranger = User.objects.create_user("x@example.org", full_name="X")
    assert signed_in(stranger).get(reverse(f"portfolio:{page}", args=["C360"])).status_code == 404
    assert signed_in(otto).get(reverse(f"portfolio:{page}", args=["NONE"])).status_code == 404


@pytest.mark.parametrize("page", FORMS)
def test_who_may_see_but_not_do_is_refused(full, signed_in, sam, page):
    assert signed_in(sam).get(reverse(f"portfolio:{page}", args=["C360"])).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_edit_is_offered_no_form(full, signed_in, sam, page):
    body = signed_in(sam).get(reverse(f"portfolio:{page}", args=["C360"])).content.decode()
    assert "/facts/" not in body
    assert "/withdraw/" not in body


def test_why_the_score_adds_up_and_says_what_to_do(scored, signed_in, eva):
    body = signed_in(eva).get("/projects/C360/").content.decode()
    for said in ("Why 47?", "Between 30 and 71", "good", "+36.50", "+10.00", "+12.3", "Have the link to O1 · Delight customers validated"):
        assert said in body
    assert "Needs help" in body
    assert "Otto Martin" in body
    table = signed_in(eva).get("/projects/C360/", {"why": "table"}).content.decode()
    assert "46.50" in table


def test_the_part_of_the_score_is_swapped_alone(scored, signed_in, eva):
    headers = HTMX | {"HX-Target": "section#why"}
    for why in ("sentence", "table", "history", "nonsense"):
        answer = signed_in(eva).get("/projects/C360/", {"why": why, "since": "2026-01-01"}, headers=headers)
        assert answer.status_code == 200
        assert answer.content.decode().strip().startswith('<section id="why"')


def test_a_project_never_scored_says_when_the_next_night_is(project, signed_in, eva):
    body = signed_in(eva).get("/projects/C360/").content.decode()
    assert "Not scored yet" in body
    assert "at 02:00" in body


def test_no_pillar_due_is_no_score_and_not_a_nought(scored, signed_in, eva, full, at):
    run = ScoreRun.objects.create(kind="button", as_of=at.date(), cut_off=at, model=scored.run.model, wanted_at=at, state="published")
    ScoreSnapshot.objects.create(run=run, project=full, s=None, as_of=run.as_of, ranked=False)
    Publication.objects.filter(pk=1).update(run=run)
    assert "not a 0, simply none" in signed_in(eva).get("/projects/C360/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_ask_few_questions(scored, signed_in, eva, page):
    browser = signed_in(eva)
    browser.get(reverse(f"portfolio:{page}", args=["C360"]))
    with CaptureQueriesContext(connection) as captured:
        browser.get(reverse(f"portfolio:{page}", args=["C360"]))
    assert len(captured) <= (24 if page == "project" else 12)


# --- Entering and changing a project -------------------------------------------------------------------------------------
def project_form(**changes) -> dict:
    facts = {"name_fr": "Nouveau", "project_class": "strategic", "status": "active", "phase": "executing", "cadence": "monthly"}
    return facts | {"magnitude": "1"} | changes


def test_a_lead_enters_a_project_and_leads_it(signed_in, lea):
    answer = signed_in(lea).post("/projects/new/", project_form(token="5f3c1a52-8d9f-4d1c-9a0c-111111111111"))
    project = Project.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("portfolio:contributions", args=[project.code])
    assert (project.lead, project.name_en) == (lea, "Nouveau")
    assert trail(project)[0].verb == "project.created"


def test_the_same_form_sent_twice_enters_one_project(signed_in, lea):
    browser = signed_in(lea)
    answers = [browser.post("/projects/new/", project_form(token="5f3c1a52-8d9f-4d1c-9a0c-222222222222"))["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name_fr": ""}, "Give the project a name"),
        ({"code": "a b"}, "Use letters"),
        ({"code": "new"}, "choose another code"),
        ({"code": "c360"}, "is taken"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "end before it starts"),
        ({"unit": "999999"}, "Select a valid choice"),
        ({"magnitude": "3"}, "Select a valid choice"),
        ({"ends_on": "31/02/2026"}, "Enter a valid date"),
    ],
)
def test_a_wrong_project_is_explained_and_not_stored(project, signed_in, ada, changes, error):
    answer = signed_in(ada).post("/projects/new/", project_form(**changes))
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert Project.objects.count() == 1


def test_who_may_not_enter_projects_is_refused(signed_in, sam):
    assert signed_in(sam).get("/projects/new/").status_code == 403
    assert signed_in(sam).post("/projects/new/", project_form()).status_code == 403
    assert not Project.objects.exists()


def test_a_lead_changes_texts_but_not_where_the_project_belongs(project, signed_in, lea, sam):
    answer = signed_in(lea).post("/projects/C360/change/", project_form(name_en="Changed", version=1, sponsor=sam.pk, is_confidential="on"))
    assert answer.status_code == 303
    project.refresh_from_db()
    assert (project.name_en, project.sponsor, project.is_confidential, project.unit.code) == ("Changed", None, False, "DIS")


def test_an_administrator_decides_where_a_project_belongs(project, signed_in, ada, sam, unit, portfolio):
    facts = project_form(version=1, sponsor=sam.pk, unit=unit.pk, portfolio=portfolio.pk, project_class="obligation")
    assert signed_in(ada).post("/projects/C360/change/", facts).status_code == 303
    project.refresh_from_db()
    assert (project.sponsor, project.project_class, project.lead) == (sam, "obligation", None)


def test_the_second_editor_sees_both_versions_and_may_insist(project, signed_in, ada, lea):
    signed_in(lea).post("/projects/C360/change/", project_form(name_en="First", version=1))
    browser = signed_in(ada)
    lost = browser.post("/projects/C360/change/", project_form(name_en="Second", version=1))
    assert lost.status_code == 409
    assert "First" in lost.content.decode()
    assert "Second" in lost.content.decode()
    assert 'name="version" value="2"' in lost.content.decode()
    assert browser.post("/projects/C360/change/", project_form(name_en="Second", version=2)).status_code == 303
    assert Project.objects.get().name_en == "Second"


def test_extra_attributes_are_typed_and_kept(project, signed_in, ada):
    from portfolio.models import AttributeDefinition

    AttributeDefinition.objects.create(key="fte", label_fr="ETP", label_en="Staff", kind="number")
    AttributeDefinition.objects.create(key="since", label_fr="Depuis", label_en="Since", kind="date")
    wrong = signed_in(ada).post("/projects/C360/change/", project_form(version=1, attribute_fte="many"))
    assert wrong.status_code == 422
    signed_in(ada).post("/projects/C360/change/", project_form(version=1, attribute_fte="12", attribute_since="2026-01-01"))
    assert Project.objects.get().attributes == {"fte": 12, "since": "2026-01-01"}
    assert "Staff" in signed_in(ada).get("/projects/C360/").content.decode()


# --- Facts ---------------------------------------------------------------------------------------------------------------
MONEY, GATE, RISK = {"year": "2026", "nature": "total"}, {"gate": "1", "decision": "approved"}, {"title": "Late", "impact": "4"}
FACTS = {
    "milestone": ({"name_fr": "Fin", "baseline_on": "2026-12-01"}, {"name_fr": "", "baseline_on": "2026-12-01"}),
    "budget-line": (MONEY | {"baseline": "1 234,5 k€"}, MONEY | {"baseline": "à voir"}),
    "earned-value": ({"on": "2026-06-01", "planned_value": "10", "budget_at_completion": "20"}, {"on": "", "planned_value": "10"}),
    "risk": (RISK | {"probability": "3"}, RISK | {"probability": "9"}),
    "gate": (GATE | {"decided_on": "2026-01-01"}, GATE | {"decided_on": "2999-01-01"}),
}


@pytest.mark.parametrize("slug", FACTS)
def test_a_fact_is_entered_once_changed_or_refused(project, signed_in, lea, sam, slug):
    from portfolio.views.nouns import NOUNS

    right, wrong = FACTS[slug]
    url = reverse("portfolio:fact_new", args=["C360", slug])
    browser, model = signed_in(lea), NOUNS[slug].model
    assert browser.get(url).status_code == 200
    assert browser.post(url, wrong).status_code == 422
    assert not model.objects.exists()
    token = {"token": "5f3c1a52-8d9f-4d1c-9a0c-333333333333"}
    assert browser.post(url, right | token).status_code == 303
    assert browser.post(url, right | token).status_code == 303
    row = model.objects.get()
    assert signed_in(sam).post(url, right).status_code == 404
    change = reverse("portfolio:fact_change", args=["C360", slug, row.key])
    assert browser.get(change).status_code == (404 if slug == "gate" else 200)


def test_an_amount_is_read_as_people_write_it(project, signed_in, lea):
    url = reverse("portfolio:fact_new", args=["C360", "budget-line"])
    signed_in(lea, "fr").post(url, {"year": "2026", "nature": "total", "baseline": "1 234,5 k€", "forecast": "1,500"})
    line = project.budget_lines.get()
    assert (line.baseline, line.forecast, line.currency) == (Decimal(1_234_500), Decimal("1.5"), "EUR")


def test_the_second_editor_of_a_fact_sees_what_stands_now(full, signed_in, lea):
    row = Milestone.objects.get()
    url = reverse("portfolio:fact_change", args=["C360", "milestone", row.key])
    browser = signed_in(lea)
    facts = {"name_fr": "Recette", "name_en": "Acceptance", "version": row.pk}
    assert browser.post(url, facts | {"forecast_on": "2026-09-13"}).status_code == 303
    lost = browser.post(url, facts | {"forecast_on": "2026-10-01"})
    assert lost.status_code == 409
    assert "13 Sept 2026" in lost.content.decode()
    assert Milestone.objects.current().get().forecast_on == date(2026, 9, 13)


def test_a_milestone_before_its_project_is_refused(project, signed_in, lea):
    url = reverse("portfolio:fact_new", args=["C360", "milestone"])
    answer = signed_in(lea).post(url, {"name_fr": "Tôt", "baseline_on": "2025-12-31"})
    assert answer.status_code == 422
    assert "The project starts only on" in answer.content.decode()


def test_a_removal_can_be_undone(full, signed_in, lea, sam):
    row = Milestone.objects.get()
    remove, back = (reverse(f"portfolio:fact_{verb}", args=["C360", "milestone", row.key]) for verb in ("remove", "restore"))
    browser = signed_in(lea)
    assert browser.get(remove).status_code == 405
    assert signed_in(sam).post(remove).status_code == 403
    assert browser.post(remove).status_code == 303
    assert not Milestone.objects.current().exists()
    assert browser.post(back).status_code == 303
    assert Milestone.objects.current().exists()
    assert browser.post(back).status_code == 404


def test_the_form_arrives_as_a_part(project, signed_in, lea):
    url = reverse("portfolio:fact_new", args=["C360", "risk"])
    answer = signed_in(lea).get(url, headers=HTMX | {"HX-Target": "div#fact-form"})
    assert answer.content.decode().strip().startswith('<form id="fact-form"')
    done = signed_in(lea).post(url, FACTS["risk"][0], headers=HTMX | {"HX-Target": "form#fact-form"})
    assert done["HX-Redirect"] == reverse("portfolio:risks", args=["C360"])


# --- Reports, waivers, team ----------------------------------------------------------------------------------------------
def test_a_lead_reports_in_one_form(project, signed_in, lea, eva):
    url = reverse("portfolio:report", args=["C360"])
    assert signed_in(lea).post(url, {"health": "red"}).status_code == 422
    assert signed_in(lea).post(url, {"health": "green", "progress": "30"}).status_code == 303
    assert project.status_reports.get().health == "green"
    assert signed_in(eva).post(url, {"health": "green"}).status_code == 403


def test_the_cmo_sets_delivery_by_decision_and_ends_it(project, signed_in, eva, lea):
    url, end = reverse("portfolio:waiver", args=["C360"]), reverse("portfolio:waiver_end", args=["C360"])
    today = timezone.localdate().isoformat()
    assert signed_in(lea).get(url).status_code == 403
    assert signed_in(eva).post(url, {"value": "80", "expires_on": "2999-01-01", "reason": "Why"}).status_code == 422
    assert signed_in(eva).post(url, {"value": "80", "expires_on": today, "reason": "Supplier back"}).status_code == 303
    assert "Supplier back" in signed_in(lea).get("/projects/C360/").content.decode()
    assert signed_in(eva).post(end).status_code == 303
    assert signed_in(eva).post(end).status_code == 404


def test_a_member_is_put_on_the_project_and_taken_off(project, signed_in, lea, sam):
    url = reverse("portfolio:team", args=["C360"])
    assert signed_in(lea).post(url, {"user": sam.pk, "share": "140"}).status_code == 422
    assert signed_in(lea).post(url, {"user": sam.pk, "share": "40", "role": "Analyst"}).status_code == 303
    member = project.members.get()
    assert member.share == Decimal("0.4")
    leave = reverse("portfolio:member_leaves", args=["C360", member.pk])
    assert signed_in(sam).post(leave).status_code == 403
    assert signed_in(lea).post(leave).status_code == 303
    assert not project.members.exists()


def test_my_projects_are_those_that_name_me(full, signed_in, lea, sam, eva):
    assert "Client 360" in signed_in(lea).get("/my/").content.decode()
    assert "I work on" in signed_in(sam).get("/my/").content.decode()
    assert "No project names you yet" in signed_in(eva).get("/my/").content.decode()
