"""What monitors are told, with every part well and with each part missing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from cmo_portal import health, pulse
from portfolio.models import Publication, ScoreRun, ScoringModel

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def well(db, monkeypatch):
    """A portal in good health at ten o'clock."""
    monkeypatch.setattr(health.timezone, "now", lambda: NOW)
    pulse.note_relay(pulse.RelaySign(at=NOW - timedelta(seconds=4), broker_answers=True))
    pulse.note_answer(queue="pulse.a", at=NOW - timedelta(seconds=8))
    publish_night(NOW)


def publish_night(at: datetime) -> None:
    model = ScoringModel.objects.first() or ScoringModel.objects.create(number=1, parameters={}, in_force_from=at.date(), recorded_at=at)
    run = ScoreRun.objects.create(
        kind=ScoreRun.Kind.NIGHT, state=ScoreRun.State.PUBLISHED, as_of=at.date(), cut_off=at, wanted_at=at, model=model
    )
    Publication.objects.update_or_create(pk=1, defaults={"run": run, "published_at": at})


def test_well_portal_answers_200_to_anybody(well, client: Client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ok": True,
        "database": {"ok": True},
        "broker": {"ok": True, "asked_seconds_ago": 4},
        "worker": {"ok": True, "answered_seconds_ago": 8},
        "night": {"ok": True, "as_of": "2026-07-01", "age_seconds": 0},
    }
    assert "no-store" in answer["Cache-Control"]


def test_silent_broker_is_an_alarm_but_no_reason_to_restart_the_web(well, client: Client):
    pulse.note_relay(pulse.RelaySign(at=NOW, broker_answers=False))
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz?for=web").status_code == 200


def test_silent_relay_is_an_alarm(well, client: Client):
    pulse.note_relay(pulse.RelaySign(at=NOW - timedelta(minutes=1), broker_answers=True))
    assert client.get("/healthz").json()["broker"] == {"ok": False, "asked_seconds_ago": 60}


def test_worker_that_carries_out_nothing_is_an_alarm(well, client: Client):
    pulse.note_answer(queue="pulse.a", at=NOW - timedelta(minutes=5))
    assert client.get("/healthz").json()["worker"]["ok"] is False


def test_night_of_yesterday_is_late_from_the_hour_of_the_alarm_only(well, monkeypatch):
    next_day = NOW + timedelta(days=1)
    assert health.night(next_day.replace(hour=3))["ok"] is True  # 05:00 in Paris
    assert health.night(next_day.replace(hour=5))["ok"] is False  # 07:00 in Paris


def test_lost_database_is_503_without_its_address(client: Client, monkeypatch):
    def refuse() -> None:
        raise OperationalError("connection to db.internal failed: password hunter2")

    monkeypatch.setattr(health, "database", refuse)
    answer = client.get("/healthz?for=web")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": {"ok": False}}


def test_health_costs_no_more_than_four_queries(well, client: Client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get("/healthz")
