"""One plan with a group of two objectives, one portfolio, one project led by Léa that serves what Otto owns."""

from datetime import date
from decimal import Decimal

import pytest

from foundation.accounts.models import OrganisationUnit, User
from portfolio.actions import contributions, projects
from portfolio.models import Portfolio, Project, ProjectContribution
from strategy.models import StrategicObjective, StrategicPlan


@pytest.fixture
def plan(db: None) -> StrategicPlan:
    return StrategicPlan.objects.create(
        code="P", name_fr="Plan", name_en="Plan", starts_on=date(2026, 1, 1), ends_on=date(2028, 12, 31), status="active"
    )


@pytest.fixture
def group(plan: StrategicPlan) -> StrategicObjective:
    return StrategicObjective.objects.create(plan=plan, code="G", name_fr="Clients", name_en="Customers")


@pytest.fixture
def delight(plan: StrategicPlan, group: StrategicObjective, otto: User) -> StrategicObjective:
    return StrategicObjective.objects.create(
        plan=plan, code="O1", name_fr="Satisfaire mieux", name_en="Delight customers", parent=group, owner=otto, horizon="short"
    )


@pytest.fixture
def loyalty(plan: StrategicPlan, group: StrategicObjective) -> StrategicObjective:
    """Nobody owns it: the CMO decides."""
    return StrategicObjective.objects.create(plan=plan, code="O2", name_fr="Fidéliser", name_en="Loyalty", parent=group, horizon="long")


@pytest.fixture
def portfolio(plan: StrategicPlan) -> Portfolio:
    return Portfolio.objects.create(code="MAIN", name_fr="Projets", name_en="Projects", plan=plan)


@pytest.fixture
def project(unit: OrganisationUnit, portfolio: Portfolio, lea: User, at) -> Project:
    return projects.create_project(
        by=lea, at=at, code="C360", name_fr="Égaliser", name_en="Client 360", unit=unit, portfolio=portfolio, lead=lea,
        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
    )  # fmt: skip


@pytest.fixture
def link(project: Project, delight: StrategicObjective, lea: User, at) -> ProjectContribution:
    return contributions.declare_contribution(
        project=project, objective=delight, level=Decimal("0.5"), by=lea, at=at, rationale="A single customer view"
    )
