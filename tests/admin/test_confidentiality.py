"""What the administration does not tell: hidden columns by their filters, confidential rows by their past."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from foundation.readonly_admin import ReadOnlyAdmin
from portfolio.models import Project
from rse.models import Alert, SurveyAnswer

NAMES = {"alert", "alertmessage", "alertreader", "alertrecipient"}
HIDDEN = [(model, name) for model, page in admin.site._registry.items() if isinstance(page, ReadOnlyAdmin) for name in page.hidden]


@pytest.fixture
def night(unit):
    facts = {"code": "N", "unit": unit, "entered_on": date(2026, 1, 1), "name_en": "Project Night", "name_fr": "Projet Nuit"}
    return Project.objects.create(is_confidential=True, **facts)


def changelist(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize("ending", ["", "__isnull", "__gte"])
def test_a_hidden_column_cannot_be_asked_for(ending, ada, signed_in):
    browser = signed_in(ada)
    answers = {(model.__name__, name): browser.get(changelist(model), {f"{name}{ending}": "1"}).status_code for model, name in HIDDEN}
    assert {one for one, status in answers.items() if status != 400} == set()


def test_nor_what_stands_inside_a_hidden_column(ada, signed_in):
    assert signed_in(ada).get(changelist(SurveyAnswer), {"values__3": "5"}).status_code == 400


def test_the_filters_of_a_list_still_work(ada, signed_in):
    browser = signed_in(ada)
    for asked in ({"status__exact": "active"}, {"portfolio__id__exact": "1"}, {"is_demo__exact": "0"}):
        assert browser.get(changelist(Project), asked).status_code == 200


def test_the_past_of_a_confidential_row_is_told_to_those_who_see_the_row(night, ada, signed_in):
    """Django keeps the name of what an administrator changed: neither its history nor the index tells it to another one."""
    kind = ContentType.objects.get_for_model(Project)
    LogEntry.objects.create(user=ada, content_type=kind, object_id=str(night.pk), object_repr="Project Night", action_flag=CHANGE)
    browser = signed_in(ada)
    history = browser.get(reverse("admin:portfolio_project_history", args=[night.pk]))
    assert (history.status_code, "Project Night" in history.text) == (302, False)
    for address in (reverse("admin:index"), reverse("admin:app_list", args=["portfolio"]), changelist(Project)):
        assert "Project Night" not in browser.get(address, follow=True).text


def test_alerts_and_the_log_of_the_administration_have_no_pages_there(db, ada, signed_in):
    assert LogEntry not in admin.site._registry
    assert Alert not in admin.site._registry
    browser = signed_in(ada)
    for name in NAMES:
        assert browser.get(f"/admin/rse/{name}/").status_code == 404
    assert browser.get("/admin/admin/logentry/").status_code == 404
