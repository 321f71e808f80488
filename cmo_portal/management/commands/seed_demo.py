"""Seed the demo company."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cmo_portal.demo.actions import DemoRefused, seed_demo
from cmo_portal.demo.organisation import logins


class Command(BaseCommand):
    help = "Write the demo company, Groupe Vauterre, with two years of history; nothing happens when it is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="seed beside real projects")
        parser.add_argument("--today", type=date.fromisoformat, help="the day on which the story stands (default: today)")

    def handle(self, **options: Any) -> None:
        today = options["today"] or timezone.localdate()
        try:
            seeded = seed_demo(by=None, at=timezone.now(), today=today, force=options["force"])
        except DemoRefused as refusal:
            raise CommandError(f"{refusal} (--force seeds beside real projects)") from refusal
        if seeded.already_there:
            self.stdout.write("The demo company is here already; nothing was changed.")
            return
        self.stdout.write(f"Seeded Groupe Vauterre: {sum(seeded.rows.values()):,} rows, {seeded.rows['portfolio.project']} projects.")
        for login in logins():
            self.stdout.write(f"  {login.email:26} {login.role_en} ({login.name})")
        self.stdout.write(f"  password of all: {settings.DEMO_PASSWORD}")
