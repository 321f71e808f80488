"""Prepares what is served from files: translations compiled, static files named by their content and compressed."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile translations and collect static files. Needs no database."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        call_command("compile_messages")
        call_command("collectstatic", interactive=False, verbosity=0)
