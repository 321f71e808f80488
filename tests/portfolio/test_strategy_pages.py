"""Does money follow the strategy, and what serves an objective: pages that mix strategy, projects and the published run."""

import html
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation import history
from foundation.accounts.models import RoleGrant
from portfolio.models import (
    Portfolio,
    Project,
    ProjectContribution,
    ProjectSummary,
    Publication,
    RunIndex,
    ScoreRun,
    ScoreSnapshot,
    ScoringModel,
)
from portfolio.queries.serving import months_before
from portfolio.queries.strategy import does_money_follow
from strategy import actions
from strategy.models import StrategicObjective

TODAY = timezone.localdate()
MONEY = {"O1": 30e6, "O2": 50e6, "O3": 0.0, "O4": 15e6}
STRAY = 5e6


@pytest.fixture
def objectives(eva, otto, at):
    """Four weighted objectives, two axes; O3 is served by nobody."""
    plan = actions.create_plan(
        name_fr="Habiter demain", name_en="Living tomorrow", starts_on=date(2025, 1, 1), ends_on=date(2028, 12, 31), status="active",
        vision_en="Make every home lasting.", by=eva, at=at,
    )  # fmt: skip
    axis = actions.create_axis(plan=plan, code="A1", name_fr="Clients", name_en="Customers", perspective="customer", by=eva, at=at)
    names = {
        "O1": ("Satisfaire", "Delight"),
        "O2": ("Numériser", "Digital"),
        "O3": ("Égalité", "Equality"),
        "O4": ("Réduire", "Cut emissions"),
    }
    made = {
        code: actions.create_objective(plan=plan, code=code, name_fr=fr, name_en=en, axis=axis, position=i, owner=otto, by=eva, at=at)
        for i, (code, (fr, en)) in enumerate(names.items())
    }
    weights = dict(zip(made, (0.4, 0.2, 0.1, 0.3), strict=True))
    actions.set_weights(
        plan=plan, method="direct", weights={made[c].pk: w for c, w in weights.items()}, in_force_from=date(2025, 1, 1), by=eva, at=at
    )
    return SimpleNamespace(plan=plan, **{code.lower(): objective for code, objective in made.items()}, weights=weights)


def link(project, objective, level, state, *, decided=None, at):
    """A link as it was recorded, decided (or declared) thirty days ago."""
    since = decided or TODAY - timedelta(days=30)
    facts = {"validated": {"validated_level": Decimal(level), "decided_on": since}, "refused": {"decided_on": since, "reason": "No"}}
    known = {"project": project, "objective": objective, "level": Decimal(level), "declared_on": since} | facts.get(state, {})
    return history.record(ProjectContribution, at=at, by=None, state=state, **known)


@pytest.fixture
def projects(objectives, unit, lea, at):
    portfolio = Portfolio.objects.create(code="G", name_fr="Groupe", name_en="Group", plan=objectives.plan)
    made = []
    for code, name in (("P1", "Client 360"), ("P2", "Maintenance book"), ("P3", "Headset"), ("P4", "Old one")):
        project = Project.objects.create(code=code, name_fr=name, name_en=name, portfolio=portfolio, unit=unit, lead=lea, entered_on=TODAY)
        ProjectSummary.objects.update_or_create(project=project, defaults={"budget": Decimal(4_200_000)})
        made.append(project)
    one, two, three, four = made
    link(one, objectives.o1, "1", "validated", at=at)
    link(two, objectives.o1, "0.5", "validated", at=at)
    link(two, objectives.o2, "0.75", "validated", at=at)
    link(three, objectives.o1, "0.25", "refused", at=at)
    link(three, objectives.o2, "0.5", "declared", at=at)
    link(four, objectives.o1, "0.75", "validated", decided=TODAY - timedelta(days=400), at=at)
    return SimpleNamespace(one=one, two=two, three=three, four=four)


@pytest.fixture
def published(objectives, projects, at):
    """A published run with the money of each objective."""
    model = ScoringModel.objects.order_by("-number").first() or ScoringModel.objects.create(
        number=1, parameters={}, in_force_from=date(2020, 1, 1), recorded_at=at
    )
    run = ScoreRun.objects.create(kind="night", state="published", as_of=TODAY, cut_off=at, model=model, wanted_at=at)
    total = sum(MONEY.values()) + STRAY
    figures = [
        {"id": getattr(objectives, code.lower()).pk, "weight": objectives.weights[code], "share": money / total, "money": money}
        for code, money in MONEY.items()
    ]
    detail = {"objectives": figures, "no_objective_money": STRAY, "undisclosed": 2, "horizons": {"shares": [0.68, 0.26, 0.06]}}
    RunIndex.objects.create(run=run, scope="everything", spend_fit=0.65, horizon_balance=0.77, detail=detail)
    ScoreSnapshot.objects.create(run=run, project=projects.one, s=61.2, band="partial", c=0.8, c_letter="B", as_of=TODAY)
    Publication.objects.filter(pk=1).update(run=run, published_at=at)
    return run


# --- The answer -------------------------------------------------------------------------------------------------------
def test_objectives_come_by_the_width_of_their_gap(objectives, published):
    follow = does_money_follow(objectives.plan, on=TODAY)
    assert [(line.objective.code, round(line.gap, 6)) for line in follow.lines] == [("O2", 30), ("O4", -15), ("O1", -10), ("O3", -10)]
    assert follow.total == pytest.approx(100e6)
    assert follow.misplaced == pytest.approx(35e6)
    assert follow.widest.objective == objectives.o2
    assert [line.objective for line in follow.lines if line.orphan] == [objectives.o4, objectives.o3]
    assert [(each.horizon, round(each.gap)) for each in follow.horizons] == [("short", 23), ("medium", -9), ("long", -14)]


@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        ("weight", "O3 O2 O4 O1"),
        ("-money", "O2 O1 O4 O3"),
        ("name", "O4 O1 O2 O3"),
        ("-projects", "O1 O2 O3 O4"),
        ("nonsense", "O2 O4 O1 O3"),
    ],
)
def test_the_table_is_sorted_as_asked(objectives, published, sort, codes):
    follow = does_money_follow(objectives.plan, on=TODAY, sort=sort)
    assert " ".join(line.objective.code for line in follow.lines) == codes


def test_only_living_projects_with_a_valid_link_count(objectives, projects):
    found = {line.objective.code: line.projects for line in does_money_follow(objectives.plan, on=TODAY).lines}
    assert found == {"O1": 2, "O2": 1, "O3": 0, "O4": 0}
    Project.objects.filter(pk=projects.one.pk).update(status="closed")
    found = {line.objective.code: line.projects for line in does_money_follow(objectives.plan, on=TODAY).lines}
    assert found["O1"] == 1


def test_new_weights_are_told_until_the_next_night(objectives, published, eva, at):
    assert not does_money_follow(objectives.plan, on=TODAY).reweighed
    actions.set_weights(
        plan=objectives.plan, method="direct", weights={objectives.o1.pk: 1.0}, in_force_from=date(2026, 1, 1), by=eva, at=at
    )
    follow = does_money_follow(objectives.plan, on=TODAY)
    assert follow.reweighed
    assert next(line.weight for line in follow.lines if line.objective == objectives.o2) == 0.2


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 7, 1), date(2025, 7, 1)), (date(2024, 2, 29), date(2023, 2, 28))])
def test_twelve_months_before(day, expected):
    assert months_before(day, 12) == expected


# --- The page ---------------------------------------------------------------------------------------------------------
def test_the_page_says_where_the_money_is(objectives, published, signed_in, eva):
    page = signed_in(eva).get(reverse("strategy:strategy")).text
    for words in (
        "“Digital” takes 50% of the money and weighs 20%.", "2 objectives have a weight and no project.", "€50.0M",
        "+30.0", "too much", "nobody",
        "€35.0M of €100M are not where the strategy would want them.", "Money and strategy agree at 65%.", "2 projects do not disclose",
        "projects that serve no objective", "Month", "Make every home lasting.",
    ):  # fmt: skip
        assert words in page, words


def test_before_the_first_night_the_page_shows_what_is_known(objectives, projects, signed_in, lea):
    page = signed_in(lea).get(reverse("strategy:strategy")).text
    assert "Money appears after the first night." in page
    assert "40.0%" in page
    assert "are not where" not in page
    assert "Edit the plan" not in page


def test_a_sort_swaps_the_table_and_stays_in_the_address(objectives, published, signed_in, eva):
    browser, address = signed_in(eva), reverse("strategy:strategy") + "?sort=name"
    fragment = browser.get(address, headers={"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#follow"}).text.strip()
    assert fragment.startswith('<div id="follow">')
    assert fragment in browser.get(address).text
    assert "?sort=-name" in fragment


def test_the_pages_cost_the_same_for_more_objectives(objectives, published, signed_in, eva, at):
    browser = signed_in(eva)
    addresses = [reverse("strategy:strategy"), reverse("strategy:objective", args=[objectives.o1.pk])]
    before = [queries_of(browser, address) for address in addresses]
    for number in range(10):
        actions.create_objective(plan=objectives.plan, code=f"N{number}", name_en=f"New {number}", by=eva, at=at)
    assert [queries_of(browser, address) for address in addresses] == before
    assert max(before) <= 34


def queries_of(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)


def test_the_page_in_french(objectives, published, signed_in, eva):
    eva.language = "fr"
    eva.save(update_fields=["language"])
    page = html.unescape(signed_in(eva, language="fr").get(reverse("strategy:strategy")).text).replace("\u202f", " ")
    for words in ("« Numériser » prend 50 % de l’argent et pèse 20 %.", "35,0 M€ sur 100 M€ ne sont pas là où la stratégie les voudrait."):
        assert words in page, words


def test_a_stranger_is_told_to_ask_for_a_role(objectives, signed_in, sam):
    assert signed_in(sam).get(reverse("strategy:strategy")).status_code == 403
    assert signed_in(sam).get(reverse("strategy:objective", args=[objectives.o1.pk])).status_code == 404


# --- What serves an objective ----------------------------------------------------------------------------------------
def test_the_objective_shows_its_links_by_what_they_count(objectives, published, signed_in, eva):
    page = signed_in(eva).get(reverse("strategy:objective", args=[objectives.o1.pk])).text
    for words in (
        "2 projects serve it by validated links; the strongest is “Client 360” (full).",
        "Refused",
        "Expired",
        "61",
        "€4.2M",
        "€30.0M",
        "−10.0",
    ):
        assert words in page, words
    positions = [page.index(f">{name}") for name in ("Client 360", "Maintenance book", "Old one", "Headset")]
    assert positions == sorted(positions)


def test_projects_that_a_reader_may_not_open_are_only_counted(objectives, published, signed_in, unit):
    from tests.conftest import START, person

    nina = person("Nina", role="team_lead")
    RoleGrant.objects.filter(user=nina).update(valid_from=START)
    page = signed_in(nina).get(reverse("strategy:objective", args=[objectives.o1.pk])).text
    assert "4 more projects serve it that you may not open." in page
    assert "Client 360" not in page.split("<main")[1]


def test_an_objective_without_links_says_what_comes_next(objectives, signed_in, eva):
    page = signed_in(eva).get(reverse("strategy:objective", args=[objectives.o3.pk])).text
    assert "No project serves it yet" in page
    assert StrategicObjective.objects.count() == 4
