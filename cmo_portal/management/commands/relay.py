"""The watchdog beside the schedule: wakes workers for work that waits."""

import signal
import sys

from django.core.management.base import BaseCommand

from cmo_portal.celery import app
from cmo_portal.relay import Relay
from cmo_portal.waiting import SOURCES


class Command(BaseCommand):
    help = "Wake workers for work that waits, every few seconds, until stopped."

    def handle(self, *args: object, **options: object) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            Relay(app, SOURCES).run()
        except KeyboardInterrupt:
            sys.exit(0)
