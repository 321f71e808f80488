"""A worker that is watched: started again when it ends, or lives without working."""

from django.core.management.base import BaseCommand

from cmo_portal import processes
from cmo_portal.probes import WorkerProbe
from cmo_portal.supervisor import Supervisor, Watch, leaving_on_signals


class Command(BaseCommand):
    help = "Run one watched worker, until stopped."

    def handle(self, *args: object, **options: object) -> None:
        queue = processes.own_queue()
        supervisor = Supervisor([processes.worker(own_queue=queue)])
        with leaving_on_signals(), Watch(supervisor, {"worker": WorkerProbe(queue)}) as watch:
            watch.forever()
