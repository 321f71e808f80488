"""The test database is kept while nothing that shapes it changes, and made anew after a killed run."""

import pytest

from cmo_portal import embedded, testing


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project with one migration."""
    (tmp_path / "shop" / "migrations").mkdir(parents=True)
    (tmp_path / "shop" / "migrations" / "0001_initial.py").write_text("one")
    (tmp_path / "cmo_portal").mkdir()
    (tmp_path / "cmo_portal" / "settings.py").write_text("")
    (tmp_path / "uv.lock").write_text("")
    monkeypatch.setattr(embedded, "PROJECT", tmp_path)
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path))
    monkeypatch.setattr(embedded, "holds_services", lambda: True)
    monkeypatch.setattr(testing.os, "sched_getaffinity", lambda _pid: {0, 1}, raising=False)
    return tmp_path


@pytest.fixture
def runs(monkeypatch):
    """The arguments of each run of pytest, instead of running it."""
    seen = []
    monkeypatch.setattr(testing.pytest, "main", lambda arguments: seen.append(arguments) or 0)
    return seen


def test_second_run_keeps_the_database(project, runs):
    assert testing.run_tests(["tests/start"]) == testing.run_tests(["tests/start"]) == 0
    assert runs == [["--reuse-db", "--create-db", "tests/start"], ["--reuse-db", "tests/start"]]


def test_whole_suite_uses_every_core_and_a_part_uses_one(project, runs):
    for arguments in ([], ["-x"], ["-m", "browser"], ["tests/start", "-x"]):
        testing.run_tests(arguments)
    assert ["-n" in seen for seen in runs] == [True, True, False, False]
    # The databases of the processes are not the one of a run in one process.
    assert ["--create-db" in seen for seen in runs] == [True, False, True, False]


def test_new_migration_makes_it_anew(project, runs):
    testing.run_tests([])
    (project / "shop" / "migrations" / "0002_price.py").write_text("two")
    testing.run_tests([])
    assert "--create-db" in runs[-1]


def test_killed_run_makes_it_anew(project, runs, monkeypatch):
    testing.run_tests([])
    monkeypatch.setattr(testing.pytest, "main", lambda _arguments: pytest.ExitCode.INTERRUPTED)
    testing.run_tests([])
    monkeypatch.setattr(testing.pytest, "main", lambda arguments: runs.append(arguments) or 0)
    testing.run_tests([])
    assert "--create-db" in runs[-1]


def test_database_of_somebody_else_is_left_to_pytest(project, runs, monkeypatch):
    monkeypatch.setattr(embedded, "holds_services", lambda: False)
    testing.run_tests([])
    assert runs == [[]]
