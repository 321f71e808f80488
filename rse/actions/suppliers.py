"""Suppliers: entered one by one or from a file, changed, and what lists read of them rolled up."""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from foundation.tabular import read_table
from foundation.versions import save_version
from rse.countries import countries
from rse.imports import suppliers as imports
from rse.models import Supplier, SupplierFile
from rse.queries.due_diligence import standings
from rse.refusals import RseRefusal

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
BATCH = 2_000
FACTS = ("name", "tier", "country", "spend_share", "staff", "contact", "buyer")


@dataclass(frozen=True)
class SupplierFacts:
    """What is known of a supplier; None for a share, a size or a buyer nobody knows."""

    code: str
    name: str
    country: str
    tier: int | None = 1
    spend_share: Decimal | None = None
    staff: int | None = None
    contact: str = ""
    buyer: User | None = None


@dataclass(frozen=True)
class Recorded:
    """What a list of suppliers brought."""

    added: int
    changed: int
    unchanged: int


def add_supplier(*, facts: SupplierFacts, by: User | None, at: datetime, is_demo: bool = False) -> Supplier:
    """Enter a supplier. Raises RseRefusal for a code in use or a country nobody knows."""
    _check(facts)
    with transaction.atomic():
        if Supplier.objects.filter(code__iexact=facts.code).exists():
            raise RseRefusal(_("The code %(code)s names another supplier: choose another one."), code=facts.code)
        row = Supplier.objects.create(code=facts.code, is_demo=is_demo, **_values(facts))
        audit.record(by=by, at=at, verb="supplier.added", subjects=[row], facts={"about": row.name, "code": row.code})
    return row


def change_supplier(*, supplier: Supplier, version: int, facts: SupplierFacts, by: User | None, at: datetime) -> dict[str, list[Any]]:
    """Change what is known of a supplier; its code stays. Raises EditedMeanwhile after a lost race."""
    _check(facts)
    with transaction.atomic():
        changed = save_version(supplier, version=version, **_values(facts))
        if changed:
            audit.record(by=by, at=at, verb="supplier.changed", subjects=[supplier], facts={"about": supplier.name, "changes": changed})
    return changed


def record_suppliers(
    *, values: Sequence[SupplierFacts], by: User | None, at: datetime, source: str = "", is_demo: bool = False
) -> Recorded:
    """Enter many suppliers at once by their codes: new ones are added, known ones changed where they differ; again, nothing."""
    for one in values:
        _check(one)
    with transaction.atomic():
        codes = [one.code for one in values]
        known = {row.code: row for row in Supplier.objects.select_for_update(no_key=True, of=("self",)).filter(code__in=codes)}
        new = [
            Supplier(code=one.code, is_demo=is_demo, **_values(one) | {"tier": one.tier or 1}) for one in values if one.code not in known
        ]
        other = [row for one in values if (row := known.get(one.code)) and _take(row, one)]
        Supplier.objects.bulk_create(new, batch_size=BATCH)
        Supplier.objects.bulk_update(other, [*FACTS, "version"], batch_size=BATCH)
        outcome = Recorded(len(new), len(other), len(values) - len(new) - len(other))
        if new or other:
            told = {"about": source, "added": len(new), "changed": len(other), "codes": _digest(values)}
            audit.record(by=by, at=at, verb="supplier.imported", subjects=[*new, *other][:200], facts=told)
    return outcome


def _take(row: Supplier, facts: SupplierFacts) -> bool:
    """Put what differs on the row; a field the file leaves empty keeps what is known."""
    differing = {name: value for name, value in _values(facts).items() if value not in (None, "") and getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    row.version += bool(differing)
    return bool(differing)


def _values(facts: SupplierFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in FACTS} | {"name": facts.name.strip()}


def _check(facts: SupplierFacts) -> None:
    if not CODE.fullmatch(facts.code):
        raise RseRefusal(_("“%(code)s” cannot be a code: use up to 30 letters, digits, points and dashes."), code=facts.code[:40])
    if not facts.name.strip():
        raise RseRefusal(_("Name the supplier %(code)s."), code=facts.code)
    if facts.country not in countries("en"):
        raise RseRefusal(_("“%(country)s” is no country: write its name or its two letters."), country=facts.country[:40])
    if facts.tier is not None and not 1 <= facts.tier <= 9:
        raise RseRefusal(_("A tier lies between 1 (direct) and 9."))
    if facts.spend_share is not None and not 0 <= facts.spend_share <= 1:
        raise RseRefusal(_("A share of spend lies between 0 and 100%%."))


def _digest(values: Sequence[SupplierFacts]) -> str:
    return hashlib.sha256("\n".join(sorted(one.code for one in values)).encode()).hexdigest()


def refresh_suppliers(numbers: Collection[int]) -> None:
    """Roll up what lists read of these suppliers: risks, gravest open finding, open actions, next deadline. Four queries."""
    rows = {row.pk: row for row in Supplier.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=numbers).order_by("pk")}
    for number, standing in standings(numbers).items():
        row = rows[number]
        row.inherent, row.residual, row.assessed_on = standing.inherent, standing.residual, standing.assessed_on
        row.worst, row.open_actions, row.due_on = standing.worst, standing.open_actions, standing.due_on
    columns = ["inherent", "residual", "assessed_on", "worst", "open_actions", "due_on"]
    Supplier.objects.bulk_update(rows.values(), columns, batch_size=BATCH)


# --- Files --------------------------------------------------------------------------------------------------------------
def look_at(*, name: str, content: bytes, by: User, at: datetime) -> SupplierFile:
    """Read a file without recording anything. Raises Refusal when it cannot be read as suppliers."""
    found = imports.read_rows(read_table(content))
    if not found.rows and not found.problems:
        raise RseRefusal(_("The file holds no supplier: give each a code, a name and a country."))
    problems = [[one.place, one.sentence, {key: str(value) for key, value in one.facts.items()}] for one in found.problems]
    return SupplierFile.objects.create(
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        author=by,
        read_at=at,
        rows=found.rows,
        problems=problems[: imports.SHOWN_PROBLEMS],
        wrong=len(found.problems),
    )


def record_file(*, file: SupplierFile, by: User, at: datetime) -> Recorded:
    """Record the lines that could be read; a second time changes nothing."""
    with transaction.atomic():
        held = SupplierFile.objects.select_for_update(no_key=True).get(pk=file.pk)
        buyers = {user.email: user for user in User.objects.filter(email__in={row["buyer"] for row in held.rows if row["buyer"]})}
        outcome = record_suppliers(values=[_facts(row, buyers) for row in held.rows], by=by, at=at, source=held.name)
        if not held.applied_at:
            held.applied_at = at
            held.outcome = {"added": outcome.added, "changed": outcome.changed, "unchanged": outcome.unchanged}
            held.save(update_fields=["applied_at", "outcome"])
    return outcome


def _facts(row: dict[str, Any], buyers: dict[str, User]) -> SupplierFacts:
    share = row["spend_share"]
    return SupplierFacts(
        code=row["code"],
        name=row["name"],
        country=row["country"],
        tier=row["tier"],
        spend_share=None if share is None else Decimal(share),
        staff=row["staff"],
        contact=row["contact"],
        buyer=buyers.get(row["buyer"]),
    )
