import json
from unittest import mock
from uuid import uuid4

import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone

from cmo_portal.dashboards.models import SeenMatter
from cmo_portal.exchange.models import ImportDraft
from foundation.accounts import actions, personal_data
from foundation.accounts.actions import pseudonyms
from foundation.accounts.models import RoleGrant, User
from foundation.audit.models import LedgerEntry
from foundation.audit.queries import verify
from foundation.notifications.comments import add_comment
from foundation.notifications.delivery import deliver_outbox
from foundation.notifications.models import Notification
from foundation.notifications.queries import tray
from kpis.models import EntryDraft, MeasurementFile
from portfolio.actions.projects import create_project
from portfolio.actions.status import report_status
from portfolio.models import StatusDraft

pytestmark = pytest.mark.django_db
SURE = {"sure": "on"}


@pytest.fixture
def project(lea, at):
    made = create_project(by=lea, at=at, code="C360", name_fr="C", name_en="C", lead=lea)
    report_status(project=made, by=lea, at=at, health="amber", note="Late again")
    return made


@pytest.fixture
def commented(project, lea, eva, at):
    add_comment(subject=project, by=lea, at=at, text="Look @eva", token=uuid4(), address="/x/", may_see=lambda user: True)
    deliver_outbox(at=at)
    return project


def test_a_person_reads_and_takes_out_what_is_held_about_them(signed_in, commented, lea):
    browser = signed_in(lea)
    page = browser.get(reverse("accounts:my_data")).content.decode()
    assert "lea@example.org" in page
    assert "Late again" in page
    answer = browser.post(reverse("accounts:my_data"))
    assert "attachment" in answer.headers["Content-Disposition"]
    told = json.loads(answer.content)
    tables = {(one["table"], one["as"]): one["rows"] for one in told["tables"]}
    assert told["person"]["full_name"] == "Lea Martin"
    assert tables["portfolio.statusreport", "recorded_by"][0]["note"] == "Late again"
    assert tables["notifications.comment", "author"][0]["text"] == "Look @eva"
    assert tables["portfolio.project", "lead"] == [{"id": commented.pk, "name": "C"}]
    assert tables["audit.ledgerentry", "by"]
    assert LedgerEntry.objects.get(verb="person.exported").by == lea


def test_neither_secrets_nor_the_names_of_others_leave(commented, lea, eva):
    told = json.dumps(personal_data.as_json(lea, timezone.now()))
    for secret in ("password", "session_key", lea.password, "Eva Martin", "eva@example.org"):
        assert secret not in told


def test_a_name_vanishes_everywhere_and_the_acts_stay(signed_in, commented, lea, eva, ada):
    browser = signed_in(ada)
    address = reverse("accounts:pseudonymise", args=[lea.pk])
    assert "What stays" in browser.get(address).content.decode()
    assert browser.post(address, SURE).status_code == 303
    gone = User.objects.get(pk=lea.pk)
    assert (gone.is_active, gone.email, gone.has_usable_password()) == (False, f"person-{lea.pk}@invalid", False)
    assert not RoleGrant.objects.in_force(timezone.localdate()).filter(user=lea).exists()
    assert tray(eva)[0].text.startswith(f"Personne {lea.pk} mentions you")
    of_project = [reverse(f"portfolio:{name}", args=["C360"]) for name in ("project", "comments", "trail", "reports", "team")]
    pages = [*of_project, "/projects/", "/admin/accounts/user/", reverse("notifications:tray"), reverse("ledger:entries")]
    for page in pages:
        text = browser.get(page).content.decode()
        assert "Lea Martin" not in text, page
        assert "lea@example.org" not in text, page
    assert f"personne {lea.pk}" == type(commented.card).objects.get(project=commented).lead_sort
    assert verify().fault is None
    entry = LedgerEntry.objects.get(verb="person.pseudonymised")
    assert entry.by == ada
    assert "Lea" not in json.dumps(entry.facts)


def test_the_last_administrator_oneself_and_a_second_time_are_refused(ada, lea, at):
    with pytest.raises(ValidationError, match="ask another administrator"):
        actions.pseudonymise(person=ada, by=ada, at=at)
    with pytest.raises(ValidationError, match="last administrator"):
        actions.pseudonymise(person=ada, by=lea, at=timezone.now())
    actions.pseudonymise(person=lea, by=ada, at=at)
    with pytest.raises(ValidationError, match="no name any more"):
        actions.pseudonymise(person=lea, by=ada, at=at)
    with pytest.raises(ValidationError, match="no name any more"):
        actions.reactivate(person=User.objects.get(pk=lea.pk), by=ada, at=at)


def test_it_is_confirmed_knowingly_and_by_administrators_only(signed_in, lea, eva, ada):
    address = reverse("accounts:pseudonymise", args=[lea.pk])
    assert signed_in(eva).post(address, SURE).status_code == 403
    answer = signed_in(ada).post(address, {"sure": ""})
    assert answer.status_code == 422
    assert "Tick that you have read it" in answer.content.decode()
    assert User.objects.get(pk=lea.pk).full_name == "Lea Martin"


def test_nothing_changes_when_the_ledger_fails(commented, lea, ada, at):
    with mock.patch("foundation.accounts.actions.pseudonyms.audit.record", side_effect=RuntimeError), pytest.raises(RuntimeError):
        actions.pseudonymise(person=lea, by=ada, at=at)
    assert User.objects.get(pk=lea.pk).full_name == "Lea Martin"
    assert Notification.objects.get().facts["author"] == "Lea Martin"


def test_a_new_name_renews_the_order_of_lists(project, lea, ada, at):
    actions.change_person(person=lea, by=ada, at=at, full_name="Zoé Été")
    project.card.refresh_from_db()
    assert project.card.lead_sort == "zoe ete"


def test_what_somebody_began_and_what_only_they_saw_leaves_with_their_name(project, lea, ada, at):
    StatusDraft.objects.create(project=project, author=lea, saved_at=at, content={"note": "Lea again"})
    EntryDraft.objects.create(author=lea, saved_at=at)
    MeasurementFile.objects.create(author=lea, read_at=at, name="lea.csv", sha256="0")
    SeenMatter.objects.create(user=lea, key="project:1", fingerprint="x", seen_on=at.date())
    ImportDraft.objects.create(by=lea, at=at, file_name="lea.xlsx", content=b"x")
    SocialAccount.objects.create(user=lea, provider="openid_connect", uid="lea@example.org")
    mine = (StatusDraft, EntryDraft, MeasurementFile, SeenMatter, ImportDraft, SocialAccount)
    actions.pseudonymise(person=lea, by=ada, at=timezone.now())
    assert [model for model in mine if model.objects.exists()] == []
    removed = LedgerEntry.objects.get(verb="person.pseudonymised").facts["removed"]
    assert {name: removed[name] for name in ("statusdraft", "seenmatter", "socialaccount")} == {
        "statusdraft": 1,
        "seenmatter": 1,
        "socialaccount": 1,
    }


def test_every_table_of_one_person_is_forgotten_or_kept_for_a_reason():
    """A new table that leaves with a person (CASCADE) is named here, or forgotten."""
    kept = {
        "accounts.rolegrant",
        "accounts.delegation",
        "admin.logentry",
        "api.apitoken",
        "foundation.submission",
        "usersessions.usersession",
    }
    own = {"account.emailaddress", "socialaccount.socialaccount", "mfa.authenticator", "notifications.mailitem", "notifications.mailbatch",
           "notifications.notification", "notifications.preference", "notifications.follow", "accounts.savedview"}  # fmt: skip
    found = {
        model._meta.label_lower for model in apps.get_models() for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is User and field.remote_field.on_delete is models.CASCADE
    }  # fmt: skip
    assert found - kept - own == set(pseudonyms._private)
