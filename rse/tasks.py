"""Wake-ups for workers: each may come never, once or often. What there is to do stands in Postgres."""

from typing import Any

from celery import shared_task
from django.utils import timezone


@shared_task
def write_trajectories(**_: Any) -> None:
    """Write the points of every target for the day, once its hour has come; a second call finds them written."""
    from foundation.nights import wanted_day
    from rse.actions import trajectory

    at = timezone.now()
    day = wanted_day(at)
    if day and not trajectory.is_written(day):
        trajectory.write_points(day=day, at=at)


@shared_task
def remind(**_: Any) -> None:
    """Tell of updates and answers that initiatives owe; each once, whatever is called twice."""
    from rse.actions import reminders

    reminders.remind(at=timezone.now())


@shared_task
def judge_promises(**_: Any) -> None:
    """Judge the promised effects of campaigns and initiatives whose day has passed; each once."""
    from rse.actions import promises

    at = timezone.now()
    promises.judge_due(as_of=timezone.localdate(at), at=at)
