"""Wake-ups for workers: each may come never, once or often. What there is to do stands in Postgres."""

import os
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

WORK_AT_MOST = timedelta(minutes=10)  # then another wake-up carries on: a task stays far below its time limit


@shared_task
def ensure_nightly_run(**_: Any) -> None:
    """Want the night of the day, once its hour has come, and wake workers for it."""
    from portfolio.alignment import nights

    at = timezone.now()
    nights.ensure_tonight(at=at)
    nights.wake_workers(at)


@shared_task(bind=True)
def work_on_runs(self: Any, **_: Any) -> None:
    """Score chunks of the run that goes on until none is left, and publish it."""
    from portfolio.alignment import chunks, nights

    worker = f"{self.request.hostname or 'worker'}:{os.getpid()}"
    until = timezone.now() + WORK_AT_MOST
    chunks.work(worker=worker, clock=timezone.now, until=until)
    if timezone.now() >= until:  # not otherwise: while another worker publishes, each wake-up would call the next
        nights.wake_workers(timezone.now())


@shared_task
def thin_scores(**_: Any) -> None:
    """Thin out the history of scores."""
    from portfolio.alignment import nights, thinning

    at = timezone.now()
    thinning.thin_history(today=nights.local_day(at), by=None, at=at)


@shared_task
def remind(**_: Any) -> None:
    """Tell of reports that are due, and of silence; each once, whatever is called twice."""
    from portfolio.actions import duties

    duties.remind(at=timezone.now())


@shared_task
def judge_promises(**_: Any) -> None:
    """Judge the promised effects whose day has passed; each once."""
    from portfolio.actions import claims

    at = timezone.now()
    claims.judge_due(as_of=timezone.localdate(at), at=at)
