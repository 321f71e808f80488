"""Compute all scores, now or as of a past day."""

import time
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portfolio.alignment import nights
from portfolio.models import ScoreRun

PATIENCE_SECONDS = 3_600


def past_day(text: str) -> date:
    """An ISO date that is not in the future."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date: write it as 2026-06-30.") from error
    if day > nights.local(timezone.now()).date():
        raise ArgumentTypeError(f"{text} is in the future: give a past day, or leave it out for now.")
    return day


class Command(BaseCommand):
    help = "Computes the alignment scores now and publishes them; with --as-of, those of a past day, beside the published ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=past_day, help="a past day (2026-06-30); its scores never become current")
        parser.add_argument("--by-workers", action="store_true", help="leave the work to the workers and wait for them")

    def handle(self, *args: Any, **options: Any) -> None:
        at, as_of = timezone.now(), options["as_of"]
        run = nights.want_past_run(as_of=as_of, by=None, at=at) if as_of else nights.want_run(by=None, at=at)
        if not options["by_workers"]:
            nights.work(worker="command", clock=timezone.now)
        run = self._ended(run)
        if run.state not in (ScoreRun.State.PUBLISHED, ScoreRun.State.DONE):
            raise CommandError(f"The run of {run.as_of} ended as {run.state}. {run.error}")
        seconds = (run.finished_at - run.started_at).total_seconds()
        counts = f"{run.projects_scored} scored, {run.projects_unscored} without a score, {run.projects_failed} failed"
        self.stdout.write(f"{run.as_of}: {counts}, in {seconds:.1f} s.")
        for failure in run.failures.select_related("project")[:50]:
            self.stdout.write(f"  {failure.project.code}: {failure.error}")

    def _ended(self, run: ScoreRun) -> ScoreRun:
        """The run once it has ended, whoever does the work."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            run.refresh_from_db()
            if run.state not in nights.LIVE:
                return run
            if time.monotonic() > until:
                raise CommandError("The workers have not finished within an hour; look at the page “Nights”.")
            time.sleep(0.5)
