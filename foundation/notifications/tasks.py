"""Wake-up for a worker: send the mails that are due. May come never, once or often."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from foundation.notifications import mails


@shared_task
def send_mails(**_: Any) -> None:
    """Gather the lines that are due into mails, and send them."""
    mails.gather(at=timezone.now())
    mails.send_waiting(at=timezone.now())
