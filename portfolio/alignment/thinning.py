"""The history of scores, daily for 90 days, then month ends: the first of the named ways round the append-only triggers."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pgtrigger
from django.db import connection, transaction

from foundation.audit import actions as audit
from portfolio.models import Publication, RunFigure, RunIndex, ScoreChunk, ScoreComponent, ScoreFailure, ScoreRun, ScoreSnapshot

DAILY = timedelta(days=90)
UNTOUCHED = timedelta(days=2)  # runs of the last days may still be resumed, compared or looked at
PARTS = (ScoreComponent, ScoreSnapshot, ScoreFailure, RunIndex, RunFigure, ScoreChunk)
TRIGGERS = [f"{model._meta.label}:append_only" for model in (ScoreSnapshot, ScoreComponent, RunIndex, RunFigure)]

Kind, State = ScoreRun.Kind, ScoreRun.State


def thin_history(*, today: date, by: Any, at: datetime) -> dict[str, int]:
    """Remove the runs no longer kept with all their rows; return how many rows left each table. One ledger entry tells it."""
    with transaction.atomic():
        leaving = list(ScoreRun.objects.filter(pk__in=superfluous(today)).order_by("id"))
        if not leaving:
            return {}
        numbers = [run.pk for run in leaving]
        with pgtrigger.ignore(*TRIGGERS), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            left = {model._meta.label_lower: _delete(cursor, model, numbers) for model in PARTS}
            ScoreRun.objects.filter(base_run__in=numbers).update(base_run=None)
            Publication.objects.filter(previous__in=numbers).update(previous=None)
            cursor.execute("DELETE FROM portfolio_scorerun WHERE id = ANY(%s)", [numbers])
        left[ScoreRun._meta.label_lower] = len(leaving)
        dates = [run.as_of for run in leaving]
        facts = {"rows": left, "from": min(dates), "until": max(dates), "hash": _hash(leaving)}
        audit.record(by=by, at=at, verb="history.thinned", facts=facts)
        return left


def superfluous(today: date) -> set[int]:
    """The runs that are over and that no rule keeps."""
    over = ScoreRun.objects.exclude(state__in=[State.WANTED, State.RUNNING]).filter(as_of__lt=today - UNTOUCHED, finished_at__isnull=False)
    published = list(ScoreRun.objects.filter(state=State.PUBLISHED).order_by("as_of", "id").values_list("id", "as_of", "kind"))
    shown = Publication.objects.filter(pk=1).values_list("run_id", flat=True)
    busy = ScoreRun.objects.filter(state__in=[State.WANTED, State.RUNNING], base_run__isnull=False).values_list("base_run_id", flat=True)
    return set(over.values_list("id", flat=True)) - _kept(published, today) - set(shown) - set(busy)


def _kept(published: Iterable[tuple[int, date, str]], today: date) -> set[int]:
    """Of each day its night and its last run; of the days before the last 90, only the last day of each month that has one."""
    nights: dict[date, int] = {}
    last: dict[date, int] = {}
    for number, day, kind in published:
        last[day] = number
        if kind == Kind.NIGHT:
            nights[day] = number
    month_ends = set({(day.year, day.month): day for day in sorted(last)}.values())
    days = {day for day in last if day >= today - DAILY or day in month_ends}
    return {runs[day] for runs in (nights, last) for day in days if day in runs}


def _delete(cursor: Any, model: Any, numbers: list[int]) -> int:
    cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE run_id = ANY(%s)", [numbers])  # noqa: S608 our own names
    return int(cursor.rowcount)


def _hash(runs: Iterable[ScoreRun]) -> str:
    """What left, in one hash: the dates and the results of the runs."""
    return hashlib.sha256("\n".join(f"{run.as_of} {run.state} {run.results_hash}" for run in runs).encode()).hexdigest()
