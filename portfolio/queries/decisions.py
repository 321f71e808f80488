"""The decisions that wait, and those taken lately."""

from datetime import datetime

from django.db.models import F, QuerySet

from foundation.accounts.models import User
from portfolio.models import Decision

Decisions = QuerySet[Decision]


def waiting(seen: Decisions, user: User) -> tuple[Decisions, Decisions]:
    """What waits among the decisions `seen` by a person, for them and for others, the soonest first."""
    rows = soonest(seen.filter(state=Decision.State.WAITING))
    return rows.filter(decider=user), rows.exclude(decider=user)


def soonest(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions with their project and people, those wanted soonest first, those without a day last."""
    rows = rows.select_related("project", "decider", "recorded_by").defer("project__search", "project__attributes")
    return rows.order_by(F("due_on").asc(nulls_last=True), "id")


def closed(seen: Decisions) -> Decisions:
    """The decisions taken or dropped, the last first."""
    rows = seen.exclude(state=Decision.State.WAITING).select_related("project", "decider", "recorded_by")
    return rows.defer("project__search", "project__attributes").order_by("-recorded_at", "-id")


def asked(decision: Decision) -> tuple[datetime, User | None]:
    """When and by whom the decision was asked for."""
    first = Decision.objects.filter(key=decision.key).select_related("recorded_by").order_by("recorded_at", "id")[0]
    return first.recorded_at, first.recorded_by
