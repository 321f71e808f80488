"""What waits for an owner: links to validate, and validations that end soon."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet

from foundation.accounts.models import User
from foundation.audit.models import LedgerEntry
from portfolio.models import ProjectContribution
from portfolio.queries.project_page import RENEWED_AHEAD, expires_on
from strategy.models import StrategicObjective

SHOWN = 100
A_YEAR = timedelta(days=365)
State = ProjectContribution.State


@dataclass(frozen=True)
class Waiting:
    """One objective with the links that wait for its owner."""

    objective: StrategicObjective
    links: list[ProjectContribution]


def to_validate(links: QuerySet[ProjectContribution]) -> list[Waiting]:
    """The declared links, by objective; the first hundred."""
    return _by_objective(links.filter(state=State.DECLARED, level__gt=0))


def still_true(links: QuerySet[ProjectContribution], on: date) -> list[Waiting]:
    """The validated links whose year ends within a month, or has ended, by objective."""
    soon = on + RENEWED_AHEAD - A_YEAR
    return _by_objective(links.filter(state=State.VALIDATED, decided_on__lte=soon))


def count_to_validate(links: QuerySet[ProjectContribution]) -> int:
    return links.filter(state=State.DECLARED, level__gt=0).count()


def last_decision(user: User) -> LedgerEntry | None:
    """The latest decision of `user` on links, which they may still take back."""
    return LedgerEntry.objects.filter(by=user, verb__in=("contribution.validated", "contribution.renewed")).order_by("-position").first()


def _by_objective(links: QuerySet[ProjectContribution]) -> list[Waiting]:
    live = Q(project__status__in=("not_started", "active", "paused"))
    rows = links.filter(live).select_related("objective", "project__unit", "project__lead", "declared_by", "decided_by")
    ordered = list(rows.order_by("objective__plan", "objective__position", "objective__code", "-level", "id")[:SHOWN])
    for link in ordered:
        link.ends_on = expires_on(link)
    return [Waiting(objective, list(group)) for objective, group in groupby(ordered, key=lambda link: link.objective)]
