"""What holds of suppliers now, or held at a cut-off: risks, findings that nothing mitigates, corrective actions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from rse.models import CorrectiveAction, DueDiligence, Finding, Severity

RANK = {severity: rank for rank, severity in enumerate(Severity.values, start=1)}
State = CorrectiveAction.State


@dataclass
class Standing:
    """What lists read of one supplier."""

    inherent: int | None = None
    residual: int | None = None
    assessed_on: date | None = None
    worst: int = 0
    open_actions: int = 0
    due_on: date | None = None


def standings(numbers: Collection[int]) -> dict[int, Standing]:
    """The standing of each of these suppliers. Three queries."""
    found = {number: Standing() for number in numbers}
    judged = DueDiligence.objects.current().filter(supplier__in=numbers)
    for number, inherent, residual, day in judged.values_list("supplier_id", "inherent", "residual", "assessed_on"):
        found[number].inherent, found[number].residual, found[number].assessed_on = inherent, residual, day
    for number, severity in unmitigated().filter(supplier__in=numbers).values_list("supplier_id", "severity"):
        found[number].worst = max(found[number].worst, RANK[severity])
    due = CorrectiveAction.objects.current().filter(supplier__in=numbers, state=State.OPEN).order_by("-due_on")
    for number, day in due.values_list("supplier_id", "due_on"):
        found[number].open_actions, found[number].due_on = found[number].open_actions + 1, day
    return found


def unmitigated(cut_off: datetime | None = None) -> QuerySet[Finding]:
    """The findings that nothing mitigates: no corrective action was closed with its evidence, or one is still open.

    As known at `cut_off`, or now.
    """
    findings = Finding.objects.known_at(cut_off) if cut_off else Finding.objects.current()
    actions = CorrectiveAction.objects.known_at(cut_off) if cut_off else CorrectiveAction.objects.current()
    theirs = actions.filter(finding_key=OuterRef("key"))
    closed, still_open = Exists(theirs.filter(state=State.CLOSED)), Exists(theirs.filter(state=State.OPEN))
    return findings.exclude(closed & ~still_open)


def severe(cut_off: datetime | None = None) -> QuerySet[Finding]:
    """The severe findings that nothing mitigates: each vetoes the projects that depend on its supplier."""
    return unmitigated(cut_off).filter(severity=Severity.SEVERE)
