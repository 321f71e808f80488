import pytest
from django.urls import reverse

from portfolio.models import Project
from strategy.models import StrategicObjective, StrategicPlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(lea, at):
    facts = {"name_fr": "Entrepôt de Saint-Ambroise", "name_en": "Saint-Ambroise warehouse", "entered_on": at.date()}
    return Project.objects.create(code="DIS-01", lead=lea, **facts)


@pytest.fixture
def objective(db):
    dates = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    plan = StrategicPlan.objects.create(code="P", name_fr="Plan", name_en="Plan", status="active", **dates)
    return StrategicObjective.objects.create(plan=plan, code="O4", name_fr="Livrer vite", name_en="Faster delivery")


def found(client, text: str) -> str:
    headers = {"HX-Request": "true", "HX-Target": "div#palette-found"}
    return client.get(reverse("find"), {"q": text}, headers=headers).content.decode()


@pytest.mark.parametrize("text", ["entrepot", "ambroise ENTREP", "dis-01", "warehouse saint"])
def test_a_project_is_found_whatever_accents_case_and_order(signed_in, eva, project, text):
    assert "Saint-Ambroise warehouse" in found(signed_in(eva), text)


def test_a_stranger_finds_neither_projects_nor_objectives_nor_people(signed_in, sam, lea, project, objective):
    for text in ("ambroise", "delivery", "lea"):
        assert "<a " not in found(signed_in(sam), text)


def test_objectives_and_people_are_found(signed_in, eva, lea, objective):
    assert "Faster delivery" in found(signed_in(eva), "deliv")
    assert "Lea Martin" in found(signed_in(eva), "lea mar")


def test_administration_is_offered_to_administrators_only(signed_in, eva, ada):
    assert "/admin/" in found(signed_in(ada), "admin")
    assert "/admin/" not in found(signed_in(eva), "admin")


def test_words_are_escaped_and_odd_ones_are_no_query(signed_in, eva):
    assert "&lt;script&gt;" in found(signed_in(eva), "<script>")
    for text in ("'", "a & | !", "\\", ":*", "((", "é" * 300):
        assert signed_in(eva).get(reverse("find"), {"q": text}).status_code == 200


def test_without_javascript_it_is_a_page(signed_in, eva, project):
    page = signed_in(eva).get(reverse("find"), {"q": "ambroise"}).content.decode()
    assert "<html" in page
    assert "Saint-Ambroise warehouse" in page
