from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.accounts import actions
from foundation.accounts.access import rights_of
from foundation.accounts.models import OrganisationUnit, RoleGrant, User
from foundation.audit.models import LedgerEntry
from tests.conftest import person


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_granted_role_holds_at_once_and_is_audited(ada, sam, unit, at):
    below = OrganisationUnit.objects.create(code="DIS-1", name_fr="Usine", name_en="Factory", parent=unit)
    assert not rights_of(sam).reads
    actions.grant_role(person=sam, role="data_steward", scope="unit", scope_id=unit.pk, by=ada, at=at)
    assert rights_of(fresh(sam)).reads.units == {unit.pk, below.pk}
    entry = LedgerEntry.objects.get()
    assert (entry.verb, entry.facts["changes"]["role"]) == ("role.granted", [None, "data_steward"])
    assert entry.facts["changes"]["scope_id"] == [None, unit.pk]


def test_a_role_stops_on_its_last_day_and_when_taken_back(ada, sam, at):
    today = date.today()  # noqa: DTZ011
    grant = actions.grant_role(person=sam, role="auditor", by=ada, at=at, valid_from=today, valid_until=today)
    assert rights_of(fresh(sam)).is_auditor
    assert not RoleGrant.objects.in_force(today + timedelta(days=1)).filter(user=sam).exists()
    actions.take_back(grant=grant, by=ada, at=at)
    assert not rights_of(fresh(sam)).is_auditor
    assert LedgerEntry.objects.first().verb == "role.taken_back"


@pytest.mark.parametrize(
    "facts",
    [
        {"role": "executive"},
        {"role": "auditor", "lens": "cfo"},
        {"role": "admin", "scope": "unit", "scope_id": 1},
        {"role": "auditor", "scope": "unit"},
        {"role": "auditor", "valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)},
    ],
)
def test_a_contradictory_grant_is_refused(facts, ada, sam, at):
    with pytest.raises(ValidationError):
        actions.grant_role(person=sam, by=ada, at=at, **facts)
    assert not RoleGrant.objects.filter(user=sam).exists()


def test_the_same_grant_is_not_given_twice(ada, sam, at):
    actions.grant_role(person=sam, role="auditor", by=ada, at=at)
    with pytest.raises(ValidationError, match="already"):
        actions.grant_role(person=sam, role="auditor", by=ada, at=at)


def test_the_last_administrator_keeps_the_role(ada, sam, at):
    mine = ada.grants.get()
    with pytest.raises(ValidationError, match="last administrator"):
        actions.take_back(grant=mine, by=ada, at=at)
    actions.grant_role(person=sam, role="admin", by=ada, at=at)
    actions.take_back(grant=mine, by=ada, at=at)
    assert not rights_of(fresh(ada)).is_admin


@pytest.mark.parametrize("act", ["take_back", "deactivate", "pseudonymise"])
def test_administrators_are_counted_under_one_lock(act, ada, at):
    other = person("Adele", role="admin")
    acts = {
        "take_back": lambda: actions.take_back(grant=other.grants.get(), by=ada, at=at),
        "deactivate": lambda: actions.deactivate(person=other, by=ada, at=at),
        "pseudonymise": lambda: actions.pseudonymise(person=other, by=ada, at=at),
    }
    with CaptureQueriesContext(connection) as asked:
        acts[act]()
    sent = [query["sql"] for query in asked]
    first = next(number for number, sql in enumerate(sent) if "pg_advisory_xact_lock" in sql)
    assert not any("FOR NO KEY UPDATE" in sql for sql in sent[:first]), "held before any row: two such acts never wait for each other"
