"""A portal that leaves, politely or not, leaves nothing behind; the next start finds everything."""

import os
import signal

import pytest

from tests.faults.portal import Portal, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]


def interrupt(portal: Portal) -> None:
    assert portal.stop(signal.SIGINT) == 0


def terminate(portal: Portal) -> None:
    assert portal.stop(signal.SIGTERM) == 0


def kill_supervisor(portal: Portal) -> None:
    portal.process.kill()
    portal.process.wait(60)
    wait_until(lambda: portal.find("gunicorn") == portal.find("celery") == portal.find("relay") == [], 60)


def kill_everything(portal: Portal) -> None:
    for number in portal.find():
        os.kill(number, signal.SIGKILL)
    portal.process.wait(60)
    wait_until(lambda: portal.find() == [], 60)


def test_portal_starts_again_after_every_way_of_leaving(home):
    """Each start follows another way of leaving; the polite ways leave no process, the others none that stands in the way."""
    for leave in (interrupt, kill_supervisor, kill_everything, terminate):
        with Portal(home, "--empty") as portal:
            assert portal.ask()[0] == 200
            assert len(portal.find("python")) >= 6
            leave(portal)
            if leave in (interrupt, terminate):
                assert portal.find() == []
