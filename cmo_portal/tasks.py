"""Tasks of the portal itself."""

from celery import shared_task
from django.utils import timezone

from cmo_portal import pulse


@shared_task(acks_late=False)
def answer(*, queue: str, **_: object) -> None:
    """Show that this worker carries out tasks and reaches the database."""
    pulse.note_answer(queue=queue, at=timezone.now())
