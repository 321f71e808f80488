"""The end of a run: counts checked, indices rolled up, figures drawn, and one fenced statement that shows it to readers. Worker only."""

import logging
from collections.abc import Callable
from datetime import datetime

import numpy as np
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Max, Q, Sum

from foundation.audit import actions as audit
from portfolio.actions.cards import refresh_all_cards
from portfolio.alignment import figures, nights, roll_up, store
from portfolio.alignment.pillars import rounded
from portfolio.models import ScoreRun, ScoreSnapshot

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

State, Kind = ScoreRun.State, ScoreRun.Kind

RESULT = [
    *("state", "finished_at", "error", "inputs_hash", "results_hash"),
    *("projects_total", "projects_scored", "projects_unscored", "projects_failed"),
]

# Readers see the run or the one before, never half of one. The fence: nobody published meanwhile, and readers never go back in time.
PUBLISH = """
    UPDATE portfolio_publication AS shown SET previous_id = shown.run_id, run_id = %(run)s, published_at = %(at)s
    WHERE shown.id = 1 AND shown.run_id IS NOT DISTINCT FROM %(base)s
      AND NOT EXISTS (SELECT 1 FROM portfolio_scorerun base WHERE base.id = shown.run_id AND base.cut_off > %(cut_off)s)
      AND (SELECT count(*) FROM portfolio_scoresnapshot WHERE run_id = %(run)s) = %(expected)s
"""


def finish(*, run: ScoreRun, clock: Clock) -> bool:
    """Publish a run whose chunks are all done; False when another worker is at it or the run is over."""
    try:
        with transaction.atomic():
            ended = _finish(run, clock)
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("a run could not be published", extra={"run": run.pk})
        nights.fail_run(run=run, at=clock(), error=f"{type(error).__name__}: {error}")
        return True
    if ended and run.kind == Kind.NIGHT:
        _refresh_cards(run)
    return ended


def _finish(run: ScoreRun, clock: Clock) -> bool:
    if not _alone():
        return False
    run = ScoreRun.objects.select_for_update(no_key=True, of=("self",)).select_related("model").get(pk=run.pk)
    if run.state != State.RUNNING or run.chunks.filter(done_at__isnull=True).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '120s'")
    expected = run.chunks.aggregate(sum=Sum("projects"))["sum"] or 0
    _count(run)
    fault = _fault(run, expected)
    if fault:
        nights.fail_run(run=run, at=clock(), error=fault)
        return True
    rolled = roll_up.rolled_up(run)
    store.write_indices(run, rolled.indices)
    run.error = figures.draw(run, rolled)
    run.inputs_hash, run.results_hash = store.hash_of_inputs(run), store.hash_of_results(run)
    at = clock()
    run.state = State.PUBLISHED if run.kind != Kind.PAST and _show(run, expected, at) else State.DONE
    run.finished_at = at
    run.save(update_fields=RESULT)
    facts = {"as_of": run.as_of, "scored": run.projects_scored, "failed": run.projects_failed, "results": run.results_hash}
    audit.record(by=None, at=at, verb=f"run.{run.state}", subjects=[run], facts=facts)
    return True


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [nights.PUBLISH_LOCK])
        return bool(cursor.fetchone()[0])


def _count(run: ScoreRun) -> None:
    counts = ScoreSnapshot.objects.filter(run=run).aggregate(
        total=Count("id"), scored=Count("id", filter=Q(s__isnull=False, as_of=run.as_of))
    )
    run.projects_failed = run.failures.count()
    run.projects_total, run.projects_scored = counts["total"], counts["scored"]
    run.projects_unscored = counts["total"] - counts["scored"] - run.projects_failed


def _fault(run: ScoreRun, expected: int) -> str:
    """Why the run cannot be shown, or an empty text."""
    if run.projects_total != expected:
        return f"{run.projects_total} scores were stored for {expected} projects."
    if run.projects_failed and run.projects_failed == run.projects_total:
        first = run.failures.order_by("id").first()
        return f"No project could be scored; the first said: {first.error if first else ''}"
    return ""


def _show(run: ScoreRun, expected: int, at: datetime) -> bool:
    facts = {"run": run.pk, "base": run.base_run_id, "cut_off": run.cut_off, "expected": expected, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH, facts)
        return bool(cursor.rowcount)


def _refresh_cards(run: ScoreRun) -> None:
    """Validations expire and years change overnight; the cards of the lists follow. Their failure is no failure of the scores."""
    try:
        refresh_all_cards(as_of=run.as_of)
    except DatabaseError:
        log.exception("the cards were not refreshed", extra={"run": run.pk})


def run_of_day_before(run: ScoreRun) -> ScoreRun | None:
    """The last published run of an earlier date."""
    earlier = ScoreRun.objects.filter(state=State.PUBLISHED, as_of__lt=run.as_of)
    last = earlier.aggregate(day=Max("as_of"))["day"]
    return earlier.select_related("model").filter(as_of=last).order_by("-id").first() if last else None


def printed(score: float) -> float:
    """A score as it is shown: two decimals, half up."""
    return float(rounded(np.array([score]))[0])
