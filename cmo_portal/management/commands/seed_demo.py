"""Seed the demo company."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cmo_portal.demo.actions import DemoRefused, seed_demo
from cmo_portal.demo.history import want_history
from portfolio.models import ScoreRun


class Command(BaseCommand):
    help = "Write the demo company, Groupe Vauterre, with two years of history; nothing happens when it is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="seed beside real projects")
        parser.add_argument("--today", type=date.fromisoformat, help="the day on which the story stands (default: today)")
        parser.add_argument("--language", choices=["fr", "en"], default="", help="what people say is told in it (default: DEMO_LANGUAGE)")
        parser.add_argument("--without-history", action="store_true", help="leave the past nights out: the next one gives the first scores")

    def handle(self, **options: Any) -> None:
        today = options["today"] or timezone.localdate()
        try:
            seeded = seed_demo(by=None, at=timezone.now(), today=today, force=options["force"], told_in=options["language"])
        except DemoRefused as refusal:
            raise CommandError(f"{refusal} (--force seeds beside real projects)") from refusal
        if seeded.already_there:
            self._say("The demo company is here already; nothing was changed.", options)
            return
        self._say(f"Seeded Groupe Vauterre: {sum(seeded.rows.values()):,} rows, {seeded.rows['portfolio.project']} projects.", options)
        if not options["without_history"]:
            runs = self._score(today)
            self._say(f"Scored {len(runs)} nights, from {runs[0].as_of} to {runs[-1].as_of}.", options)

    def _score(self, today: date) -> list[ScoreRun]:
        """Carry out the past nights here, so that whoever looks first sees trends."""
        from portfolio.alignment import chunks

        runs = want_history(today=today, at=timezone.now())
        chunks.work(worker="seed_demo", clock=timezone.now)
        return runs

    def _say(self, what: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(what)
