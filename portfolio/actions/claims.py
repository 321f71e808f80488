"""Promising an effect of a project on an indicator, and judging the promise after its day."""

from datetime import date, datetime
from functools import partial

from foundation.accounts.models import User
from kpis.actions import promising
from kpis.models import Indicator
from portfolio.actions.notices import tell_of_claim
from portfolio.models import KpiClaim, Project


def promise(
    *, project: Project, indicator: Indicator, delta: float, due_on: date, assumption: str, by: User | None, at: datetime
) -> KpiClaim:
    """Promise that the indicator will have moved by `delta` on `due_on`, counted from its newest value."""
    facts = {"indicator": indicator, "delta": delta, "due_on": due_on, "assumption": assumption}
    return promising.promise(KpiClaim, promiser=project, verb="claim.promised", **facts, by=by, at=at)


def take_back(*, claim: KpiClaim, by: User, at: datetime) -> None:
    """Take back a promise within a week; after that it stands and is judged."""
    promising.take_back(claim=claim, verb="claim.taken_back", by=by, at=at)


def judge_due(*, as_of: date, at: datetime) -> int:
    """Judge every promise whose day has passed and whose value is known, or can no longer be waited for; the number judged."""
    waiting = promising.due(KpiClaim, as_of=as_of).select_related("project__lead", "indicator")
    return promising.judge(waiting, verb="claim.judged", tell=partial(tell_of_claim, at=at), as_of=as_of, at=at)
