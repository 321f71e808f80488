"""manage.py import_projects FILE --mapping MAPPING.toml: projects, links, money and health from a file."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cmo_portal.exchange.actions import carry_out
from cmo_portal.exchange.importing import ImportPlan, plan_import
from cmo_portal.exchange.mapping_file import parse_mapping
from foundation.accounts.models import User
from foundation.refusals import Refusal
from foundation.tabular import Problem
from portfolio.alignment import nights


class Command(BaseCommand):
    """Read, compare, tell, write: all rows or none, unless --keep-good."""

    help = "Import projects from a CSV or XLSX file as a mapping describes it; a second import of the same file changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True, help="what the columns mean (TOML); see examples/mappings")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change and write nothing")
        parser.add_argument("--keep-good", action="store_true", help="import the rows that are right although others are refused")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day since which the facts count as known, as 2016-09-01")
        parser.add_argument("--by", help="e-mail address of the person who imports, for the ledger")
        parser.add_argument("--full", action="store_true", help="list every skipped cell, not only the first ten of each kind")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        on: date = options["as_of"] or timezone.localdate(at)
        if on > timezone.localdate(at):
            raise CommandError(f"{on} is in the future: give today or an earlier day.")
        try:
            by = _person(options["by"])
            plan = self._plan(options["file"], options["mapping"], on, by)
            self._tell(plan, None if options["full"] else 10)
            if options["dry_run"]:
                self.stdout.write("Dry run: nothing was written.")
                return
            recorded_at = _start_of(on) if options["as_of"] else at
            batch = carry_out(plan=plan, by=by, at=at, recorded_at=recorded_at, on=on, keep_good=options["keep_good"])
        except (Refusal, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        if not batch:
            self.stdout.write("Nothing to change: the file is already imported.")
            return
        run = nights.want_run(by=by, at=timezone.now())
        self.stdout.write(f"Imported as batch {batch.pk}. Run {run.pk} of the scores is wanted: a worker publishes it within a minute.")

    def _plan(self, file: Path, mapping: Path, on: date, by: User | None) -> ImportPlan:
        text = mapping.read_text(encoding="utf-8")
        return plan_import(file, file_name=file.name, mapping=parse_mapping(text), mapping_text=text, on=on, by=by)

    def _tell(self, plan: ImportPlan, most: int | None) -> None:
        counts, reading = plan.counts(), plan.reading
        form = ", ".join(reading.table.form.values())
        self.stdout.write(f"{plan.file_name} ({form}{', transposed' if reading.table.transposed else ''})")
        self.stdout.write(
            "{projects} projects: {new} new, {changed} changed, {unchanged} unchanged; {refused} rows refused".format(**counts)
        )
        self.stdout.write(
            "{links} links to {objectives} objectives ({new_objectives} new), {units} units, {reports} ratings".format(**counts)
        )
        self._tell_ratings(plan)
        self._tell_money(plan)
        self._list("Refused", reading.refused, most)
        self._list("Not disclosed", reading.undisclosed, most)
        self._list("Notes", reading.notes, most)
        self._list_changes(plan, most)
        if reading.ignored_columns:
            self.stdout.write(f"Columns left out ({len(reading.ignored_columns)}): {', '.join(reading.ignored_columns)}")

    def _tell_ratings(self, plan: ImportPlan) -> None:
        if plan.mapping.health:
            told = [f"{count} {health or 'none'}" for health, count in plan.health().most_common()]
            self.stdout.write(f"Ratings: {', '.join(told)}")

    def _tell_money(self, plan: ImportPlan) -> None:
        sums: Counter[tuple[str, str]] = Counter()
        told: dict[tuple[str, str], Decimal] = {}
        for line in (line for one in plan.differences for line in one.wanted.money):
            for name in ("baseline", "forecast", "actual"):
                amount = getattr(line, name)
                if amount is not None:
                    place = (f"{line.year or 'whole life'} {line.label}".strip(), name)
                    sums[place] += 1
                    told[place] = told.get(place, Decimal(0)) + amount
        for (year, name), total in told.items():
            self.stdout.write(f"Money, {year}, {name}: {total:,.2f} {plan.mapping.portfolio['currency']} in {sums[year, name]} projects")

    def _list(self, title: str, problems: Iterable[Problem], most: int | None) -> None:
        rows = list(problems)
        if rows:
            self.stdout.write(f"{title} ({len(rows)}):")
        for problem in rows[:most]:
            column = problem.facts.get("column")
            self.stdout.write(f"  {problem.place}{f' ({str(column)[:40]})' if column else ''}: {problem}")
        if most is not None and len(rows) > most:
            self.stdout.write(f"  … and {len(rows) - most} more (--full lists them)")

    def _list_changes(self, plan: ImportPlan, most: int | None) -> None:
        for one in plan.changed[:most]:
            self.stdout.write(f"  changed {one.project.code}: {', '.join(one.changes)}")
        kept = [(one.wanted.code, code) for one in plan.differences for code in one.kept]
        if kept:
            self.stdout.write(f"Links kept as people decided them ({len(kept)}): {', '.join(f'{a} → {b}' for a, b in kept[:most])}")


def _person(email: str | None) -> User | None:
    if email is None:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"Nobody signs in as {email}: give the address of an administrator.")
    return person


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
