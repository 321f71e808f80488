"""Runs of the score: which are wanted, which one goes on, and what workers have to be woken for.

The day's key decides, not the clock: the run of local day D is wanted from NIGHT_HOUR on, and a unique row makes it one, on the nights the
clock changes too. Postgres is the memory; the broker only carries wake-ups.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, Sum
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from foundation.audit import actions as audit
from foundation.nights import Wanted, local_day, wanted_day
from portfolio.alignment.known_facts import Moment, scored_projects
from portfolio.alignment.parameters import Parameters
from portfolio.models import Publication, ScoreChunk, ScoreRun, ScoringModel

log = logging.getLogger(__name__)

Kind, State = ScoreRun.Kind, ScoreRun.State
START_LOCK, PUBLISH_LOCK = 0x5C0_4E, 0x5C0_4F  # our advisory locks: wanting and starting a run is short, publishing takes seconds
MOST_WAKE_UPS = 16
ENSURE, WORK = "portfolio.tasks.ensure_nightly_run", "portfolio.tasks.work_on_runs"


# --- Days and models ----------------------------------------------------------------------------------------------------
def cut_off_of(day: date) -> datetime:
    """The instant up to which facts count for the night of `day`: its first."""
    return datetime.combine(day, time.min, ZoneInfo(settings.NIGHT_TIMEZONE))


def model_in_force(moment: Moment) -> ScoringModel:
    """The version of the scoring model that a run of this moment uses."""
    known = ScoringModel.objects.filter(in_force_from__lte=moment.as_of, recorded_at__lte=moment.cut_off)
    return known.order_by("-number").first() or ScoringModel.objects.earliest("number")


def moment_of(run: ScoreRun) -> Moment:
    """The date and the instant of a run."""
    return Moment(run.as_of, run.cut_off)


def parameters_of(run: ScoreRun) -> Parameters:
    """The parameters of the run's model version."""
    return Parameters.from_json(run.model.parameters)


# --- Wanting ------------------------------------------------------------------------------------------------------------
def ensure_run(*, day: date, at: datetime) -> ScoreRun:
    """The night of `day`, wanted now if it was not: a second call, or a late one, changes nothing."""
    with transaction.atomic():
        _lock()
        moment = Moment(day, cut_off_of(day))
        run = ScoreRun(kind=Kind.NIGHT, as_of=day, cut_off=moment.cut_off, model=model_in_force(moment), wanted_at=at)
        ScoreRun.objects.bulk_create([run], ignore_conflicts=True)
        return ScoreRun.objects.get(kind=Kind.NIGHT, as_of=day)


def ensure_tonight(*, at: datetime) -> ScoreRun | None:
    """The night that is due at the instant `at`, if any."""
    day = wanted_day(at)
    return ensure_run(day=day, at=at) if day else None


def want_run(*, by: Any, at: datetime) -> ScoreRun:
    """A run with everything known now, asked for by a person; asking twice before it starts gives the same one."""
    with transaction.atomic():
        _lock()
        waiting = ScoreRun.objects.filter(kind=Kind.BUTTON, state=State.WANTED).first()
        return waiting or _want(kind=Kind.BUTTON, moment=Moment(local_day(at), at), by=by, at=at)


def want_past_run(*, as_of: date, by: Any, at: datetime) -> ScoreRun:
    """A run that reproduces a past date with what was known then; it never becomes the current one."""
    with transaction.atomic():
        stored = stored_run(as_of)
        moment = Moment(as_of, stored.cut_off if stored else cut_off_of(as_of))
        return _want(kind=Kind.PAST, moment=moment, by=by, at=at, base_run=stored)


def stored_run(as_of: date) -> ScoreRun | None:
    """The run whose numbers stand for a date: its night, else the last one published for it."""
    runs = ScoreRun.objects.filter(as_of=as_of, state=State.PUBLISHED)
    return runs.filter(kind=Kind.NIGHT).first() or runs.order_by("-id").first()


def _want(*, kind: str, moment: Moment, by: Any, at: datetime, base_run: ScoreRun | None = None) -> ScoreRun:
    model = base_run.model if base_run else model_in_force(moment)
    run = ScoreRun.objects.create(
        kind=kind, as_of=moment.as_of, cut_off=moment.cut_off, model=model, wanted_at=at, wanted_by=by, base_run=base_run
    )
    audit.record(by=by, at=at, verb="run.wanted", subjects=[run], facts={"kind": kind, "as_of": moment.as_of, "cut_off": moment.cut_off})
    return run


# --- Starting, stopping ---------------------------------------------------------------------------------------------------
def running_run() -> ScoreRun | None:
    """The one run that goes on."""
    return ScoreRun.objects.select_related("model").filter(state=State.RUNNING).first()


def start_next(*, at: datetime) -> ScoreRun | None:
    """The run that goes on; else the oldest wanted one, started and cut into chunks; else None."""
    run = running_run()
    if run is not None or not ScoreRun.objects.filter(state=State.WANTED).exists():
        return run
    with transaction.atomic():
        _lock()
        run = running_run()
        if run is None:
            run = ScoreRun.objects.select_related("model").filter(state=State.WANTED).order_by("id").first()
            if run is not None:
                _start(run, at)
        return run


def _start(run: ScoreRun, at: datetime) -> None:
    if run.kind != Kind.PAST:
        run.base_run = Publication.objects.select_related("run").get(pk=1).run
    if not run.chunks.exists():
        chunks = _chunks(run)
        ScoreChunk.objects.bulk_create(chunks)
        run.projects_total = sum(chunk.projects for chunk in chunks)
    run.state, run.started_at = State.RUNNING, run.started_at or at
    run.save(update_fields=["base_run", "projects_total", "state", "started_at"])


def _chunks(run: ScoreRun) -> list[ScoreChunk]:
    ids = list(scored_projects(moment_of(run)).order_by("project_id").values_list("project_id", flat=True))
    size = settings.SCORE_CHUNK_SIZE
    parts = [ids[start : start + size] for start in range(0, len(ids), size)]
    return [
        ScoreChunk(run=run, number=number, first_project=part[0], last_project=part[-1], projects=len(part))
        for number, part in enumerate(parts, 1)
    ]


def cancel_run(*, run: ScoreRun, by: Any, at: datetime) -> bool:
    """Stop a run that waits or goes on; False when it is already over. What it computed is kept for a resume."""
    with transaction.atomic():
        stopped = ScoreRun.objects.filter(pk=run.pk, state__in=[State.WANTED, State.RUNNING]).update(state=State.CANCELLED, finished_at=at)
        if stopped:
            audit.record(by=by, at=at, verb="run.cancelled", subjects=[run], facts={"as_of": run.as_of})
        return bool(stopped)


def resume_run(*, run: ScoreRun, by: Any, at: datetime) -> bool:
    """Take up a cancelled or failed run where it stopped; False when it is neither."""
    with transaction.atomic():
        resumed = ScoreRun.objects.filter(pk=run.pk, state__in=[State.CANCELLED, State.FAILED]).update(
            state=State.WANTED, finished_at=None, error=""
        )
        if resumed:
            run.chunks.filter(done_at__isnull=True).update(attempts=0, claimed_at=None, claimed_by="", error="")
            audit.record(by=by, at=at, verb="run.resumed", subjects=[run], facts={"as_of": run.as_of})
        return bool(resumed)


def fail_run(*, run: ScoreRun, at: datetime, error: str) -> None:
    """End a run that cannot be published; readers keep the run they have."""
    with transaction.atomic():
        if ScoreRun.objects.filter(pk=run.pk, state=State.RUNNING).update(state=State.FAILED, finished_at=at, error=error[:2_000]):
            audit.record(by=None, at=at, verb="run.failed", subjects=[run], facts={"as_of": run.as_of, "error": error[:200]})


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [START_LOCK])


# --- Waking workers -------------------------------------------------------------------------------------------------------
def claimable(run: ScoreRun, at: datetime) -> Any:
    """The chunks nobody works on: never claimed, or claimed by a worker that gave no sign of life."""
    silent_since = at - timedelta(seconds=settings.SCORE_CLAIM_SECONDS)
    return run.chunks.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=silent_since), done_at__isnull=True)


def wanted_work(at: datetime) -> Sequence[Wanted]:
    """Compare what is wanted with what goes on: the tasks that workers should be woken with, none while all goes on."""
    found = []
    day = wanted_day(at)
    if day and not ScoreRun.objects.filter(kind=Kind.NIGHT, as_of=day).exists():
        found.append(Wanted(ENSURE))
    run = running_run()
    if run is None:
        return [*found, Wanted(WORK)] if ScoreRun.objects.filter(state=State.WANTED).exists() else found
    return [*found, *[Wanted(WORK)] * _hands_wanted(run, at)]


def _hands_wanted(run: ScoreRun, at: datetime) -> int:
    """How many workers to wake: all there is work for at first, one at a time while some are at it, one to publish."""
    undone = run.chunks.filter(done_at__isnull=True).count()
    if not undone:
        return 1
    waiting = claimable(run, at).count()
    return min(waiting, MOST_WAKE_UPS if waiting == undone else 1)


def wake_workers(at: datetime) -> int:
    """Send the wake-ups that are wanted; return how many went out. Without broker nothing is lost: the relay tries again."""
    sent = 0
    try:
        for wanted in wanted_work(at):
            current_app.send_task(wanted.task, kwargs=wanted.arguments, expires=60, retry=False)
            sent += 1
    except (OperationalError, RedisError, OSError):
        log.warning("the broker does not answer; wake-ups wait for the relay")
    return sent


# --- Progress --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Progress:
    """How far a run is: projects done of all, projects that failed, chunks done of all, workers at it."""

    done: int
    total: int
    failed: int
    chunks_done: int
    chunks: int
    workers: int

    @property
    def share(self) -> float:
        """0 to 1; 1 for a run without projects."""
        return self.done / self.total if self.total else 1.0


def progress(run: ScoreRun) -> Progress:
    """How far `run` is. Two queries."""
    finished, at_work = Q(done_at__isnull=False), Q(done_at__isnull=True, claimed_at__isnull=False)
    found = run.chunks.aggregate(
        done=Sum("projects", filter=finished),
        chunks_done=Count("id", filter=finished),
        chunks=Count("id"),
        workers=Count("claimed_by", filter=at_work, distinct=True),
    )
    counts = {name: value or 0 for name, value in found.items()}
    return Progress(total=run.projects_total, failed=run.failures.count(), **counts)
