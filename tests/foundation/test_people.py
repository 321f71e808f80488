from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError

from foundation.accounts import actions
from foundation.accounts.access import rights_of
from foundation.accounts.models import User
from foundation.audit.models import LedgerEntry


def last_entry() -> LedgerEntry:
    return LedgerEntry.objects.first()


def test_an_invited_person_has_a_login_without_a_password_and_it_is_audited(ada, unit, at):
    nina = actions.invite(email=" Nina@Example.org ", full_name="Nina Roy", unit=unit, language="fr", by=ada, at=at)
    assert (nina.email, nina.has_usable_password(), nina.is_active) == ("nina@example.org", False, True)
    entry = last_entry()
    assert (entry.verb, entry.by, entry.facts) == ("person.invited", ada, {"unit": "DIS"})
    assert "nina" not in str(entry.facts).lower()


def test_an_address_has_one_login_whatever_its_case(ada, lea, at):
    with pytest.raises(ValidationError, match="already signs in"):
        actions.invite(email="LEA@example.ORG", full_name="Another", by=ada, at=at)
    with pytest.raises(ValidationError):
        actions.invite(email="not an address", full_name="X", by=ada, at=at)


def test_an_invitation_whose_entry_fails_leaves_nobody(ada, at):
    with mock.patch("foundation.audit.actions.record", side_effect=RuntimeError), pytest.raises(RuntimeError):
        actions.invite(email="nina@example.org", full_name="Nina Roy", by=ada, at=at)
    assert not User.objects.filter(email="nina@example.org").exists()


def test_deactivation_ends_sessions_at_once(client, ada, lea, at):
    lea.set_password("trois mots pour Léa")
    lea.save()
    client.post("/account/login/", {"login": "LEA@Example.org", "password": "trois mots pour Léa"})
    assert client.get("/account/").status_code == 200
    actions.deactivate(person=lea, by=ada, at=at)
    assert client.get("/account/").status_code == 302
    assert not Session.objects.exists()
    assert last_entry().facts == {"sessions_ended": 1}
    actions.reactivate(person=lea, by=ada, at=at)
    assert client.get("/account/").status_code == 302, "a session that was ended does not come back"


def test_rights_stop_with_the_login(ada, eva, at):
    actions.deactivate(person=eva, by=ada, at=at)
    assert not rights_of(User.objects.get(pk=eva.pk)).reads


def test_nobody_deactivates_themselves_or_the_last_administrator(ada, eva, at):
    with pytest.raises(ValidationError, match="yourself"):
        actions.deactivate(person=ada, by=ada, at=at)
    with pytest.raises(ValidationError, match="last administrator"):
        actions.deactivate(person=ada, by=eva, at=at)
    assert User.objects.get(pk=ada.pk).is_active


def test_deactivating_twice_is_noted_once(ada, lea, at):
    for _ in range(2):
        actions.deactivate(person=lea, by=ada, at=at)
    assert LedgerEntry.objects.filter(verb="person.deactivated").count() == 1


def test_a_changed_account_is_noted_without_its_private_values(ada, lea, at):
    actions.change_person(person=lea, by=ada, at=at, email="lea.roy@example.org", job_title="Head of shops")
    assert User.objects.get(pk=lea.pk).email == "lea.roy@example.org"
    assert last_entry().facts == {"fields": ["email", "job_title"]}


def test_nothing_changed_is_not_noted(ada, lea, at):
    actions.change_person(person=lea, by=ada, at=at, full_name=lea.full_name)
    assert not LedgerEntry.objects.exists()


def test_rights_are_not_changed_through_the_account(ada, lea, at):
    with pytest.raises(TypeError):
        actions.change_person(person=lea, by=ada, at=at, is_superuser=True)
