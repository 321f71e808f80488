"""The relay wakes workers for work that waits, and outlives broker and database."""

from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from kombu import Connection

from cmo_portal import pulse
from cmo_portal.celery import app
from cmo_portal.relay import Relay
from foundation.nights import Wanted

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def queue():
    """The workers' queue on the real broker, empty before and after."""
    with app.connection_for_write() as connection:
        client = connection.default_channel.client
        client.delete("celery")
        yield lambda: client.llen("celery")
        client.delete("celery")


def relay_of(*waiting: Wanted, broker=app) -> Relay:
    return Relay(broker, [lambda _at: waiting], clock=lambda: NOON)


def test_each_piece_of_waiting_work_wakes_a_worker(db, queue):
    assert relay_of(Wanted("portal.one", {"run": 1}), Wanted("portal.two")).round() == 2
    assert queue() == 2
    assert pulse.last_relay_sign() == pulse.RelaySign(at=NOON, broker_answers=True)


def test_nothing_waiting_sends_nothing_but_a_sign_of_life(db, queue):
    assert relay_of().round() == 0
    assert queue() == 0
    assert pulse.last_relay_sign().at == NOON


def test_missing_broker_is_noted_once_and_outlived(db, queue, monkeypatch, caplog):
    relay = relay_of(Wanted("portal.one"))
    with monkeypatch.context() as patched:
        patched.setattr(app, "connection_for_write", lambda: Connection("redis+socket:///nonexistent.sock", connect_timeout=1))
        assert relay.round() == relay.round() == 0
    assert pulse.last_relay_sign().broker_answers is False
    assert relay.round() == 1
    assert pulse.last_relay_sign().broker_answers is True
    assert [record.message for record in caplog.records] == ["broker does not answer; wake-ups wait", "broker answers again"]


def test_missing_database_is_outlived(db, queue):
    answers = iter([OperationalError("away"), [Wanted("portal.one")]])

    def source(_at):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    relay = Relay(app, [source], clock=lambda: NOON)
    assert relay.round() == 0
    assert relay.round() == 1
