"""A backup is one tar file: the database, the files people attached, and a manifest that lets a restore be checked.

Restoring never touches the running database until the copy has been loaded and verified; the old one is kept aside under
another name.
"""

import contextlib
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from cmo_portal.private_postgres import postgres_programs
from foundation.audit.models import LedgerHead

MANIFEST, DATABASE, FILES = "manifest.json", "database.dump", "files"
FORMAT = 1


class BackupFault(Exception):
    """The backup or the restore cannot go on; the sentence says what to do."""


def back_up(target: Path, *, at: datetime) -> dict[str, Any]:
    """Write a backup into `target` (a .tar file) and return its manifest. The file appears only when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DATABASE
        manifest = {"format": FORMAT, "made_at": at.isoformat(), **_state()}
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", f"--dbname={_address()}")
        manifest["sha256"] = {DATABASE: _sha256(dump)} | {f"{FILES}/{p.relative_to(_files())}": _sha256(p) for p in _attached()}
        whole = Path(folder) / "backup.tar"
        with tarfile.open(whole, "w") as tar:
            _add_text(tar, MANIFEST, json.dumps(manifest, indent=2), Path(folder))
            tar.add(dump, DATABASE)
            for path in _attached():
                tar.add(path, f"{FILES}/{path.relative_to(_files())}")
        whole.chmod(0o600)
        whole.replace(target)
    return manifest


def restore(source: Path, *, at: datetime) -> dict[str, Any]:
    """Load `source` beside the running database, check it against its manifest, then put it in its place.

    Raises BackupFault, with the running database untouched, when the file is broken or does not match.
    """
    with tempfile.TemporaryDirectory(dir=settings.PORTAL_HOME) as folder:
        manifest = _unpack(source, Path(folder))
        loaded = f"portal_restored_{at:%Y%m%d_%H%M%S}"
        _create(loaded)
        try:
            _run(
                "pg_restore",
                "--no-owner",
                "--no-privileges",
                "--exit-on-error",
                f"--dbname={_address(loaded)}",
                str(Path(folder) / DATABASE),
            )
            _check(loaded, manifest)
        except BackupFault:
            _drop(loaded)
            raise
        kept = _swap(loaded, at)
        _put_files_back(Path(folder) / FILES, at)
    return manifest | {"database_kept_as": kept}


def _state() -> dict[str, Any]:
    """What a restored copy must show again: the end of the ledger and the migrations applied."""
    head = LedgerHead.objects.get(pk=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM django_migrations")
        count, _last = cursor.fetchone()
    return {"ledger": [head.position, head.hash], "migrations": count}


def _check(database: str, manifest: dict[str, Any]) -> None:
    with psycopg.connect(_address(database)) as copy:
        found = copy.execute("SELECT position, hash FROM audit_ledgerhead").fetchone()
        migrations = copy.execute("SELECT count(*) FROM django_migrations").fetchone()
    if list(found or ()) != manifest["ledger"] or migrations != (manifest["migrations"],):
        raise BackupFault(f"The restored copy ends at ledger entry {found}, the backup at {manifest['ledger']}: use another backup file.")


def _only_plain_files(tar: tarfile.TarFile) -> None:
    """Refuse whatever would be written outside the folder. Python's own filter is missing before 3.11.4."""
    for member in tar:
        path = PurePosixPath(member.name)
        if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(f"unexpected entry {member.name!r}")


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as tar:
            _only_plain_files(tar)
            tar.extractall(folder)  # noqa: S202 every member was looked at
        manifest = json.loads((folder / MANIFEST).read_text())
        hashes: dict[str, str] = manifest["sha256"]
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise BackupFault(f"{source} is not a backup of CMO Portal ({error}). Give a .tar file written by ./run backup.") from error
    wrong = [name for name, digest in hashes.items() if not (folder / name).is_file() or _sha256(folder / name) != digest]
    if wrong:
        raise BackupFault(f"{source} is damaged: {', '.join(wrong[:3])} differ from the manifest. Use another backup file.")
    return manifest


def _swap(loaded: str, at: datetime) -> str:
    """Put the loaded database in the place of the running one, which is kept under a dated name."""
    running = str(connection.settings_dict["NAME"])
    kept = f"{running}_before_{at:%Y%m%d_%H%M%S}"
    connections.close_all()
    with psycopg.connect(_address("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)", [[running, loaded]])
        for old, new in ((running, kept), (loaded, running)):
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
    return kept


def _put_files_back(folder: Path, at: datetime) -> None:
    if _files().exists():
        _files().rename(_files().with_name(f"{FILES}_before_{at:%Y%m%d_%H%M%S}"))
    if folder.exists():
        shutil.copytree(folder, _files())


def _create(database: str) -> None:
    try:
        with psycopg.connect(_address("postgres"), autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupFault("The database user may not create a database: restore with a user that has CREATEDB.") from error


def _drop(database: str) -> None:
    with psycopg.connect(_address("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _run(program: str, *arguments: str) -> None:
    outcome = subprocess.run([_program(program), *arguments], capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise BackupFault(f"{program} failed: {outcome.stderr.strip()[-500:]}")


def _program(name: str) -> str:
    """The client program that is at least as new as the server: the private server's own, else the system's."""
    server = connection.pg_version // 10_000
    with contextlib.suppress(SystemExit):
        own = postgres_programs() / name
        if own.exists() and _major(str(own)) >= server:
            return str(own)
    system = shutil.which(name)
    if system and _major(system) >= server:
        return system
    raise BackupFault(f"{name} {server} or newer was not found. On Debian: apt-get install -y postgresql-client-{server}")


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"(\d+)(\.|$)", said.strip())[1])  # type: ignore[index]


def _address(database: str | None = None) -> str:
    """The connection string of one database of this server (socket or network), password included; never shown."""
    facts = connection.get_connection_params()
    wanted = {"host": facts.get("host"), "port": facts.get("port"), "user": facts.get("user"), "password": facts.get("password")}
    return psycopg.conninfo.make_conninfo(dbname=database or facts["dbname"], **{k: v for k, v in wanted.items() if v})


def _files() -> Path:
    return Path(settings.PORTAL_HOME) / FILES


def _attached() -> Iterator[Path]:
    return (path for path in sorted(_files().rglob("*")) if path.is_file()) if _files().exists() else iter(())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str, folder: Path) -> None:
    path = folder / name
    path.write_text(text)
    tar.add(path, name)
