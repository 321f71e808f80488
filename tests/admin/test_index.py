"""The administration's first page, and removing the demo company from it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.accounts.models import OrganisationUnit, User
from foundation.audit.models import LedgerEntry
from portfolio.models import Portfolio, Project, ScoreRun, ScoringModel
from strategy.models import StrategicObjective, StrategicPlan

INDEX, REMOVAL = "/admin/", "/demo/remove/"


@pytest.fixture
def plan(db):
    return StrategicPlan.objects.create(
        code="P", name_fr="Plan", name_en="Plan", starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31), status="active"
    )


def objective(plan, code, **facts):
    return StrategicObjective.objects.create(plan=plan, code=code, name_fr=code, name_en=code, **facts)


def line(page, label):
    """The count that stands after a label of the list."""
    return page.split(label)[1].split("<strong>")[1].split("<")[0]


def test_the_index_tells_the_last_night_and_when_the_next_one_is(signed_in, ada, at):
    before = signed_in(ada).get(INDEX).content.decode()
    assert "No night yet" in before
    ScoreRun.objects.create(
        kind="night", state="published", as_of=date(2026, 7, 1), cut_off=at, wanted_at=at, started_at=at, finished_at=at,
        model=ScoringModel.objects.earliest("number"), projects_total=1_234, projects_failed=3,
    )  # fmt: skip
    page = signed_in(ada).get(INDEX).content.decode()
    assert "1,234" in page
    assert "Published" in page
    assert "Next night" in page


def test_the_list_counts_what_is_set_up_and_what_is_missing(signed_in, ada, sam, otto, plan):
    group = objective(plan, "G")
    objective(plan, "O1", parent=group, owner=otto)
    objective(plan, "O2", parent=group)
    portfolio = Portfolio.objects.create(code="M", name_fr="M", name_en="M", plan=plan)
    Project.objects.create(code="A", name_fr="A", name_en="A", portfolio=portfolio, entered_on=date(2026, 1, 1))
    page = signed_in(ada).get(INDEX).content.decode()
    assert line(page, "Objectives with an owner") == "1/2"
    assert line(page, "Objectives with a weight") == "0/2"
    assert line(page, "Projects with a lead") == "0/1"
    assert line(page, "People with a role") == "2/3"
    assert line(page, "Links to validate") == "0"
    assert "/scoring-model/" in page
    assert "/imports/" in page


def test_the_index_costs_the_same_whatever_the_size(signed_in, ada, plan):
    browser = signed_in(ada)
    browser.get(INDEX)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(INDEX)
    for number in range(12):
        objective(plan, f"X{number}")
        OrganisationUnit.objects.create(code=f"U{number}", name_fr="U", name_en="U")
        User.objects.create_user(f"p{number}@example.org", full_name="P")
    with CaptureQueriesContext(connection) as many:
        browser.get(INDEX)
    assert len(many) == len(few) <= 30


def test_only_administrators_see_the_index_and_remove_the_demo(signed_in, eva, sam):
    for person in (eva, sam):
        assert signed_in(person).get(INDEX).status_code == 403
        assert signed_in(person).get(REMOVAL).status_code == 403
        assert signed_in(person).post(REMOVAL).status_code == 403


def test_an_administrator_removes_the_demo_after_a_second_question(signed_in, ada):
    unit = OrganisationUnit.objects.create(code="D", name_fr="D", name_en="D", is_demo=True)
    Project.objects.create(code="DEMO", name_fr="D", name_en="D", unit=unit, entered_on=timezone.localdate(), is_demo=True)
    real = Project.objects.create(code="REAL", name_fr="R", name_en="R", entered_on=timezone.localdate())
    browser = signed_in(ada)
    assert REMOVAL in browser.get(INDEX).content.decode()
    assert "Remove for good" in browser.get(REMOVAL).content.decode()
    assert Project.objects.count() == 2
    assert browser.post(REMOVAL).status_code == 303
    assert list(Project.objects.all()) == [real]
    assert LedgerEntry.objects.get(verb="demo.removed").by == ada
    assert REMOVAL not in browser.get(INDEX).content.decode()
    assert "No demonstration data" in browser.get(REMOVAL).content.decode()
