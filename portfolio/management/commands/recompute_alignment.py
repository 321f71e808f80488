"""Compute all scores: now, or again for a past date."""

import time
from datetime import date, datetime
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from portfolio.alignment import nights
from portfolio.models import ScoreRun

POLL_SECONDS = 0.5
WORKER_ANSWERS_WITHIN = 1.0


class Command(BaseCommand):
    help = "Compute the alignment of all projects with what is known now and publish it; with --as-of, reproduce a past date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, help="a past date (2026-06-30): its numbers again, never made current")
        parser.add_argument("--night", action="store_true", help="the night of today: facts known at midnight")
        parser.add_argument("--now", action="store_true", help="compute in this process, without workers")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if options["as_of"] and options["as_of"] > nights.local_day(at):
            raise CommandError(f"{options['as_of']} is still to come: give today or an earlier date.")
        run = self._wanted(options, at)
        by_workers = not options["now"] and workers_answer()
        self.stdout.write(f"Run {run.pk}, as of {run.as_of}, {'by the workers' if by_workers else 'in this process'}.")
        started = time.monotonic()
        run = self._waited_for(run) if by_workers else self._carried_out(run)
        self._report(run, time.monotonic() - started)

    def _wanted(self, options: dict[str, Any], at: datetime) -> ScoreRun:
        if options["as_of"]:
            return nights.want_past_run(as_of=options["as_of"], by=None, at=at)
        return nights.ensure_run(day=nights.local_day(at), at=at) if options["night"] else nights.want_run(by=None, at=at)

    def _carried_out(self, run: ScoreRun) -> ScoreRun:
        from portfolio.alignment import chunks

        while is_open(run):
            chunks.work(worker="recompute_alignment", clock=timezone.now)
            run.refresh_from_db()
            if is_open(run):
                time.sleep(POLL_SECONDS)  # another process holds the last chunks
        return run

    def _waited_for(self, run: ScoreRun) -> ScoreRun:
        shown = -1
        while is_open(run):
            nights.wake_workers(timezone.now())
            time.sleep(POLL_SECONDS)
            run.refresh_from_db()
            done = nights.progress(run).done
            if done != shown and self.stdout.isatty():
                self.stdout.write(f"{done}/{run.projects_total}")
            shown = done
        return run

    def _report(self, run: ScoreRun, seconds: float) -> None:
        if run.state in (ScoreRun.State.FAILED, ScoreRun.State.CANCELLED):
            raise CommandError(
                f"Run {run.pk} is {run.state}: {run.error or 'stopped by a person'} See the page Nights, or resume it there."
            )
        self.stdout.write(
            f"{run.projects_scored} scored, {run.projects_unscored} without a score, {run.projects_failed} failed, in {seconds:.1f} s."
        )
        for failure in run.failures.select_related("project")[:20]:
            self.stdout.write(f"  {failure.project.code}: {failure.error}")
        self.stdout.write("Published." if run.state == ScoreRun.State.PUBLISHED else f"Not made current.{self._comparison(run)}")

    def _comparison(self, run: ScoreRun) -> str:
        """Whether a past date gave what it gave then."""
        stored = run.base_run if run.kind == ScoreRun.Kind.PAST else None
        if stored is None:
            return " Nothing was stored for this date."
        return (
            " Same results as stored." if stored.results_hash == run.results_hash else f" The results differ from those of run {stored.pk}."
        )


def is_open(run: ScoreRun) -> bool:
    """Whether the run still waits or goes on."""
    return run.state in (ScoreRun.State.WANTED, ScoreRun.State.RUNNING)


def workers_answer() -> bool:
    """Whether a worker can be reached through the broker."""
    try:
        return bool(current_app.control.ping(timeout=WORKER_ANSWERS_WITHIN))
    except (OperationalError, RedisError, OSError):
        return False
