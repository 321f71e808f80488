"""Probes: who lives without working, and when nobody can tell."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError as DatabaseGone
from kombu.exceptions import OperationalError as BrokerGone

from cmo_portal import probes, pulse
from cmo_portal.celery import app
from cmo_portal.tasks import answer

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
QUEUE = "pulse.test"


@pytest.fixture
def asked(monkeypatch):
    """The questions that were sent, instead of sending them."""
    sent: list[datetime] = []
    monkeypatch.setattr(pulse, "ask", lambda _queue, *, at: sent.append(at))
    return sent


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def hung_at(probe, until: int) -> int | None:
    """The first second at which the probe gives up."""
    return next((second for second in range(0, until, 5) if probe.is_hung(after(second))), None)


def test_silent_worker_is_hung_after_its_bound(db, asked):
    assert hung_at(probes.WorkerProbe(QUEUE), until=300) == 100
    assert len(asked) == 11


def test_worker_that_answers_is_never_hung(db, asked):
    probe = probes.WorkerProbe(QUEUE)
    for second in range(0, 400, 10):
        assert not probe.is_hung(after(second))
        pulse.note_answer(queue=QUEUE, at=after(second + 1))


def test_answer_of_another_worker_does_not_count(db, asked):
    probe = probes.WorkerProbe(QUEUE)
    pulse.note_answer(queue="pulse.other", at=after(500))
    assert hung_at(probe, until=300) == 100


@pytest.mark.parametrize("gone", [BrokerGone("away"), DatabaseGone("away")])
def test_without_broker_or_database_nobody_is_blamed(db, monkeypatch, gone):
    def fail(*_: object, **__: object):
        raise gone

    monkeypatch.setattr(pulse, "ask" if isinstance(gone, BrokerGone) else "last_answer", fail)
    monkeypatch.setattr(probes.pulse, "ask", fail if isinstance(gone, BrokerGone) else lambda *_, **__: None)
    assert hung_at(probes.WorkerProbe(QUEUE), until=600) is None


def test_silent_relay_is_hung_after_a_minute_and_not_before(db):
    probe = probes.RelayProbe()
    assert hung_at(probe, until=200) == 60
    probe.begin_anew()
    pulse.note_relay(pulse.RelaySign(at=after(30), broker_answers=True))
    assert hung_at(probe, until=200) == 120


def test_web_that_answers_no_more_is_hung_at_the_third_question(unused_port, monkeypatch):
    probe = probes.WebProbe("127.0.0.1", unused_port)
    monkeypatch.setattr(probe, "answers", lambda: 200)
    assert not probe.is_hung(after(0))
    monkeypatch.undo()
    assert next(second for second in range(10, 100, 5) if probe.is_hung(after(second))) == 30


def test_web_that_has_not_answered_yet_is_given_its_time_to_start(unused_port):
    assert hung_at(probes.WebProbe("127.0.0.1", unused_port), until=200) == 80


@pytest.fixture
def unused_port() -> int:
    return 9  # the discard service: nobody listens


def test_question_goes_through_the_broker_to_a_queue_of_its_own(db):
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        channel.client.delete(QUEUE)
        pulse.ask(QUEUE, at=NOON)
        assert channel.client.llen(QUEUE) == 1
        channel.client.delete(QUEUE)


def test_answer_is_kept_where_the_probe_reads_it(db):
    answer(queue=QUEUE, asked_at=NOON.isoformat(), something_of_tomorrow=1)
    assert pulse.last_answer(QUEUE) is not None
    assert pulse.last_answer() == pulse.last_answer(QUEUE)
