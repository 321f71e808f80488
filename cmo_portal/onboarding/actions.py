"""Beginning a portal; the demonstration is written by a worker, never by the request."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cmo_portal.demo.actions import DemoRefused, seed_demo
from cmo_portal.demo.history import want_history
from cmo_portal.onboarding.models import Beginning
from foundation.accounts.models import User
from foundation.audit import actions as audit

# Writing takes half a minute; a worker silent for so long was killed.
SILENT = timedelta(minutes=5)
State = Beginning.State


def begin(*, choice: str, by: User, at: datetime, language: str = "") -> Beginning:
    """Keep the choice; the first one holds, unless it was a demonstration that could not be written.

    A demonstration is told in `language`, that of the page on which it was chosen.
    """
    facts = {"choice": Beginning.Choice(choice), "chosen_by": by, "chosen_at": at, "language": language}
    facts |= {"error": "", "claimed_at": None, "finished_at": None}
    facts["state"] = State.WANTED if choice == Beginning.Choice.DEMO else State.DONE
    with transaction.atomic():
        row, is_new = Beginning.objects.get_or_create(pk=1, defaults=facts)
        row = Beginning.objects.select_for_update(no_key=True, of=("self",)).get(pk=1)
        if is_new:
            audit.record(by=by, at=at, verb="portal.begun", facts={"choice": choice})
        elif row.state == State.FAILED:
            Beginning.objects.filter(pk=1).update(**facts)
            row.refresh_from_db()
            audit.record(by=by, at=at, verb="portal.begun_again", facts={"choice": choice})
    return row


def write_demo(*, at: datetime) -> bool:
    """Write the demonstration if it waits and nobody is at it; whether it was written. Safe to call at any time and at once."""
    waiting = Q(state=State.WANTED) | Q(state=State.RUNNING, claimed_at__lt=at - SILENT)
    if not Beginning.objects.filter(waiting, pk=1).update(state=State.RUNNING, claimed_at=at):
        return False
    row = Beginning.objects.select_related("chosen_by").get(pk=1)
    try:
        seed_demo(by=row.chosen_by, at=at, today=timezone.localdate(at), told_in=row.language)
        want_history(today=timezone.localdate(at), at=at)
    except DemoRefused as refused:
        _finish(State.FAILED, at, str(refused))
        return False
    except Exception as error:
        _finish(State.FAILED, at, f"{type(error).__name__}: {error}"[:500])
        raise
    _finish(State.DONE, at)
    return True


def _finish(state: str, at: datetime, error: str = "") -> None:
    Beginning.objects.filter(pk=1).update(state=state, finished_at=at, error=error)
