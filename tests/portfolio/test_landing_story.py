"""The colour of an objective explained: the terms add up to it."""

from decimal import Decimal

import pytest

from portfolio.actions import contributions
from portfolio.actions.projects import create_project
from portfolio.models import Project, ProjectContribution, ProjectSummary, Publication, ScoreRun, ScoreSnapshot, ScoringModel
from portfolio.queries.landing_story import landing_story
from portfolio.queries.landings import landings, that_land
from portfolio.queries.serving import coverage, serving, valid_links

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(at):
    model = ScoringModel.objects.order_by("-number").first()
    made = ScoreRun.objects.create(kind="button", state="published", as_of=at.date(), cut_off=at, model=model, wanted_at=at)
    Publication.objects.filter(pk=1).update(run=made, published_at=at)
    return made


def land(run, objective, portfolio, lead, at, code, budget, delivery, **facts):
    made = create_project(by=None, at=at, code=code, name_fr=code, portfolio=portfolio, lead=lead, **facts)
    ProjectSummary.objects.filter(project=made).update(budget=Decimal(budget))
    declared = {"level": 1, "state": "declared", "declared_on": run.as_of, "recorded_at": at}
    ProjectContribution.objects.create(project=made, objective=objective, **declared)
    ScoreSnapshot.objects.create(
        run=run, project=made, as_of=run.as_of, d=delivery, d_worst="cost", watermelon=delivery is not None and delivery < 0.6
    )
    return made


def test_terms_add_up_and_the_heaviest_comes_first(run, delight, portfolio, lea, eva, at):
    land(run, delight, portfolio, lea, at, "A", 3_000_000, 0.4)
    land(run, delight, portfolio, lea, at, "B", 1_000_000, 1.0)
    land(run, delight, portfolio, lea, at, "C", 5_000_000, None)
    story = landing_story(delight, eva)
    assert [(term.project.code, round(term.points, 2), term.health) for term in story.terms] == [("A", 30.0, "red"), ("B", 25.0, "green")]
    assert (round(story.delivery, 2), story.health, story.unknown) == (55.0, "red", 1)
    assert story.heaviest.lost == pytest.approx(45)


def test_without_budgets_each_counts_the_same(run, delight, portfolio, lea, eva, at):
    land(run, delight, portfolio, lea, at, "A", 0, 0.5)
    land(run, delight, portfolio, lea, at, "B", 0, 0.9)
    assert landing_story(delight, eva).delivery == pytest.approx(70)


def test_a_confidential_project_is_no_term_for_others(run, delight, portfolio, lea, eva, at):
    land(run, delight, portfolio, lea, at, "A", 1_000, 0.9)
    land(run, delight, portfolio, lea, at, "SECRET", 9_000, 0.1, is_confidential=True)
    assert [term.project.code for term in landing_story(delight, eva).terms] == ["A"]
    assert [term.project.code for term in landing_story(delight, lea).terms] == ["A"]  # whom it names: the colour leaves it out


def test_the_page_shows_the_terms(run, delight, portfolio, lea, eva, at, signed_in):
    land(run, delight, portfolio, lea, at, "A", 1_000, 0.4)
    html = signed_in(eva).get(f"/strategy/objectives/{delight.pk}/").content.decode()
    assert "Why this colour" in html
    assert "100.0% × 40% = <strong>40.0</strong>" in html


def test_before_the_first_night_there_is_nothing_to_explain(delight, eva):
    assert landing_story(delight, eva) is None


def test_a_link_whose_level_was_raised_still_serves_up_to_what_was_validated(link, delight, otto, lea, eva, at):
    on = at.date()
    raised = contributions.change_level(link=contributions.validate(link=link, by=otto, at=at), level=Decimal(1), by=lea, at=at)
    assert raised.state == "declared"
    found, _hidden = serving(delight, eva, on=on)
    assert [(each.counts, each.raised, each.valid_word) for each in found] == [(True, True, found[0].valid_word)]
    assert "1 project serves it by a validated link" in coverage(found)
    links = ProjectContribution.objects.current()
    assert valid_links(links, on).count() == 1
    assert not valid_links(links, on.replace(year=on.year + 1)).exists(), "a year later it has expired"


def test_home_map_and_page_tell_the_same_landing(run, delight, portfolio, lea, eva, at):
    land(run, delight, portfolio, lea, at, "A", 3_000_000, 0.4)
    land(run, delight, portfolio, lea, at, "B", 1_000_000, 1.0)
    land(run, delight, portfolio, lea, at, "SECRET", 9_000_000, 0.1, is_confidential=True)
    land(run, delight, portfolio, lea, at, "DUTY", 9_000_000, 0.1, project_class="obligation")
    land(run, delight, portfolio, lea, at, "OVER", 9_000_000, 0.1, status="closed")
    told = landings(that_land(Project.objects.all()), run, currency="EUR")[delight.pk]
    assert (told.projects, round(told.delivery, 3), told.status) == (2, 0.55, "red")
    story = landing_story(delight, eva)
    assert (len(story.terms), round(story.delivery, 1), story.health) == (2, 55.0, "red")
