"""What the seed writes: complete, in both languages, to the euro, marked, in one entry, once."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.db.models import Sum

from cmo_portal.demo.actions import seed_demo
from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar
from foundation.accounts.access import rights_of
from foundation.accounts.demo import logins
from foundation.accounts.models import OrganisationUnit, Site, User
from foundation.audit.models import LedgerEntry
from foundation.audit.queries import verify
from portfolio.models import (
    BudgetLine,
    EarnedValuePoint,
    Milestone,
    Portfolio,
    Programme,
    Project,
    ProjectContribution,
    ProjectFacts,
    Risk,
    StatusReport,
)
from strategy.models import ContributionLevel, PlanValue, StrategicAxis, StrategicObjective, StrategicPlan, WeightSet
from tests.demo.conftest import NOW, TODAY

WEIGHTS = {"O1": 14, "O2": 7, "O3": 10, "O4": 12, "O5": 11, "O6": 6, "O7": 8, "O8": 5, "O9": 5, "O10": 12, "O11": 5, "O12": 5}
MONEY = {
    "O1": "10.6", "O2": "5.8", "O3": "11.5", "O4": "15.4", "O5": "25.9", "O6": "8.6", "O7": "1.9", "O8": "2.9", "O10": "4.8", "O11": "1.9",
    "O12": "1.9", "": "4.8",
}  # fmt: skip


def test_sixty_projects_of_which_six_are_obligations(company):
    by_class = defaultdict(int)
    for project in Project.objects.filter(is_demo=True, is_confidential=False):
        by_class[project.project_class] += 1
    assert by_class == {"strategic": 54, "obligation": 6}


def test_this_years_money_sums_to_the_euro(company):
    lines = BudgetLine.objects.current().filter(year=TODAY.year, project__is_confidential=False)
    by_class = dict(lines.values_list("project__project_class").annotate(Sum("baseline")))
    assert by_class == {"strategic": Decimal(96_000_000), "obligation": Decimal(6_000_000)}


def test_money_by_objective_is_that_of_the_table(company):
    money: dict[str, Decimal] = defaultdict(Decimal)
    for project in Project.objects.filter(project_class="strategic", is_confidential=False):
        budget = BudgetLine.objects.current().filter(project=project, year=TODAY.year).aggregate(total=Sum("baseline"))["total"] or Decimal(
            0
        )
        links = ProjectContribution.objects.current().filter(project=project).exclude(state="refused")
        shares = {link.objective.code: credit(link) for link in links.select_related("objective") if credit(link)}
        for code in shares or {"": Decimal(1)}:
            money[code] += budget * shares.get(code, Decimal(1)) / sum(shares.values() or [Decimal(1)])
    assert {code: str(round(amount / 1_000_000, 1)) for code, amount in money.items()} == MONEY
    assert all(abs(amount - Decimal(MONEY[code]) * 1_000_000) < 2 for code, amount in money.items())


def credit(link: ProjectContribution) -> Decimal:
    if link.state == "validated":
        expired = link.decided_on <= Calendar(TODAY).a_year_ago()
        return Decimal(0) if expired else link.level
    return link.level / 2


def test_two_sets_of_weights_one_in_force(company):
    old, new = WeightSet.objects.current().order_by("number")
    assert old.method == "classes"
    assert {one.objective.code: round(100 * one.weight, 6) for one in new.weights.all()} == WEIGHTS
    assert old.in_force_from < new.in_force_from < TODAY
    assert sum(one.weight for one in old.weights.all()) == pytest.approx(1)


def test_the_plan_is_in_its_23rd_month_of_48(company):
    plan = StrategicPlan.objects.get(status="active")
    assert (plan.starts_on, plan.ends_on) == (date(2025, 1, 1), date(2028, 12, 31))
    assert plan.values.count() == 4


@pytest.mark.parametrize(
    "model", [OrganisationUnit, Site, StrategicPlan, PlanValue, StrategicAxis, StrategicObjective, Portfolio, Programme, Project, Milestone]
)
def test_everything_is_named_in_both_languages(company, model):
    rows = list(model.objects.all())
    assert rows
    assert all(row.name_fr.strip() and row.name_en.strip() for row in rows)


def test_texts_are_filled_in_both_languages(company):
    assert all(one.why_fr and one.why_en for one in StrategicObjective.objects.all())
    assert all(one.summary_fr and one.summary_en for one in Project.objects.all())
    assert all(one.statement_fr and one.statement_en for one in ContributionLevel.objects.all())
    assert all(one.meaning_fr and one.meaning_en for one in PlanValue.objects.all())


def test_everybody_signs_in_with_the_demo_password_and_has_their_role(company):
    roles = {login.email: rights_of(User.objects.get(email=login.email)) for login in logins()}
    assert {"cmo", "ceo", "cfo", "coo", "owner", "lead", "rse", "admin", "auditor"} <= {email.split("@")[0] for email in roles}
    assert roles["cmo@vauterre.example"].lens == "cmo"
    assert roles["cfo@vauterre.example"].lens == "cfo"
    assert roles["admin@vauterre.example"].is_admin
    assert roles["auditor@vauterre.example"].is_auditor
    assert all(User.objects.get(email=email).check_password(settings.DEMO_PASSWORD) for email in roles)
    assert len(read("people")["person"]) == User.objects.filter(is_demo=True).count()


def test_nothing_was_recorded_today_or_later(company):
    for model in (ProjectContribution, StatusReport, BudgetLine, EarnedValuePoint, Milestone, Risk, ProjectFacts):
        assert not model._base_manager.filter(recorded_at__gte=NOW.replace(hour=0)).exists(), model
        assert model.objects.known_at(NOW.replace(year=2025)).exists(), model


def test_one_ledger_entry_names_all_projects_told_to_everybody(company):
    entry = LedgerEntry.objects.get(verb="demo.seeded")
    assert entry.subjects.filter(kind="portfolio.project").count() == 60
    assert verify().fault is None


def test_a_second_seed_changes_nothing(seeded):
    before = (StatusReport._base_manager.count(), LedgerEntry.objects.count())
    assert seed_demo(by=None, at=NOW, today=TODAY).already_there
    assert (StatusReport._base_manager.count(), LedgerEntry.objects.count()) == before
