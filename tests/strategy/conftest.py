"""A small strategy: two axes, four objectives, one of them Otto's."""

from datetime import date
from types import SimpleNamespace

import pytest

from strategy.models import StrategicAxis, StrategicObjective, StrategicPlan


@pytest.fixture
def plan(db) -> StrategicPlan:
    return StrategicPlan.objects.create(
        code="P",
        name_fr="Habiter demain",
        name_en="Living tomorrow",
        vision_fr="Rendre chaque logement durable et simple à vivre.",
        vision_en="Make every home lasting and simple to live in.",
        starts_on=date(2025, 1, 1),
        ends_on=date(2028, 12, 31),
        status="active",
    )


@pytest.fixture
def customers(plan) -> StrategicAxis:
    return StrategicAxis.objects.create(plan=plan, code="A1", name_fr="Clients", name_en="Customers", perspective="customer", position=1)


@pytest.fixture
def people(plan) -> StrategicAxis:
    return StrategicAxis.objects.create(plan=plan, code="A2", name_fr="Humain", name_en="People", perspective="people", position=2)


def objective(axis: StrategicAxis, code: str, fr: str, en: str, **facts) -> StrategicObjective:
    position = int(code[1:])
    return StrategicObjective.objects.create(plan=axis.plan, axis=axis, code=code, name_fr=fr, name_en=en, position=position, **facts)


@pytest.fixture
def objectives(customers, people, otto) -> SimpleNamespace:
    """o1 (Otto's) and o2 on customers, o3 and o4 on people."""
    return SimpleNamespace(
        o1=objective(customers, "O1", "Satisfaire mieux", "Delight customers", owner=otto),
        o2=objective(customers, "O2", "Fidéliser", "Keep customers", horizon="short"),
        o3=objective(people, "O3", "Compétences et changement", "Skills and change", horizon="short"),
        o4=objective(people, "O4", "Égalité et inclusion", "Equality and inclusion", horizon="long"),
    )
