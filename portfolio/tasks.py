"""Wake-ups for the workers: each may come 0, 1 or n times; what is wanted stands in the database."""

import os
import socket

from celery import shared_task
from django.utils import timezone

from portfolio.alignment import nights


@shared_task
def ensure_nightly_run(**_: object) -> None:
    """Want the night of today once its hour has come, then work on whatever is wanted."""
    day = nights.night_wanted(timezone.now())
    if day:
        nights.ensure_run(day=day, at=timezone.now())
    score(**_)


@shared_task
def score(**_: object) -> None:
    """Score what is wanted until nothing is left for this worker."""
    nights.work(worker=f"{socket.gethostname()}:{os.getpid()}", clock=timezone.now)
