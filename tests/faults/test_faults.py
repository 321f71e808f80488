"""Parts of a running portal are killed: what visitors notice, and for how long. Real processes throughout."""

import os
import signal

import pytest

from tests.faults.portal import SETTLED, Portal, wait_until

# Bounds for a machine with much else to do; benchmarks/faults.py measures the seconds on a quiet one.
BACK = 40.0

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def portal(home):
    """One running portal for all faults; each finds it well."""
    with Portal(home, "--empty") as running:
        yield running


@pytest.fixture(autouse=True)
def well(portal):
    """Every fault begins, and ends, with a portal in good health."""
    wait_until(portal.is_well, SETTLED)
    yield
    wait_until(portal.is_well, SETTLED)


def test_killed_broker_is_unnoticed_and_comes_back(portal):
    visits, took = portal.watch_while(lambda: portal.kill("valkey-server"), lambda: bool(portal.find("valkey-server")))
    assert visits.failures_at == []
    assert took < BACK


def test_wanted_run_is_published_although_broker_and_worker_are_killed(portal):
    # The worker first: without its broker it may leave by itself before it is hit.
    portal.kill("celery", "worker")
    portal.kill("valkey-server")
    wanted = portal.want_run()
    wait_until(lambda: portal.published_run() >= wanted, SETTLED)


def test_killed_postgres_is_missed_for_seconds_only(portal):
    postmaster = int(next(portal.home.glob("pg*/postmaster.pid")).read_text().split()[0])
    visits, _ = portal.watch_while(lambda: os.kill(postmaster, signal.SIGKILL), lambda: portal.ask()[0] == 200 and not alive(postmaster))
    assert visits.longest_outage < BACK
    assert set(visits.statuses) <= {200, 503, None}


def test_killed_worker_is_back_and_works(portal):
    before = portal.find("celery", "worker")
    visits, took = portal.watch_while(
        lambda: portal.kill("celery", "worker"), lambda: bool(set(portal.find("celery", "worker")) - set(before))
    )
    assert visits.failures_at == []
    assert took < BACK


@pytest.mark.parametrize("words", [("celery", "beat"), ("manage.py", "relay")])
def test_killed_schedule_and_watchdog_are_back(portal, words):
    before = portal.find(*words)
    visits, took = portal.watch_while(lambda: portal.kill(*words), lambda: bool(set(portal.find(*words)) - set(before)))
    assert visits.failures_at == []
    assert took < BACK


def test_killed_web_is_back_within_seconds(portal):
    before = portal.find("gunicorn")
    visits, _ = portal.watch_while(
        lambda: portal.kill("gunicorn"), lambda: portal.ask()[0] == 200 and not set(before) & set(portal.find("gunicorn"))
    )
    assert visits.longest_outage < BACK


def test_second_start_on_the_same_data_is_refused(portal):
    with pytest.raises(AssertionError, match="already runs on the data"):
        Portal(portal.home, "--empty").__enter__()


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except OSError:
        return False
    return True
