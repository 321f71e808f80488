"""Undo: a fact that was removed holds again, under its key, with its history."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.history import Recorded
from portfolio.actions.cards import refresh_card
from portfolio.actions.finance import require_may_stand
from portfolio.actions.projects import hold
from portfolio.models import BudgetLine, EarnedValuePoint


def restore(*, row: Recorded, by: User | None, at: datetime) -> Recorded:
    """Bring back a removed fact of a project; raises ChangedMeanwhile when it was brought back or replaced since,
    ValidationError for money that what stands now does not allow.
    """
    with transaction.atomic():
        project = row.project  # type: ignore[attr-defined]
        hold(project)
        if isinstance(row, (BudgetLine, EarnedValuePoint)):
            require_may_stand(row)
        restored = history.supersede(row, at=at, by=by, removed=False)
        refresh_card(project, as_of=timezone.localdate(at))
        facts = {"about": str(row._meta.verbose_name), "of": row._meta.label_lower, "key": row.key}
        audit.record(by=by, at=at, verb="fact.restored", subjects=[project], facts=facts)
        return restored
