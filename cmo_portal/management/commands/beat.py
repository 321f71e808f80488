"""The schedule, alone or with the watchdog beside it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from cmo_portal import processes
from cmo_portal.probes import RelayProbe
from cmo_portal.supervisor import Supervisor, Watch, leaving_on_signals, run_alone


class Command(BaseCommand):
    help = "Run the schedule, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--with-relay", action="store_true", help="run the watchdog beside it, both watched")

    def handle(self, *args: object, **options: object) -> None:
        if not options["with_relay"]:
            run_alone(processes.beat())
        supervisor = Supervisor([processes.beat(), processes.relay()])
        with leaving_on_signals(), Watch(supervisor, {"relay": RelayProbe()}) as watch:
            watch.forever()
