"""Declared health: published reports, corrections, and waivers of the computed one."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from portfolio.actions.cards import refresh_card
from portfolio.actions.projects import hold
from portfolio.models import ConfidenceWaiver, Health, Project, StatusReport
from portfolio.models.status import HEALTH_RANK

LONGEST_WAIVER = timedelta(days=60)
REPORT = StatusReport._meta.label_lower
FIVE_STEPS = {Health.AMBER_GREEN, Health.AMBER_RED}


def report_status(
    *,
    project: Project,
    health: str,
    by: User | None,
    at: datetime,
    note: str = "",
    reported_on: date | None = None,
    progress: int | None = None,
    source: str = "",
    scale: str = StatusReport.Scale.THREE,
) -> StatusReport:
    """Publish a report."""
    with transaction.atomic():
        hold(project)
        on = timezone.localdate(at)
        before = latest_report(project)
        _require_a_note(health, note, before)
        scale = StatusReport.Scale.FIVE if health in FIVE_STEPS else scale
        facts = {"health": health, "note": note, "reported_on": reported_on or on, "progress": progress, "source": source, "scale": scale}
        report = history.record(StatusReport, at=at, by=by, project=project, **facts)
        refresh_card(project, as_of=on)
        told = {"of": REPORT, "report": report.key, "on": report.reported_on, "progress": progress}
        told["changes"] = {"health": [before.health if before else "", health]}
        audit.record(by=by, at=at, verb="status.reported", subjects=[project], facts=told)
        return report


def correct_status(*, report: StatusReport, by: User | None, at: datetime, **changes: Any) -> StatusReport:
    """Replace a published report by a corrected version; both stay readable. Raises ChangedMeanwhile when it was corrected since."""
    with transaction.atomic():
        hold(report.project)
        if changes.get("health") in FIVE_STEPS:
            changes["scale"] = StatusReport.Scale.FIVE
        _require_a_note(changes.get("health", report.health), changes.get("note", report.note), None)
        told = audit.changes({name: getattr(report, name) for name in changes}, changes)
        corrected = history.supersede(report, at=at, by=by, **changes)
        refresh_card(report.project, as_of=timezone.localdate(at))
        audit.record(
            by=by,
            at=at,
            verb="status.corrected",
            subjects=[report.project],
            facts={"of": REPORT, "report": report.key, "changes": told},
        )
        return corrected


def latest_report(project: Project) -> StatusReport | None:
    """The report that holds now."""
    return StatusReport.objects.current().filter(project=project).order_by("-reported_on", "-id").first()


def needs_note(health: str, before: StatusReport | None) -> bool:
    """Must this health be explained: red, or worse than the report before?"""
    return health == Health.RED or (before is not None and HEALTH_RANK[Health(health)] < HEALTH_RANK[Health(before.health)])


def _require_a_note(health: str, note: str, before: StatusReport | None) -> None:
    if needs_note(health, before) and not note.strip():
        raise ValidationError({"note": _("Say in a sentence what happened: the health is red or worse than in the last report.")})


def grant_waiver(
    *, project: Project, value: Decimal, starts_on: date, expires_on: date, reason: str, by: User | None, at: datetime
) -> ConfidenceWaiver:
    """Set the delivery confidence until a day at most 60 days later, with the reason; a new waiver ends the one before."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason: it stands beside the figure.")})
    if not starts_on <= expires_on <= starts_on + LONGEST_WAIVER:
        raise ValidationError({"expires_on": _("A waiver lasts at most 60 days; choose an earlier day.")})
    with transaction.atomic():
        hold(project)
        facts = {"value": value, "starts_on": starts_on, "expires_on": expires_on, "reason": reason}
        for running in ConfidenceWaiver.objects.current().filter(project=project):
            history.remove(running, at=at, by=by)
        waiver = history.record(ConfidenceWaiver, at=at, by=by, project=project, **facts)
        audit.record(by=by, at=at, verb="waiver.granted", subjects=[project], facts=facts)
        return waiver


def end_waiver(*, waiver: ConfidenceWaiver, by: User | None, at: datetime) -> None:
    """Let the computed delivery confidence speak again."""
    with transaction.atomic():
        history.remove(waiver, at=at, by=by)
        audit.record(by=by, at=at, verb="waiver.ended", subjects=[waiver.project], facts={"waiver": waiver.key})
