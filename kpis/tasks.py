"""Wake-ups for workers: each may come never, once or often. What there is to do stands in Postgres."""

import os
from datetime import timedelta
from typing import Any

from celery import current_app, shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

WORK_AT_MOST = timedelta(minutes=10)  # then another wake-up carries on: a task stays far below its time limit


@shared_task
def ensure_night(**_: Any) -> None:
    """Want the night of the day, once its hour has come, and wake a worker for it."""
    from kpis import nights

    at = timezone.now()
    nights.ensure_tonight(at=at)
    for wanted in nights.wanted_work(at)[:1]:
        try:
            current_app.send_task(wanted.task, kwargs=wanted.arguments, expires=60, retry=False)
        except (OperationalError, RedisError, OSError):
            return  # the relay tries again


@shared_task(bind=True)
def read_series(self: Any, **_: Any) -> None:
    """Judge every status as of the day, then read changed series until none is left."""
    from kpis.actions import readings

    worker = f"{self.request.hostname or 'worker'}:{os.getpid()}"
    readings.work(worker=worker, clock=timezone.now, until=timezone.now() + WORK_AT_MOST)


@shared_task
def remind(**_: Any) -> None:
    """Tell of measurements that are due or late; each once."""
    from kpis.actions import reminders

    reminders.remind(at=timezone.now())
