"""Wake-up for a worker: write the demonstration that was asked for. May come never, once or often."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from cmo_portal.onboarding import actions


@shared_task
def write_demo(**_: Any) -> None:
    """Write it, if it still waits."""
    actions.write_demo(at=timezone.now())
