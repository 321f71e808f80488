"""Gates: the decisions that let a project start and go on."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from portfolio.actions.cards import refresh_card
from portfolio.actions.projects import hold
from portfolio.models import GateReview, Project


def review_gate(
    *,
    project: Project,
    gate: int,
    decision: str,
    decided_on: date,
    by: User | None,
    at: datetime,
    note: str = "",
    decided_by: User | None = None,
) -> GateReview:
    """Record a decision at a gate (1 to 9). Gate 1 approved starts the clocks of the score."""
    if decided_on > timezone.localdate(at):
        raise ValidationError({"decided_on": _("This day is still to come; record the decision once it is taken.")})
    with transaction.atomic():
        hold(project)
        facts = {"gate": gate, "decision": decision, "decided_on": decided_on, "note": note}
        review = history.record(GateReview, at=at, by=by, project=project, decided_by=decided_by or by, **facts)
        refresh_card(project, as_of=timezone.localdate(at))
        audit.record(by=by, at=at, verb="gate.reviewed", subjects=[project], facts={"about": gate, **facts})
        return review


def remove_review(*, review: GateReview, by: User | None, at: datetime) -> None:
    """Take back a decision entered by mistake; its history stays."""
    with transaction.atomic():
        hold(review.project)
        history.remove(review, at=at, by=by)
        facts = {"about": review.gate, "gate": review.gate, "decision": review.decision, "decided_on": review.decided_on}
        audit.record(by=by, at=at, verb="gate.removed", subjects=[review.project], facts=facts)
