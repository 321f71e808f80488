"""The administration looks things up; what it changes goes through actions and leaves an entry in the ledger."""

from io import BytesIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.urls import reverse
from openpyxl import load_workbook

from foundation.accounts.models import OrganisationUnit, RoleGrant, User
from foundation.audit.models import LedgerEntry
from foundation.readonly_admin import ReadOnlyAdmin
from portfolio.models import AttributeDefinition, Project
from strategy.models import StrategyTag
from tests.repository.world import World, build

AREAS = ("accounts", "audit", "notifications", "attachments", "api", "strategy", "kpis", "rse", "portfolio", "exchange")
# Read by named people only, never by a role: not even administrators look them up.
CONFIDENTIAL = {"Alert", "AlertMessage", "AlertReader", "AlertRecipient"}
MODELS = [model for area in AREAS for model in apps.get_app_config(area).get_models() if model.__name__ not in CONFIDENTIAL]


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def browser(world, signed_in):
    return signed_in(world.people["ada"])


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def every_page():
    for model in MODELS:
        yield page(model, "changelist")
        row = model._base_manager.first()
        if row is not None:
            yield page(model, "change", row.pk)


def test_every_model_is_registered():
    assert [model.__name__ for model in MODELS if model not in admin.site._registry] == []


def test_an_administrator_opens_every_list_and_row(world, signed_in):
    """In French, the language whose sentences can fail to fit; English is what they are written in."""
    ada = signed_in(world.people["ada"], "fr")
    assert [url for url in every_page() if ada.get(url).status_code != 200] == []


def test_every_list_can_be_searched(browser):
    searched = [model for model in MODELS if admin.site._registry[model].search_fields]
    assert [model.__name__ for model in searched if browser.get(page(model, "changelist"), {"q": "1"}).status_code != 200] == []


def test_what_is_only_shown_refuses_every_post(browser):
    shown = [model for model in MODELS if isinstance(admin.site._registry[model], ReadOnlyAdmin)]
    addresses = [page(model, "add") for model in shown]
    for model in shown:
        if row := model._base_manager.first():
            addresses += [page(model, "change", row.pk), page(model, "delete", row.pk)]
    assert [url for url in addresses if browser.post(url, {"post": "yes"}).status_code != 403] == []


def test_a_version_names_the_others_of_its_fact(world, browser):
    both = [world.removed_milestone, type(world.removed_milestone).objects.get(key=world.removed_milestone.key, removed=False)]
    shown = browser.get(page(type(both[0]), "change", both[1].pk)).content.decode()
    assert all(page(type(row), "change", row.pk) in shown for row in both)
    removed = browser.get(page(type(both[0]), "changelist"), {"version": "removed"})
    assert [row.pk for row in removed.context["cl"].result_list] == [both[0].pk]


def test_a_confidential_project_is_not_shown_to_an_administrator(world, browser):
    Project.objects.filter(pk=world.project.pk).update(is_confidential=True)
    assert "Project" not in [str(row) for row in browser.get(page(Project, "changelist")).context["cl"].result_list]
    assert browser.get(page(type(world.report), "change", world.report.pk)).status_code == 302
    assert "P1" not in export(browser, Project).content.decode()


def test_a_unit_saved_here_has_its_entry(world, browser):
    facts = {"code": "DIS", "name_fr": "Usines", "name_en": "Factories", "parent": "", "head": ""}
    assert browser.post(page(OrganisationUnit, "change", world.unit.pk), facts).status_code == 302
    entry = LedgerEntry.objects.first()
    assert (entry.verb, entry.by, entry.facts["changes"]["name_en"]) == ("unit.changed", world.people["ada"], ["Industry", "Factories"])


def test_a_unit_cannot_stand_below_itself(world, browser):
    below = OrganisationUnit.objects.create(code="U2", name_fr="U2", name_en="U2", parent=world.unit)
    facts = {"code": "DIS", "name_fr": "I", "name_en": "I", "parent": below.pk, "head": ""}
    answer = browser.post(page(OrganisationUnit, "change", world.unit.pk), facts, follow=True)
    assert "stands above the one you chose" in answer.content.decode()
    assert OrganisationUnit.objects.get(code="DIS").parent is None


def test_a_theme_is_kept_here_and_only_an_unused_one_goes(world, browser):
    assert browser.post(page(StrategyTag, "add"), {"code": "culture", "name_fr": "Culture", "name_en": "Culture"}).status_code == 302
    theme = StrategyTag.objects.get(code="culture")
    assert LedgerEntry.objects.first().verb == "reference.added"
    world.objective.tags.add(theme)
    assert browser.post(page(StrategyTag, "delete", theme.pk), {"post": "yes"}).status_code == 403
    world.objective.tags.clear()
    assert browser.post(page(StrategyTag, "delete", theme.pk), {"post": "yes"}).status_code == 302
    assert (StrategyTag.objects.filter(code="culture").exists(), LedgerEntry.objects.first().verb) == (False, "reference.removed")


def test_an_attribute_in_use_keeps_its_key(world, browser):
    kept = AttributeDefinition.objects.create(key="risk_class", label_fr="Classe", label_en="Class", kind="text")
    Project.objects.filter(pk=world.project.pk).update(attributes={"risk_class": "A"})
    assert 'name="key"' not in browser.get(page(AttributeDefinition, "change", kept.pk)).content.decode()


def test_a_person_is_invited_deactivated_and_taken_back(world, browser, django_capture_on_commit_callbacks):
    facts = {"email": "nora@example.org", "full_name": "Nora Petit", "job_title": "", "unit": world.unit.pk, "language": "fr"}
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(page(User, "add"), facts).status_code == 302
    nora = User.objects.get(email="nora@example.org")
    assert (nora.has_usable_password(), [letter.to for letter in mail.outbox]) == (False, [["nora@example.org"]])
    for action, active in [("deactivate_people", False), ("reactivate_people", True)]:
        browser.post(page(User, "changelist"), {"action": action, "_selected_action": [nora.pk]})
        assert User.objects.get(pk=nora.pk).is_active is active
    assert list(LedgerEntry.objects.values_list("verb", flat=True)[:3]) == ["person.reactivated", "person.deactivated", "person.invited"]
    assert "password" not in browser.get(page(User, "change", nora.pk)).context["adminform"].form.fields


def test_a_role_is_granted_and_taken_back(world, browser):
    facts = {
        "user": world.people["sam"].pk,
        "role": "auditor",
        "lens": "",
        "scope": "everything",
        "scope_id": "",
        "valid_from": "2026-01-01",
    }
    assert browser.post(page(RoleGrant, "add"), {**facts, "valid_until": ""}).status_code == 302
    grant = RoleGrant.objects.get(user=world.people["sam"])
    assert grant.granted_by == world.people["ada"]
    browser.post(page(RoleGrant, "changelist"), {"action": "take_back_grants", "_selected_action": [grant.pk]})
    assert (RoleGrant.objects.get(pk=grant.pk).revoked_by, LedgerEntry.objects.first().verb) == (world.people["ada"], "role.taken_back")


def export(browser, model, kind="0"):
    return browser.post(page(model, "export"), {"resource": "0", "format": kind})


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_an_export_keeps_a_formula_as_text(world, browser, start):
    Project.objects.filter(pk=world.project.pk).update(name_fr=start)
    assert f"'{start}" in export(browser, Project).content.decode()
    cell = load_workbook(BytesIO(export(browser, Project, "1").content)).active["B2"]
    assert cell.data_type == "s"


def test_the_five_exports_open(browser):
    exported = [model for model in MODELS if "export_columns" in vars(type(admin.site._registry[model]))]
    assert sorted(model.__name__ for model in exported) == ["BudgetLine", "Project", "ProjectContribution", "StrategicObjective", "User"]
    assert [model for model in exported if browser.get(page(model, "export")).status_code != 200] == []
    assert "password" not in export(browser, User).content.decode()
    assert [model for model in exported if "attachment" not in export(browser, model).get("Content-Disposition", "")] == []
