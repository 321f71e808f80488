from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portfolio.actions import contributions
from portfolio.actions.members import set_member
from portfolio.models import Publication, ScoreComponent, ScoreRun, ScoreSnapshot, ScoringModel
from portfolio.queries.my_contribution import parts_of, with_ways
from strategy.models import StrategicAxis, StrategicObjective, StrategicPlan

pytestmark = pytest.mark.django_db
PAGE = "portfolio:my_contribution"


@pytest.fixture
def scored(project, link, delight, group, at):
    axis = StrategicAxis.objects.create(plan=delight.plan, code="A", name_fr="Clients", name_en="Customers first", perspective="customer")
    StrategicObjective.objects.filter(pk=delight.pk).update(axis=axis)
    StrategicPlan.objects.update(vision_fr="Durable", vision_en="Make every home lasting")
    model = ScoringModel.objects.order_by("number").last()
    run = ScoreRun.objects.create(kind="night", as_of=at.date(), cut_off=at, model=model, wanted_at=at, state="published")
    facts = {"low": 40, "high": 50, "band": "partial", "c": 0.7, "c_letter": "B", "ranked": True, "as_of": run.as_of, "detail": {}}
    snapshot = ScoreSnapshot.objects.create(run=run, project=project, s=46.5, **facts)
    lines = [("A", "O1", delight.pk, "30.5"), ("K", "neutral", None, "16.0")]
    for position, (pillar, code, subject, points) in enumerate(lines):
        row = {"position": position, "pillar": pillar, "code": code, "subject_id": subject, "points": Decimal(points)}
        ScoreComponent.objects.create(run=run, project=project, **row)
    Publication.objects.filter(pk=1).update(run=run, published_at=at)
    return snapshot


def test_a_lead_sees_the_way_to_the_vision_with_the_points(signed_in, scored, lea):
    page = signed_in(lea).get(reverse(PAGE)).content.decode()
    for words in ("You lead this project", "Delight customers", "30.5 points", "Customers first", "Make every home lasting"):
        assert words in page
    assert "+16.0 points come from elsewhere" in page
    assert "never divided between people" in page


def test_the_ways_and_the_rest_add_up_to_the_score(scored, lea):
    part = with_ways(parts_of(lea)[0], timezone.localdate())
    assert sum(way.points for way in part.ways) + part.other_points == Decimal(str(scored.s))


def test_a_member_sees_their_share_of_time_not_of_the_score(signed_in, scored, project, sam, at):
    set_member(project=project, user=sam, share=Decimal("0.25"), role="Analyst", by=None, at=at)
    page = signed_in(sam).get(reverse(PAGE)).content.decode()
    assert "You work on this project" in page
    assert "25% of your time" in page


def test_without_a_link_the_page_says_what_to_do(signed_in, project, lea):
    page = signed_in(lea).get(reverse(PAGE)).content.decode()
    assert "It serves no objective yet" in page
    assert reverse("portfolio:declare", args=[project.code]) in page


def test_nobody_sees_the_projects_of_others(signed_in, scored, project, sam):
    page = signed_in(sam).get(reverse(PAGE), {"project": project.code}).content.decode()
    assert "No project names you yet" in page
    assert "Client 360" not in page


def test_one_link_costs_the_queries_of_three(signed_in, scored, project, delight, loyalty, lea, at):
    browser = signed_in(lea)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse(PAGE))
        return len(asked)

    few = queries()
    third = StrategicObjective.objects.create(plan=delight.plan, code="O3", name_fr="x", name_en="x")
    for objective in (loyalty, third):
        contributions.declare_contribution(project=project, objective=objective, level=Decimal("0.5"), by=lea, at=at, rationale="x")
    assert queries() == few
