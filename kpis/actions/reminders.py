"""Telling who measures that a value is due, and that it is late; each once, whatever is called twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.queries import stand_ins
from foundation.notifications.actions import notify
from kpis import rhythm
from kpis.models import Indicator
from kpis.queries.due import waiting

BEFORE = timedelta(days=3)  # a value is told of when its period is over, at the earliest three days before it is due
OLDEST = timedelta(days=120)  # a series nobody feeds any more is no news each period

Told = tuple[str, Iterable[User | None]]


def remind(*, at: datetime) -> int:
    """Tell the steward (else the owner) of values that are due soon, and steward and owner of late ones; the number decided.

    Who stands in for one of them while they are away is told too.
    """
    today = timezone.localdate(at)
    in_use = Indicator.objects.filter(retired_on__isnull=True)
    away, decided = stand_ins(today), 0
    for indicator in waiting(in_use, today).iterator(chunk_size=500):
        _start, end = rhythm.last_finished(indicator.cadence, today)
        due_on = end + timedelta(days=indicator.grace_days)
        if today < due_on - BEFORE or today > due_on + OLDEST:
            continue
        late = today > due_on
        named = {(indicator.steward or indicator.owner), indicator.owner if late else None} - {None}
        people = [person for one in named for person in (one, *away.get(one.pk, []))]
        facts = {"indicator": {"fr": indicator.name_fr, "en": indicator.name_en}, "day": {"date": due_on.isoformat()}}
        notify(
            event="measurement.late" if late else "measurement.due",
            key=f"{indicator.pk}:{end:%Y%m%d}",
            people=people,
            subject=indicator,
            address=reverse("kpis:due"),
            at=at,
            facts=facts,
        )
        decided += 1
    return decided
