"""The decisions that wait, and those taken lately."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from foundation.accounts.models import User
from portfolio.models import Decision

SHOWN, CLOSED_SHOWN = 100, 20


@dataclass(frozen=True)
class Waiting:
    """The decisions that wait for a person, and those that wait for others; `total` counts all of them."""

    mine: list[Decision]
    others: list[Decision]
    total: int


def waiting(seen: QuerySet[Decision], user: User) -> Waiting:
    """What waits among the decisions `seen` by a person, the soonest first. Two queries."""
    rows = soonest(seen.filter(state=Decision.State.WAITING))
    found = list(rows[: SHOWN + 1])
    total = len(found) if len(found) <= SHOWN else rows.count()
    mine = [row for row in found[:SHOWN] if row.decider_id == user.pk]
    return Waiting(mine, [row for row in found[:SHOWN] if row.decider_id != user.pk], total)


def soonest(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions with their project and people, those wanted soonest first, those without a day last."""
    rows = rows.select_related("project", "decider", "recorded_by").defer("project__search", "project__attributes")
    return rows.order_by(F("due_on").asc(nulls_last=True), "id")


def closed(seen: QuerySet[Decision]) -> list[Decision]:
    """The decisions taken or dropped last."""
    rows = seen.exclude(state=Decision.State.WAITING).select_related("project", "decider", "recorded_by")
    return list(rows.defer("project__search", "project__attributes").order_by("-recorded_at", "-id")[:CLOSED_SHOWN])


def asked(decision: Decision) -> tuple[datetime, User | None]:
    """When and by whom the decision was asked for."""
    first = Decision.objects.filter(key=decision.key).select_related("recorded_by").order_by("recorded_at", "id")[0]
    return first.recorded_at, first.recorded_by
