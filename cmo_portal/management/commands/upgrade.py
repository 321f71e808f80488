"""Brings the database up to date with the code; safe to repeat, and to run twice at once."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

NAME_OF_LOCK = 4_207_001  # any number that no other advisory lock of the portal uses


class Command(BaseCommand):
    help = "Apply migrations and make the cache table."

    def handle(self, *args: object, **options: object) -> None:
        with connection.cursor() as cursor:
            # A migration may take longer than a page, and a second upgrade waits for the first.
            cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [NAME_OF_LOCK])
            cursor.execute("SET lock_timeout = '10s'")
        try:
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
            call_command("createcachetable", verbosity=0)
        finally:
            connection.close()  # lets the lock go and forgets the timeouts
