"""Everything at once: prepare, start, score the first night, say where to look, keep it all alive."""

import subprocess
import sys
import time
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from cmo_portal import first_start, processes, pulse
from cmo_portal.probes import RelayProbe, WebProbe, WorkerProbe
from cmo_portal.supervisor import Supervisor, Watch, leaving_on_signals
from foundation.accounts.demo import logins
from portfolio.alignment import nights
from portfolio.models import Publication

WEB_SECONDS, NIGHT_SECONDS, HEALTH_SECONDS = 180, 300, 60


class Command(BaseCommand):
    help = "Run the whole portal with a demonstration company, until stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="without the demonstration company: for data of your own")

    def handle(self, *args: object, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration has known logins: it does not start with PORTAL_ENV=production.")
        self.began = time.monotonic()
        with leaving_on_signals(), first_start.only_start_here(settings.PORTAL_HOME):
            first_start.require_free_port(settings.LISTEN_ADDRESS, settings.PORT)
            self.prepare(empty=options["empty"])
            self.serve()

    def prepare(self, *, empty: bool) -> None:
        """Bring files, schema and data up to date."""
        self.say("Preparing files and database")
        first_start.prepare_files()
        call_command("upgrade", verbosity=0)
        if not empty:
            self.seed()
        if not self.scores_published():
            nights.ensure_run(day=nights.local_day(timezone.now()), at=timezone.now())

    def seed(self) -> None:
        """Write the demonstration company on the first start; real projects are left alone.

        In a process of its own: it scores the past nights, and this one would keep pandas in memory for as long as it watches.
        """
        command = [sys.executable, "manage.py", "seed_demo", "--verbosity", "0"]
        done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
        if done.returncode:
            self.say(done.stderr.strip().splitlines()[-1])

    def serve(self) -> None:
        """Start the processes, wait for pages and scores, then watch."""
        self.say("Starting web, worker, schedule and watchdog")
        queue, web = processes.own_queue(), WebProbe(settings.LISTEN_ADDRESS, settings.PORT)
        members = [
            processes.web(host=settings.LISTEN_ADDRESS, port=settings.PORT),
            processes.worker(own_queue=queue),
            processes.beat(),
            processes.relay(),
        ]
        probes = {"web": web, "worker": WorkerProbe(queue), "relay": RelayProbe()}
        with Watch(Supervisor(members, log_folder=first_start.log_folder()), probes) as watch:
            if not watch.until(lambda: web.answers() == 200, WEB_SECONDS):
                raise CommandError(f"The web server does not answer; see {settings.PORTAL_HOME / 'logs' / 'web.log'}")
            if not self.scores_published():
                self.say("Scoring the first night")
            if not watch.until(self.scores_published, NIGHT_SECONDS):
                self.say(f"The scores are late; see {settings.PORTAL_HOME / 'logs' / 'worker.log'}")
            watch.until(lambda: web.answers("/healthz") == 200, HEALTH_SECONDS)
            self.welcome()
            watch.forever()

    def scores_published(self) -> bool:
        """Whether readers see the scores of some night. Without the database nobody can tell: no."""
        try:
            pulse.renew_connection()
            return Publication.objects.filter(run__isnull=False).exists()
        except DatabaseError:
            return False

    def welcome(self) -> None:
        """Say where the portal is and who may sign in."""
        self.stdout.write(f"\nReady: http://{settings.LISTEN_ADDRESS}:{settings.PORT}\n\n")
        people = logins()
        if people:
            wide = max(len(person.title) for person in people), max(len(person.email) for person in people)
            for person in people:
                self.stdout.write(f"  {person.title:<{wide[0]}}  {person.email:<{wide[1]}}  {person.name}")
            self.stdout.write(f"\n  Password of all of them: {people[0].password}\n\n")
        else:
            self.stdout.write("  Nobody may sign in yet. Make an administrator: ./run manage createsuperuser\n\n")
        self.stdout.write(f"Ctrl-C stops everything; the data stay in {settings.PORTAL_HOME}.")
        self.stdout.flush()

    def say(self, what: str) -> None:
        """Tell the step, and the seconds since the start."""
        self.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {what}")
        self.stdout.flush()
