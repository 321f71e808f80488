"""Declared health: published reports, corrections, and waivers of the computed one."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from portfolio.actions.cards import refresh_card
from portfolio.actions.projects import hold
from portfolio.models import ConfidenceWaiver, Health, Project, Publication, ScoreSnapshot, StatusDraft, StatusReport
from portfolio.models.status import DIMENSIONS, HEALTH_RANK

LONGEST_WAIVER = timedelta(days=60)
REPORT = StatusReport._meta.label_lower
FIVE_STEPS = {Health.AMBER_GREEN, Health.AMBER_RED}
# What a version publishes, and its hash covers.
PUBLISHED = (
    *("health", "note", "reported_on", "progress", "source", "scale", "kind", "computed", "reason"),
    *("done", "next_steps", "help_needed", "forecast_at_completion", *(f"{name}_health" for name in DIMENSIONS)),
)
UNSEEN = -1  # the author was shown no earlier report to compare with: imports and corrections


class ReportedMeanwhile(Exception):
    """Somebody else published a report after this one was begun; `latest` is theirs, nothing was written."""

    def __init__(self, latest: StatusReport | None) -> None:
        self.latest = latest
        super().__init__("A report was published after this one was begun.")


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
    kind: str = StatusReport.Kind.REPORT,
    token: UUID | None = None,
    seen: int | None = UNSEEN,
    **told: Any,
) -> StatusReport:
    """Publish a report: health, note, and what `told` adds (healths by dimension, done, next_steps, help_needed, forecast_at_completion).

    `seen` is the number of the latest report its author had before their eyes (None: there was none); ReportedMeanwhile
    carries the one somebody else published since. The same `token` a second time returns the first report.
    """
    with transaction.atomic():
        hold(project)
        if token and (known := StatusReport.objects.filter(token=token, recorded_by=by).first()):
            return known
        on = timezone.localdate(at)
        before = latest_report(project)
        if seen not in (UNSEEN, before.pk if before else None):
            raise ReportedMeanwhile(before)
        _require_a_note(health, note, before, told)
        scale = StatusReport.Scale.FIVE if health in FIVE_STEPS else scale
        facts = {"health": health, "note": note, "reported_on": reported_on or on, "progress": progress, "source": source, "scale": scale}
        facts |= {"kind": kind, "computed": computed_now(project), **told}
        report = history.record(
            StatusReport, at=at, by=by, project=project, token=token, payload_hash=payload_hash(project, facts), **facts
        )
        StatusDraft.objects.filter(project=project, author=by).delete()
        refresh_card(project, as_of=on)
        entry = {"of": REPORT, "report": report.key, "on": report.reported_on, "progress": progress, "kind": kind}
        entry |= {"hash": report.payload_hash, "changes": {"health": [before.health if before else "", health]}}
        audit.record(by=by, at=at, verb="status.reported", subjects=[project], facts=entry)
        return report


def withdraw_report(*, report: StatusReport, by: User, at: datetime) -> None:
    """Undo a report that was just published: it stays readable in the history, the one before speaks again."""
    with transaction.atomic():
        hold(report.project)
        history.supersede(report, at=at, by=by, removed=True, token=None)
        refresh_card(report.project, as_of=timezone.localdate(at))
        audit.record(by=by, at=at, verb="status.withdrawn", subjects=[report.project], facts={"of": REPORT, "report": report.key})


def payload_hash(project: Project, facts: Mapping[str, Any]) -> str:
    """The SHA-256 of what is published, so that nobody can say it read otherwise."""
    text = json.dumps({"project": project.code, **facts}, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def computed_now(project: Project) -> dict[str, Any]:
    """The computed health of the published run, frozen beside the declared one; empty before the first night."""
    published = Publication.objects.filter(pk=1).values("run_id")
    snapshot = ScoreSnapshot.objects.filter(run_id__in=published, project=project).only("d", "d_computed", "d_worst", "s", "as_of").first()
    if snapshot is None:
        return {}
    return {
        "as_of": snapshot.as_of.isoformat(),
        "confidence": snapshot.d_computed,
        "worst": snapshot.d_worst,
        "alignment": snapshot.s,
    }


def correct_status(*, report: StatusReport, reason: str, by: User | None, at: datetime, **changes: Any) -> StatusReport:
    """Replace a published report by a corrected version with its own hash; both stay readable.

    Raises ChangedMeanwhile when it was corrected since, ValidationError without a reason or where nothing is corrected.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is corrected: both versions stay readable, with your reason.")})
    if all(getattr(report, name) == value for name, value in changes.items()):
        raise ValidationError(_("Nothing differs from what was published: change something, or leave the report as it is."))
    with transaction.atomic():
        hold(report.project)
        if changes.get("health") in FIVE_STEPS:
            changes["scale"] = StatusReport.Scale.FIVE
        _require_a_note(changes.get("health", report.health), changes.get("note", report.note), None, {})
        changes = {"kind": StatusReport.Kind.CORRECTION, "token": None, "reason": reason, **changes}
        changes["payload_hash"] = payload_hash(report.project, {name: changes.get(name, getattr(report, name)) for name in PUBLISHED})
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


def worsened(told: Mapping[str, Any], before: StatusReport | None) -> list[str]:
    """The dimensions whose colour is worse than in the report before."""
    if before is None:
        return []
    pairs = [(name, getattr(before, f"{name}_health"), told.get(f"{name}_health", "")) for name in DIMENSIONS]
    return [name for name, old, new in pairs if old and new and HEALTH_RANK[Health(new)] < HEALTH_RANK[Health(old)]]


def _require_a_note(health: str, note: str, before: StatusReport | None, told: Mapping[str, Any]) -> None:
    if note.strip():
        return
    if needs_note(health, before):
        raise ValidationError({"note": _("Say in a sentence what happened: the health is red or worse than in the last report.")})
    if worsened(told, before):
        raise ValidationError({"note": _("Say in a sentence what happened: a dimension is worse than in the last report.")})


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
