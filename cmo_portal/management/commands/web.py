"""The web server alone."""

from django.conf import settings
from django.core.management.base import BaseCommand

from cmo_portal import processes
from cmo_portal.supervisor import run_alone


class Command(BaseCommand):
    help = "Serve the pages, until stopped."

    def handle(self, *args: object, **options: object) -> None:
        run_alone(processes.web(host=settings.LISTEN_ADDRESS, port=settings.PORT))
