import tarfile
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection, transaction

from cmo_portal import backups
from foundation.accounts.models import OrganisationUnit
from foundation.audit import actions, queries

AT = datetime(2026, 7, 1, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(tmp_path, settings):
    settings.PORTAL_HOME = tmp_path / "home"
    (settings.PORTAL_HOME / "files").mkdir(parents=True)
    (settings.PORTAL_HOME / "files" / "proof.pdf").write_bytes(b"proof")
    return settings.PORTAL_HOME


def add_unit(code: str) -> None:
    with transaction.atomic():
        unit = OrganisationUnit.objects.create(code=code, name_fr=code, name_en=code)
        actions.record(by=None, at=AT, verb="unit.created", subjects=[unit])


def drop(database: str) -> None:
    with psycopg.connect(backups._address("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def test_a_restored_backup_shows_what_was_there_and_keeps_what_it_replaces(home, tmp_path):
    add_unit("KEPT")
    manifest = backups.back_up(tmp_path / "b.tar", at=AT)
    assert manifest["ledger"][0] == queries.verify().checked
    add_unit("AFTERWARDS")
    (home / "files" / "proof.pdf").write_bytes(b"other")
    outcome = backups.restore(tmp_path / "b.tar", at=AT)
    try:
        assert list(OrganisationUnit.objects.values_list("code", flat=True)) == ["KEPT"]
        assert queries.verify().fault is None
        assert (home / "files" / "proof.pdf").read_bytes() == b"proof"
        with psycopg.connect(backups._address(outcome["database_kept_as"])) as before:
            assert before.execute("SELECT count(*) FROM accounts_organisationunit").fetchone() == (2,)
    finally:
        drop(outcome["database_kept_as"])


def test_a_damaged_backup_is_refused_and_nothing_changes(home, tmp_path):
    backups.back_up(tmp_path / "b.tar", at=AT)
    add_unit("AFTERWARDS")
    data = bytearray((tmp_path / "b.tar").read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "b.tar").write_bytes(data)
    with pytest.raises(backups.BackupFault):
        backups.restore(tmp_path / "b.tar", at=AT)
    assert OrganisationUnit.objects.filter(code="AFTERWARDS").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'portal_restored%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("content", [b"", b"not a tar", b"PK\x03\x04zip"])
def test_a_file_that_is_no_backup_is_named(home, tmp_path, content):
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(backups.BackupFault, match=r"x\.tar is not a backup"):
        backups.restore(tmp_path / "x.tar", at=AT)


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "files/../../outside", "a link"])
def test_a_backup_that_would_write_outside_its_folder_is_refused(home, tmp_path, name):
    member = tarfile.TarInfo(name)
    if name == "a link":
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        tar.addfile(member)
    with pytest.raises(backups.BackupFault, match="unexpected entry"):
        backups.restore(tmp_path / "x.tar", at=AT)
