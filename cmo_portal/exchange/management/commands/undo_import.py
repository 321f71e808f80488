"""manage.py undo_import NUMBER: take an import back, within 30 days."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cmo_portal.exchange.models import ImportBatch
from cmo_portal.exchange.undoing import undo_import
from foundation.accounts.models import User
from foundation.refusals import Refusal


class Command(BaseCommand):
    """Delete what the import brought and put back what it replaced."""

    help = "Take an import back; refused when somebody worked on what it brought, or after 30 days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="number of the import, as import_projects printed it")
        parser.add_argument("--by", help="e-mail address of the person who takes it back, for the ledger")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        batch = ImportBatch.objects.filter(pk=options["number"]).first()
        if batch is None:
            raise CommandError(f"There is no import {options['number']}.")
        by = User.objects.filter(email__iexact=options["by"]).first() if options["by"] else None
        try:
            left = undo_import(batch=batch, by=by, at=at, on=timezone.localdate(at))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("Taken back: " + ", ".join(f"{count} {kind}" for kind, count in sorted(left.items())))
