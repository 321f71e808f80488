"""The night of the indicators: which one is wanted, which series are left to read, who reads which.

Postgres is the memory: a row an indicator that changed, claimed for a while by one worker. A worker that ends takes nothing with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from foundation.nights import Wanted, wanted_day
from kpis.models import ChangedSeries, SeriesNight

ENSURE, WORK = "kpis.tasks.ensure_night", "kpis.tasks.read_series"
BATCH = 50
MOST_WAKE_UPS = 16
MOST_ATTEMPTS = 3
SILENCE = timedelta(minutes=3)  # a claim of fifty series lasts seconds

CLAIM = """
UPDATE kpis_changedseries SET claimed_at = %(at)s, claimed_by = %(worker)s, attempts = attempts + 1
WHERE indicator_id IN (
    SELECT indicator_id FROM kpis_changedseries WHERE claimed_at IS NULL OR claimed_at < %(silent)s
    ORDER BY attempts, indicator_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING indicator_id, changes, attempts
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """The series one worker reads: {indicator: how many changes it had when it was claimed}; `worn` were claimed too often."""

    worker: str
    changes: dict[int, int]
    worn: frozenset[int]


def ensure_night(*, day: date, at: datetime) -> SeriesNight:
    """The night of `day`, wanted now if it was not: a second call, or a late one, changes nothing."""
    SeriesNight.objects.bulk_create([SeriesNight(day=day, wanted_at=at)], ignore_conflicts=True)
    return SeriesNight.objects.get(day=day)


def ensure_tonight(*, at: datetime) -> SeriesNight | None:
    """The night that is due at the instant `at`, if any."""
    day = wanted_day(at)
    return ensure_night(day=day, at=at) if day else None


def open_night() -> SeriesNight | None:
    """The newest night that goes on; an older one that was never finished has nothing more to say."""
    newest = SeriesNight.objects.first()
    return newest if newest is not None and newest.finished_at is None else None


def wanted_work(at: datetime) -> Sequence[Wanted]:
    """The tasks that workers should be woken with at the instant `at`. Two queries at most while nothing waits."""
    day = wanted_day(at)
    newest = SeriesNight.objects.first()
    if day and (newest is None or newest.day < day):
        return [Wanted(ENSURE)]
    if newest is None or newest.finished_at is not None:
        return []
    waiting = claimable(at).count()
    return [Wanted(WORK)] * min(max(-(-waiting // BATCH), 1), MOST_WAKE_UPS)


def claimable(at: datetime) -> QuerySet[ChangedSeries]:
    """The changed series that nobody reads."""
    return ChangedSeries.objects.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - SILENCE))


def claim(*, worker: str, at: datetime, limit: int = BATCH) -> Claim:
    """Take some changed series; empty where none is left."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"at": at, "worker": worker, "silent": at - SILENCE, "limit": limit})
        rows = cursor.fetchall()
    return Claim(worker, {pk: changes for pk, changes, _n in rows}, frozenset(pk for pk, _c, n in rows if n > MOST_ATTEMPTS))


def release(claimed: Claim) -> None:
    """Give the read series back: gone where nothing changed meanwhile, waiting again where something did."""
    mine = ChangedSeries.objects.filter(claimed_by=claimed.worker)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kpis_changedseries row USING unnest(%s::bigint[], %s::int[]) AS read (indicator_id, changes)"
            " WHERE row.indicator_id = read.indicator_id AND row.changes = read.changes AND row.claimed_by = %s",
            [list(claimed.changes), list(claimed.changes.values()), claimed.worker],
        )
    mine.filter(indicator__in=list(claimed.changes)).update(claimed_at=None, claimed_by="", attempts=0)


def count(night: SeriesNight, **more: int) -> None:
    """Add to what the night has done."""
    changes: dict[str, Any] = {name: F(name) + value for name, value in more.items()}
    SeriesNight.objects.filter(pk=night.pk).update(**changes)


def finish(night: SeriesNight, *, at: datetime) -> bool:
    """End the night once every status is judged and no series waits or is being read; False while one does."""
    if ChangedSeries.objects.exists():
        return False
    return bool(SeriesNight.objects.filter(pk=night.pk, judged_at__isnull=False, finished_at__isnull=True).update(finished_at=at))
