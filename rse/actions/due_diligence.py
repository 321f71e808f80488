"""Due diligence: suppliers assessed, what is found wrong, and what they must do about it; closed only with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.attachments.models import Attachment
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from rse.actions.suppliers import refresh_suppliers
from rse.models import CorrectiveAction, DueDiligence, Finding, Supplier, Theme
from rse.refusals import RseRefusal

HUMAN_RIGHTS = "human_rights"
State = CorrectiveAction.State


@dataclass(frozen=True)
class Judgement:
    """The risks of one supplier from 1 (low) to 5 (very high), by itself and with what is done, and why."""

    supplier: Supplier
    inherent: int
    residual: int
    rationale: str
    assessed_on: date
    assessor: str = ""


def assess_suppliers(*, judgements: Sequence[Judgement], by: User | None, at: datetime) -> list[DueDiligence]:
    """Judge the risks of suppliers; what was judged before stays readable. One entry in the ledger for each."""
    for one in judgements:
        _check(one, timezone.localdate(at))
    with transaction.atomic():
        numbers = [one.supplier.pk for one in judgements]
        known = {row.supplier_id: row for row in DueDiligence.objects.current().filter(supplier__in=numbers)}
        again = {known[one.supplier.pk].pk: one for one in judgements if one.supplier.pk in known}
        fresh = [_facts(one, by) | {"supplier": one.supplier} for one in judgements if one.supplier.pk not in known]
        rows = history.supersede_all(
            [row for row in known.values() if row.pk in again], at=at, by=by, changes=lambda row: _facts(again[row.pk], by)
        )
        rows += history.record_many(DueDiligence, fresh, at=at, by=by)
        refresh_suppliers(numbers)
        facts = _told(judgements)
        audit.record(by=by, at=at, verb="supplier.assessed", subjects=[one.supplier for one in judgements], facts=facts)
    return rows


def _told(judgements: Sequence[Judgement]) -> dict[str, Any]:
    if len(judgements) == 1:
        one = judgements[0]
        return {"about": f"{one.inherent} → {one.residual}", "inherent": one.inherent, "residual": one.residual, "reason": one.rationale}
    return {"rows": len(judgements)}


def _facts(one: Judgement, by: User | None) -> dict[str, Any]:
    assessor = one.assessor or (by.full_name if by else "")
    steps = {"inherent": one.inherent, "residual": one.residual, "rationale": one.rationale.strip()}
    return steps | {"assessed_on": one.assessed_on, "assessor": assessor}


def _check(one: Judgement, today: date) -> None:
    if not (1 <= one.inherent <= 5 and 1 <= one.residual <= 5):
        raise RseRefusal(_("Risks go from 1 (low) to 5 (very high)."))
    if one.residual > one.inherent:
        raise RseRefusal(_("What is done about a risk does not raise it: the residual risk is at most the inherent one."))
    if not one.rationale.strip():
        raise RseRefusal(_("Say why: an assessment without a reason convinces nobody."))
    if one.assessed_on > today:
        raise RseRefusal(_("An assessment cannot lie in the future: correct its day."))


# --- Findings -----------------------------------------------------------------------------------------------------------
def raise_finding(
    *,
    supplier: Supplier,
    title: str,
    severity: str,
    found_on: date,
    theme: Theme | None = None,
    human_rights: bool = False,
    description: str = "",
    evidence: Attachment | None = None,
    by: User | None,
    at: datetime,
) -> Finding:
    """Record what was found wrong. What concerns human rights bears on their theme, whatever else was chosen."""
    if not title.strip():
        raise RseRefusal(_("Say in a few words what was found."))
    if found_on > timezone.localdate(at):
        raise RseRefusal(_("A finding cannot lie in the future: correct its day."))
    theme = Theme.objects.get(group__code="house", code=HUMAN_RIGHTS) if human_rights or theme is None else theme
    with transaction.atomic():
        facts = {"title": title.strip(), "description": description.strip(), "severity": severity, "human_rights": human_rights}
        row = history.record(Finding, at=at, by=by, supplier=supplier, theme=theme, found_on=found_on, evidence=evidence, **facts)
        refresh_suppliers([supplier.pk])
        told = {"about": row.title, "severity": severity, "human_rights": human_rights, "key": row.key}
        audit.record(by=by, at=at, verb="supplier.finding_raised", subjects=[supplier], facts=told)
    return row


def withdraw_finding(*, finding: Finding, reason: str, by: User | None, at: datetime) -> None:
    """The finding does not stand: say why. It leaves with its corrective actions; both stay readable."""
    if not reason.strip():
        raise RseRefusal(_("Say why the finding does not stand."))
    with transaction.atomic():
        history.supersede(finding, at=at, by=by, removed=True, reason=reason.strip())
        for action in CorrectiveAction.objects.current().filter(finding_key=finding.key):
            history.remove(action, at=at, by=by)
        refresh_suppliers([finding.supplier_id])
        told = {"about": finding.title, "reason": reason.strip(), "key": finding.key}
        audit.record(by=by, at=at, verb="supplier.finding_withdrawn", subjects=[finding.supplier], facts=told)


# --- Corrective actions -------------------------------------------------------------------------------------------------
def ask_correction(*, finding: Finding, what: str, due_on: date, owner: User | None, by: User | None, at: datetime) -> CorrectiveAction:
    """Ask the supplier to put something right by a day, followed by somebody."""
    if not what.strip():
        raise RseRefusal(_("Say what the supplier must do."))
    with transaction.atomic():
        facts = {"what": what.strip(), "due_on": due_on, "owner": owner, "state": State.OPEN}
        row = history.record(CorrectiveAction, at=at, by=by, supplier_id=finding.supplier_id, finding_key=finding.key, **facts)
        refresh_suppliers([finding.supplier_id])
        told = {"about": row.what, "due_on": due_on, "owner": owner and owner.pk, "finding": finding.key, "key": row.key}
        audit.record(by=by, at=at, verb="supplier.correction_asked", subjects=[finding.supplier], facts=told)
    return row


def move_correction(*, action: CorrectiveAction, due_on: date, owner: User | None, by: User | None, at: datetime) -> CorrectiveAction:
    """Another deadline, or somebody else to follow it."""
    _refuse_closed(action)
    if (due_on, owner) == (action.due_on, action.owner):
        return action
    with transaction.atomic():
        moved = history.supersede(action, at=at, by=by, due_on=due_on, owner=owner)
        refresh_suppliers([action.supplier_id])
        pairs = {"due_on": [action.due_on, due_on], "owner": [action.owner_id, owner and owner.pk]}
        changes = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        told = {"about": action.what, "changes": changes, "of": "rse.correctiveaction"}
        audit.record(by=by, at=at, verb="supplier.correction_moved", subjects=[action.supplier], facts=told)
    return moved


def close_correction(
    *, action: CorrectiveAction, outcome: str, evidence: Attachment | None, by: User | None, at: datetime
) -> CorrectiveAction:
    """What was asked is done, and this file proves it: from the next night on the finding weighs no more once all is closed."""
    _refuse_closed(action)
    if evidence is None:
        raise RseRefusal(_("Attach what proves it: a corrective action is closed only with its evidence."))
    if not outcome.strip():
        raise RseRefusal(_("Say what you verified, and how."))
    with transaction.atomic():
        facts = {"outcome": outcome.strip(), "evidence": evidence, "closed_on": timezone.localdate(at)}
        closed = history.supersede(action, at=at, by=by, state=State.CLOSED, **facts)
        refresh_suppliers([action.supplier_id])
        told = {"about": action.what, "evidence": evidence.pk, "sha256": evidence.sha256, "key": action.key}
        audit.record(by=by, at=at, verb="supplier.correction_closed", subjects=[action.supplier], facts=told)
    return closed


def reopen_correction(*, action: CorrectiveAction, reason: str, due_on: date, by: User | None, at: datetime) -> CorrectiveAction:
    """It was not put right after all: what it mitigated weighs again."""
    if action.state != State.CLOSED:
        raise RseRefusal(_("This corrective action is open already."))
    if not reason.strip():
        raise RseRefusal(_("Say why it is open again."))
    with transaction.atomic():
        facts = {"outcome": reason.strip(), "evidence": None, "closed_on": None, "due_on": due_on}
        row = history.supersede(action, at=at, by=by, state=State.OPEN, **facts)
        refresh_suppliers([action.supplier_id])
        told = {"about": action.what, "reason": reason.strip(), "key": action.key}
        audit.record(by=by, at=at, verb="supplier.correction_reopened", subjects=[action.supplier], facts=told)
    return row


def _refuse_closed(action: CorrectiveAction) -> None:
    if action.state == State.CLOSED:
        raise RseRefusal(_("This corrective action is closed: reopen it first, and say why."))
