"""The private services of the default start: started, shared, survived."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cmo_portal import embedded, private_postgres

PROJECT = Path(__file__).resolve().parent.parent.parent
PRELUDE = """
import os, sys, time
from cmo_portal import embedded
import psycopg
def database(): return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
"""


def start_script(home: Path, body: str, **environment: str) -> subprocess.Popen[str]:
    """Run `body` as a command that holds the services of `home`."""
    script = PRELUDE + "with embedded.services_for(['shell']):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    known = {name: value for name, value in os.environ.items() if name not in embedded.ADDRESSES}
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        env=known | {"PORTAL_HOME": str(home)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run_script(home: Path, body: str, **environment: str) -> str:
    with start_script(home, body, **environment) as process:
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return said.strip()


@contextlib.contextmanager
def holding(home: Path, body: str = "time.sleep(60)") -> Iterator[subprocess.Popen[str]]:
    """A command that has the services of `home` and does `body` with them."""
    with start_script(home, "print('up', flush=True)\n" + body) as process:
        try:
            assert process.stdout.readline() == "up\n"
            yield process
        finally:
            process.kill()


def servers_of(home: Path) -> list[int]:
    """The server processes that work in this folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(home) in command and (b"postgres" in command or b"valkey" in command):
            found.append(int(folder.name))
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder where the services have been started once."""
    folder = tmp_path_factory.mktemp("home")
    run_script(folder, "database().execute('CREATE TABLE kept (n int)')")
    return folder


def test_services_stop_with_their_command_and_keep_the_data(home):
    run_script(home, "database().execute('INSERT INTO kept VALUES (7)')")
    assert servers_of(home) == []
    assert run_script(home, "print(database().execute('SELECT n FROM kept WHERE n = 7').fetchone()[0])") == "7"


def test_second_command_joins_and_leaves_without_stopping_the_first(home):
    go = home / "go"
    with holding(
        home, f"while not os.path.exists({str(go)!r}): time.sleep(0.02)\nprint(database().execute('SELECT 42').fetchone()[0])"
    ) as first:
        assert run_script(home, "print(database().execute('SELECT 1').fetchone()[0])") == "1"
        assert servers_of(home)
        go.touch()
        assert first.stdout.read() == "42\n"
        assert first.wait(20) == 0
    assert servers_of(home) == []


def test_error_inside_a_command_stops_the_services(home):
    with start_script(home, "raise RuntimeError('boom')") as process:
        assert "boom" in process.communicate(timeout=60)[0]
    assert servers_of(home) == []


def test_polite_kill_stops_the_services(home):
    with holding(home) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert servers_of(home) == []


def test_everything_killed_at_once_is_recovered_by_the_next_start(home):
    run_script(home, "database().execute('INSERT INTO kept VALUES (99)')")
    with holding(home) as process:
        for number in (process.pid, *servers_of(home)):
            os.kill(number, signal.SIGKILL)
    assert run_script(home, "print(database().execute('SELECT n FROM kept WHERE n = 99').fetchone()[0])") == "99"
    assert servers_of(home) == []


def test_services_that_outlived_their_command_are_taken_over_and_stopped(home):
    with holding(home) as process:
        process.kill()
    assert servers_of(home)
    assert run_script(home, "print(database().execute('SELECT 1').fetchone()[0])") == "1"
    assert servers_of(home) == []


def test_lock_file_naming_a_stranger_does_not_stop_the_start(home):
    sleeper = subprocess.Popen(["sleep", "60"])
    (data,) = home.glob("pg*")
    (data / "postmaster.pid").write_text(f"{sleeper.pid}\n{data}\n1700000000\n5432\n{home}/run\n\n")
    try:
        assert run_script(home, "print(database().execute('SELECT 1').fetchone()[0])") == "1"
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_unreadable_broker_journal_is_put_aside(home):
    journal = home / "valkey" / "appendonlydir"
    shutil.rmtree(journal, ignore_errors=True)
    journal.mkdir()
    (journal / "appendonly.aof.manifest").write_text("this is not a manifest\n")
    run_script(home, "pass")
    assert list((home / "valkey").glob("unreadable-*"))


def test_folder_with_a_long_path_has_its_sockets_elsewhere(tmp_path):
    deep = tmp_path / ("a-folder-with-a-long-name-" * 3) / ("and-one-more-" * 3)
    address, answer = run_script(deep, "print(os.environ['REDIS_URL'], database().execute('SELECT 1').fetchone()[0])").split()
    assert answer == "1"
    assert not Path(address.removeprefix("unix://")).parent.exists()
    assert servers_of(deep) == []


def test_given_addresses_start_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path / "home"))
    with embedded.services_for(["migrate"]):
        assert os.environ["DATABASE_URL"] == "postgres://elsewhere/portal"
    assert not (tmp_path / "home").exists()


def test_production_starts_no_private_service(monkeypatch):
    monkeypatch.setenv("PORTAL_ENV", "production")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(SystemExit, match="DATABASE_URL"), embedded.services_for(["migrate"]):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must step down")
def test_root_without_user_namespaces_runs_postgres_as_nobody(monkeypatch, tmp_path):
    # tmp_path is closed to others, as a home is: the state and a copy of the programs must lie elsewhere.
    open_folder = Path(tempfile.mkdtemp(prefix="state-"))
    open_folder.chmod(0o755)
    monkeypatch.setattr(private_postgres, "STATE_OF_ROOT", open_folder)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    server = private_postgres.PrivatePostgres(tmp_path)
    try:
        server.start()
        with psycopg.connect(server.address()) as session:
            assert session.execute("SELECT 1").fetchone() == (1,)
        owner = (server.data / "postmaster.pid").stat().st_uid
        assert owner == server.runner.user != 0
    finally:
        server.stop()
        shutil.rmtree(open_folder)
