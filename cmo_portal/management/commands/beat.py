"""The schedule alone."""

from django.core.management.base import BaseCommand

from cmo_portal import processes
from cmo_portal.supervisor import run_alone


class Command(BaseCommand):
    help = "Run the schedule, until stopped."

    def handle(self, *args: object, **options: object) -> None:
        run_alone(processes.beat())
