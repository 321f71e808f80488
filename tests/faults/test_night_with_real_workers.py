"""A night carried out by real Celery workers over the real broker, one of them killed half-way."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from portfolio.alignment import nights
from portfolio.models import Publication, ScoreRun, ScoreSnapshot

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """The address of the database of the tests, for another process."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@pytest.fixture
def start_worker():
    """Start workers; whatever still lives at the end is killed."""
    groups = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "cmo_portal", "worker", "--loglevel", "ERROR"]
        alone = ["--concurrency", "1", "--hostname", f"t{len(groups)}@%h", "--without-gossip", "--without-mingle"]
        environment = os.environ | {"DATABASE_URL": database_url(), "SCORE_CHUNK_SIZE": "5", "SCORE_CLAIM_SECONDS": "3"}
        groups.append(
            subprocess.Popen([*command, *alone], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        )
        return groups[-1]

    yield start
    for group in groups:
        kill(group)


def kill(group: subprocess.Popen[bytes]) -> None:
    if group.poll() is None:
        os.killpg(group.pid, signal.SIGKILL)
    group.wait()


def wait_until(condition, *, seconds: float = 90):
    """Wake workers as the relay does until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        nights.wake_workers(timezone.now())
        time.sleep(0.2)


def test_a_killed_worker_leaves_the_old_run_shown_and_the_next_one_finishes(start_worker, monkeypatch):
    monkeypatch.setattr(settings, "SCORE_CLAIM_SECONDS", 3)
    call_command("generate_portfolio", "--projects", "60", verbosity=0)
    first = nights.ensure_run(day=nights.local_day(timezone.now()), at=timezone.now())
    doomed = start_worker()
    wait_until(lambda: ScoreRun.objects.get(pk=first.pk).state == "published")
    assert ScoreSnapshot.objects.filter(run=first).count() == 60

    second = nights.want_run(by=None, at=timezone.now())
    wait_until(lambda: second.chunks.filter(done_at__isnull=False).count() >= 2)
    kill(doomed)
    second.refresh_from_db()
    stored = ScoreSnapshot.objects.filter(run=second).count()
    assert second.state == "running"
    assert 10 <= stored < 60
    assert stored % 5 == 0
    assert Publication.objects.get(pk=1).run == first

    start_worker()
    wait_until(lambda: ScoreRun.objects.get(pk=second.pk).state == "published")
    second.refresh_from_db()
    assert ScoreSnapshot.objects.filter(run=second).count() == 60
    assert (second.projects_failed, Publication.objects.get(pk=1).run) == (0, second)
    first.refresh_from_db()
    assert second.results_hash == first.results_hash
