"""The work of one worker: claim a chunk, score it, store it whole, until the run can be published. Worker only."""

import logging
from collections.abc import Callable
from datetime import datetime

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from portfolio.alignment import evidence, nights, publication, store
from portfolio.alignment.known_facts import Span
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.scorecards import Card, Earlier, scorecards
from portfolio.models import ScoreChunk, ScoreRun, ScoreSnapshot

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Failures = list[tuple[int, str]]
MOST_ATTEMPTS = 3


class ClaimLost(Exception):
    """Another worker took the chunk over, or the run was stopped: what was computed is thrown away."""


def work(*, worker: str, clock: Clock, until: datetime | None = None) -> int:
    """Carry runs forward until nothing is left to claim; return how many chunks were scored. Safe to run any number of times."""
    scored = 0
    while until is None or clock() < until:
        run = nights.start_next(at=clock())
        if run is None:
            break
        if not run.chunks.filter(claimed_at__isnull=False).exists():
            nights.wake_workers(clock())
        chunk = claim(run=run, worker=worker, at=clock())
        if chunk is not None:
            scored += _carried_out(run, chunk, clock)
        elif run.chunks.filter(done_at__isnull=True).exists() or not publication.finish(run=run, clock=clock):
            break
    return scored


def claim(*, run: ScoreRun, worker: str, at: datetime) -> ScoreChunk | None:
    """Take one chunk that nobody works on."""
    with transaction.atomic():
        chunk: ScoreChunk | None = nights.claimable(run, at).select_for_update(skip_locked=True).order_by("number").first()
        if chunk is not None:
            chunk.claimed_by, chunk.claimed_at, chunk.attempts = worker, at, chunk.attempts + 1
            chunk.save(update_fields=["claimed_by", "claimed_at", "attempts"])
        return chunk


def show_life(chunk: ScoreChunk, at: datetime) -> None:
    """Say that the claim is alive; raises ClaimLost when it no longer is ours."""
    mine = ScoreChunk.objects.filter(pk=chunk.pk, claimed_by=chunk.claimed_by, attempts=chunk.attempts, done_at__isnull=True)
    if not mine.filter(run__state=ScoreRun.State.RUNNING).update(claimed_at=at):
        raise ClaimLost(f"chunk {chunk.number} of run {chunk.run_id}")


def _carried_out(run: ScoreRun, chunk: ScoreChunk, clock: Clock) -> int:
    try:
        if chunk.attempts > MOST_ATTEMPTS:
            _give_up(run, chunk, clock)
        else:
            score_chunk(run, chunk, clock)
    except ClaimLost:
        log.warning("a chunk was taken over, or its run stopped", extra={"run": run.pk, "chunk": chunk.number})
        return 0
    return 1


def score_chunk(run: ScoreRun, chunk: ScoreChunk, clock: Clock) -> None:
    """Read, score and store the projects of a chunk: all of it in one transaction, or nothing."""
    span, parameters = Span(chunk.first_project, chunk.last_project), nights.parameters_of(run)
    frames = evidence.read(nights.moment_of(run), span)
    show_life(chunk, clock())
    cards, failures = judged(frames, parameters, _earlier(run, span))
    show_life(chunk, clock())
    _store(run, chunk, cards=cards, kept=frames.kept, failures=failures, at=clock())


def judged(frames: evidence.Frames, p: Parameters, earlier: Earlier | None) -> tuple[list[Card], Failures]:
    """Score all but the closed projects, each on its own merits: the failure of one is named and stops no other."""
    kept = set(frames.kept)
    return _judged(frames, [project for project in frames.projects if project not in kept], p, earlier)


def _judged(frames: evidence.Frames, projects: list[int], p: Parameters, earlier: Earlier | None) -> tuple[list[Card], Failures]:
    if not projects:
        return [], []
    try:
        return scorecards(frames.only(projects), p, earlier=earlier), []
    except (DatabaseError, MemoryError, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        if len(projects) == 1:
            log.exception("a project could not be scored", extra={"project": projects[0]})
            return [], [(projects[0], f"{type(error).__name__}: {error}"[:500])]
    # Somewhere in this lot is the culprit: halve it until it stands alone.
    half = len(projects) // 2
    (cards, failures), (more_cards, more_failures) = (_judged(frames, part, p, earlier) for part in (projects[:half], projects[half:]))
    return cards + more_cards, failures + more_failures


def _earlier(run: ScoreRun, span: Span) -> Earlier | None:
    """The scores of the day before, to tell what moved each of them."""
    before = publication.run_of_day_before(run)
    if before is None:
        return None
    rows = ScoreSnapshot.objects.filter(
        run=before, project_id__gte=span.first, project_id__lte=span.last, s__isnull=False, as_of=before.as_of
    )
    scores = {project: publication.printed(s) for project, s in rows.values_list("project_id", "s")}
    return Earlier(
        before.as_of, scores, evidence.read(nights.moment_of(before), span, evidence.FOR_ALIGNMENT), nights.parameters_of(before)
    )


def _give_up(run: ScoreRun, chunk: ScoreChunk, clock: Clock) -> None:
    """Workers ended too often on this chunk: name its projects, keep their last score, and let the run go on."""
    frames = evidence.read(nights.moment_of(run), Span(chunk.first_project, chunk.last_project), evidence.FOR_ALIGNMENT)
    why = _("The worker ended %(count)s times while it scored this project and its neighbours.") % {"count": MOST_ATTEMPTS}
    kept = set(frames.kept)
    failures = [(project, why) for project in frames.projects if project not in kept]
    _store(run, chunk, cards=[], kept=frames.kept, failures=failures, at=clock(), error=why)


def _store(
    run: ScoreRun, chunk: ScoreChunk, *, cards: list[Card], kept: list[int], failures: Failures, at: datetime, error: str = ""
) -> None:
    failed = [project for project, _why in failures]
    before = run.base_run_id if run.kind == ScoreRun.Kind.PAST and run.base_run_id else run.pk
    with transaction.atomic():
        show_life(chunk, at)
        store.write_cards(run, cards)
        store.carry_over(run, kept, ranked=False, before=before)
        store.carry_over(run, failed, ranked=True, before=before)
        store.write_failures(run, failures)
        written = len(cards) + len(kept) + len(failed)
        ScoreChunk.objects.filter(pk=chunk.pk).update(done_at=at, projects=written, error=error)
