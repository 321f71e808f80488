"""The life of a run: wanted, running chunk by chunk, published in one statement. Postgres is the only memory.

A chunk is held by a row lock for as long as the transaction that scores it lasts, so a worker that dies lets go at once
and leaves nothing behind; whoever comes next takes the chunk. Wake-ups may come 0, 1 or n times: each only asks what is left.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, F, Func

from foundation.accounts.models import User
from foundation.audit import actions as audit
from portfolio.models import Publication, ScoreChunk, ScoreFailure, ScoreRun, ScoreSnapshot, ScoringModel

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
State, Kind = ScoreRun.State, ScoreRun.Kind
BULK_SECONDS = 300  # a chunk reads and writes in bulk: more than a page may take, less than a task
ATTEMPTS = 3  # a chunk that killed its worker this often is given up, its projects named
RUNS_LOCK, PUBLISH_LOCK = 72_001, 72_002
LIVE = (State.WANTED, State.RUNNING)


class ClockTimestamp(Func):
    """The database's clock at this statement, not at the beginning of its transaction."""

    function = "clock_timestamp"
    arity = 0
    output_field = DateTimeField()


# --- When -------------------------------------------------------------------------------------------------------------
def local(at: datetime) -> datetime:
    """The instant on the wall clock of the night's time zone."""
    return at.astimezone(ZoneInfo(settings.NIGHT_TIMEZONE))


def night_wanted(at: datetime) -> date | None:
    """The day whose night is wanted at this instant: today once the local hour has come, on any night of the year."""
    now = local(at)
    return now.date() if now.hour >= settings.NIGHT_HOUR else None


def cut_off_of(day: date) -> datetime:
    """What the night of `day` may read: everything known at local midnight."""
    return datetime.combine(day, time(), ZoneInfo(settings.NIGHT_TIMEZONE))


def is_late(at: datetime) -> bool:
    """Whether the night of today should have been published by now and is not."""
    now = local(at)
    if now.hour < settings.NIGHT_ALARM_HOUR:
        return False
    return not ScoreRun.objects.filter(kind=Kind.NIGHT, as_of=now.date(), state=State.PUBLISHED).exists()


# --- Wanting ----------------------------------------------------------------------------------------------------------
def ensure_run(*, day: date, at: datetime) -> ScoreRun:
    """The run of the night of `day`, made now or before: two calls at once, or late ones, find the same row."""
    with transaction.atomic():
        _advisory_lock(RUNS_LOCK)
        facts = {"cut_off": cut_off_of(day), "model": model_in_force(day), "wanted_at": at}
        return ScoreRun.objects.get_or_create(kind=Kind.NIGHT, as_of=day, defaults=facts)[0]


def want_run(*, by: User | None, at: datetime) -> ScoreRun:
    """A run of everything known now, asked for by a person; one that already waits or runs serves as well."""
    with transaction.atomic():
        _advisory_lock(RUNS_LOCK)
        live = ScoreRun.objects.filter(kind__in=(Kind.BUTTON, Kind.NIGHT), state__in=LIVE).order_by("-id").first()
        if live:
            return live
        day = local(at).date()
        run = ScoreRun.objects.create(kind=Kind.BUTTON, as_of=day, cut_off=at, model=model_in_force(day), wanted_at=at, wanted_by=by)
        audit.record(by=by, at=at, verb="run.wanted", subjects=[run], facts={"as_of": day})
        return run


def want_past_run(*, as_of: date, by: User | None, at: datetime) -> ScoreRun:
    """A run of a past day as it was known then: the stored cut-off of that day, else its midnight. Never becomes current."""
    stored = ScoreRun.objects.filter(as_of=as_of, state__in=(State.PUBLISHED, State.DONE)).order_by("id").last()
    facts = {"cut_off": stored.cut_off, "model": stored.model} if stored else {"cut_off": cut_off_of(as_of), "model": model_in_force(as_of)}
    with transaction.atomic():
        run = ScoreRun.objects.create(kind=Kind.PAST, as_of=as_of, wanted_at=at, wanted_by=by, **facts)
        audit.record(by=by, at=at, verb="run.wanted", subjects=[run], facts={"as_of": as_of})
    return run


def cancel(*, run: ScoreRun, by: User, at: datetime) -> bool:
    """Stop a run that waits or goes on; what was published stays. False when it had already ended."""
    with transaction.atomic():
        ended = ScoreRun.objects.filter(pk=run.pk, state__in=LIVE).update(state=State.CANCELLED, finished_at=at)
        if ended:
            audit.record(by=by, at=at, verb="run.cancelled", subjects=[run], facts={})
    return bool(ended)


def model_in_force(day: date) -> ScoringModel:
    """The scoring model in force on a day; the first one for days before it."""
    models = ScoringModel.objects.order_by("-in_force_from", "-number")
    return models.filter(in_force_from__lte=day).first() or models.last() or _no_model()


def _no_model() -> ScoringModel:
    raise ScoringModel.DoesNotExist("No scoring model: run ./run manage migrate.")


# --- Working ----------------------------------------------------------------------------------------------------------
def work(*, worker: str, clock: Clock) -> int:
    """Score what is wanted until nothing is left that nobody else does; the number of chunks done."""
    done = 0
    while run := running(at=clock()):
        if score_next_chunk(run=run, worker=worker):
            done += 1
        elif not publish_if_complete(run=run, clock=clock):
            break  # the last chunks are in other hands
    return done


def waits(*, at: datetime) -> bool:
    """Whether a worker should be woken: a run is wanted, or one runs whose work is not finished."""
    return ScoreRun.objects.filter(state__in=LIVE, wanted_at__lte=at).exists()


def running(*, at: datetime) -> ScoreRun | None:
    """The run that goes on, else the oldest wanted one, started now; None when nothing is wanted."""
    with transaction.atomic():
        _advisory_lock(RUNS_LOCK)
        run = ScoreRun.objects.filter(state=State.RUNNING).first()
        if run:
            return run
        run = ScoreRun.objects.select_for_update().filter(state=State.WANTED).order_by("wanted_at", "id").first()
        return _start(run, at) if run else None


def _start(run: ScoreRun, at: datetime) -> ScoreRun:
    from portfolio.alignment import store

    ids = store.projects_to_score(cut_off=run.cut_off)
    size = settings.SCORE_CHUNK_SIZE
    chunks = [ids[first : first + size] for first in range(0, len(ids), size)]
    ScoreChunk.objects.bulk_create(
        ScoreChunk(run=run, number=number, first_project=part[0], last_project=part[-1], projects=len(part))
        for number, part in enumerate(chunks, 1)
    )
    run.state, run.started_at, run.projects_total = State.RUNNING, at, len(ids)
    run.base_run = Publication.objects.get(pk=1).run
    run.save(update_fields=["state", "started_at", "projects_total", "base_run"])
    return run


def score_next_chunk(*, run: ScoreRun, worker: str) -> bool:
    """Take one free chunk and score it; False when none is free."""
    chunk = _take(run, worker)
    if chunk is None:
        return False
    if chunk.attempts > ATTEMPTS:
        _give_up(run, chunk)
        return True
    with transaction.atomic():
        held = _free_chunks(run).filter(pk=chunk.pk, attempts=chunk.attempts).first()
        if held is None:
            return True  # somebody else took it in between
        _score(run, held)
    return True


def _take(run: ScoreRun, worker: str) -> ScoreChunk | None:
    """Count an attempt before it is made: a chunk that kills its worker is then known by its count."""
    with transaction.atomic():
        chunk = _free_chunks(run).order_by("attempts", "number").first()
        if chunk is not None:
            chunk.attempts, chunk.claimed_by = chunk.attempts + 1, worker
            chunk.save(update_fields=["attempts", "claimed_by"])
        return chunk


def _free_chunks(run: ScoreRun):
    still = ScoreChunk.objects.filter(run=run, run__state=State.RUNNING, done_at__isnull=True)
    return still.select_for_update(of=("self",), skip_locked=True)


def _score(run: ScoreRun, chunk: ScoreChunk) -> None:
    from portfolio.alignment import store

    _allow_bulk_work()
    ids = [i for i in store.projects_to_score(cut_off=run.cut_off) if chunk.first_project <= i <= chunk.last_project]
    outcome = store.score_chunk(run=run, project_ids=ids)
    _close(chunk, scored=outcome.scored, unscored=outcome.unscored, failed=outcome.failed)


def _give_up(run: ScoreRun, chunk: ScoreChunk) -> None:
    """Name every project of a chunk that cannot be scored; the others of the run are published."""
    from portfolio.alignment import store

    with transaction.atomic():
        held = _free_chunks(run).filter(pk=chunk.pk).first()
        if held is None:
            return
        ids = [i for i in store.projects_to_score(cut_off=run.cut_off) if chunk.first_project <= i <= chunk.last_project]
        error = f"Its chunk ended the worker {ATTEMPTS} times."
        ScoreFailure.objects.bulk_create([ScoreFailure(run=run, project_id=i, error=error) for i in ids], ignore_conflicts=True)
        _close(held, scored=0, unscored=0, failed=len(ids), error=error)


def _close(chunk: ScoreChunk, *, scored: int, unscored: int, failed: int, error: str = "") -> None:
    """Note the chunk as done and add its counts to the run, in the transaction that wrote its scores."""
    chunk.done_at, chunk.error = ClockTimestamp(), error
    chunk.save(update_fields=["done_at", "error"])
    counts = {"projects_scored": scored, "projects_unscored": unscored, "projects_failed": failed}
    ScoreRun.objects.filter(pk=chunk.run_id).update(**{name: F(name) + count for name, count in counts.items()})


# --- Publishing -------------------------------------------------------------------------------------------------------
def publish_if_complete(*, run: ScoreRun, clock: Clock) -> bool:
    """Publish the run when every chunk is done; False while some are not, or when it has ended otherwise."""
    from portfolio.alignment import store

    with transaction.atomic():
        if not _lock_if_free(PUBLISH_LOCK):
            return False  # somebody else is publishing
        run = ScoreRun.objects.select_for_update(of=("self",)).select_related("model").get(pk=run.pk)
        if run.state != State.RUNNING:
            return True  # published, cancelled or failed by somebody else: look for the next one
        if ScoreChunk.objects.filter(run=run, done_at__isnull=True).exists():
            return False
        _allow_bulk_work()
        if problem := _count_problem(run):
            _end(run, State.FAILED, clock(), error=problem)
            return True
        store.complete_run(run=run)
        if run.kind == Kind.PAST:
            _end(run, State.DONE, clock())
        elif _switch(run, clock()):
            _end(run, State.PUBLISHED, clock())
        else:
            _end(run, State.FAILED, clock(), error="Another run was published in the meantime; this one is not current.")
    return True


def _switch(run: ScoreRun, at: datetime) -> bool:
    """The one statement that changes what readers see: only when they still see what this run started from."""
    still = Publication.objects.filter(pk=1, run=run.base_run) if run.base_run_id else Publication.objects.filter(pk=1, run__isnull=True)
    return bool(still.update(run=run, previous=F("run"), published_at=at))


def _count_problem(run: ScoreRun) -> str:
    """Why the run cannot be published, or an empty text: every project has a score, or a named failure."""
    shown = ScoreSnapshot.objects.filter(run=run).count()
    lost = ScoreFailure.objects.filter(run=run).exclude(project__in=ScoreSnapshot.objects.filter(run=run).values("project")).count()
    if shown + lost == run.projects_total:
        return ""
    return f"{run.projects_total} projects, but {shown} scores and {lost} failures without a score."


def _end(run: ScoreRun, state: str, at: datetime, *, error: str = "") -> None:
    run.state, run.finished_at, run.error = state, at, error
    run.save(update_fields=["state", "finished_at", "error", "inputs_hash", "results_hash"])
    log.info("run ended", extra={"run": run.pk, "state": str(state), "as_of": run.as_of.isoformat()})


def fail(*, run: ScoreRun, error: str, at: datetime) -> None:
    """End a run that cannot go on; the published one stays."""
    ScoreRun.objects.filter(pk=run.pk, state__in=LIVE).update(state=State.FAILED, finished_at=at, error=error[:2_000])


def published() -> ScoreRun | None:
    """The run readers see; None before the first night."""
    return Publication.objects.select_related("run__model").get(pk=1).run


def _allow_bulk_work() -> None:
    """Let the statements of this transaction, and the arithmetic between them, take longer than a page may."""
    with connection.cursor() as cursor:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET LOCAL {limit} = '{BULK_SECONDS}s'")


def _lock_if_free(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def _advisory_lock(number: int) -> None:
    """Wait for the lock of this name until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
