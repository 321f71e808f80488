"""Promising an effect of a project on an indicator, and judging the promise after its day."""

from datetime import date, datetime

from django.db import transaction

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from kpis.actions import promising
from kpis.models import Indicator
from portfolio.actions.notices import tell_of_claim
from portfolio.actions.projects import hold
from portfolio.models import KpiClaim, Project


def promise(
    *, project: Project, indicator: Indicator, delta: float, due_on: date, assumption: str, by: User | None, at: datetime
) -> KpiClaim:
    """Promise that the indicator will have moved by `delta` on `due_on`, counted from its newest value."""
    facts = promising.promised(indicator=indicator, delta=delta, due_on=due_on, assumption=assumption, at=at)
    with transaction.atomic():
        hold(project)
        claim = history.record(KpiClaim, at=at, by=by, project=project, **facts)
        told = {"about": indicator.code, "delta": delta, "due_on": due_on}
        audit.record(by=by, at=at, verb="claim.promised", subjects=[project, indicator], facts=told)
    return claim


def take_back(*, claim: KpiClaim, by: User, at: datetime) -> None:
    """Take back a promise within a week; after that it stands and is judged."""
    promising.check_may_be_taken_back(claim, at=at)
    with transaction.atomic():
        hold(claim.project)
        history.remove(claim, at=at, by=by)
        audit.record(
            by=by, at=at, verb="claim.taken_back", subjects=[claim.project, claim.indicator], facts={"about": claim.indicator.code}
        )


def judge_due(*, as_of: date, at: datetime) -> int:
    """Judge every promise whose day has passed and whose value is known, or can no longer be waited for; the number judged."""
    waiting = KpiClaim.objects.current().filter(verdict="", due_on__lt=as_of).select_related("project__lead", "indicator")
    return sum(_judge(claim, as_of=as_of, at=at) for claim in waiting.order_by("pk"))


def _judge(claim: KpiClaim, *, as_of: date, at: datetime) -> bool:
    found = promising.judgement(claim, as_of=as_of)
    if found is None:
        return False
    with transaction.atomic():
        judged = history.supersede(claim, at=at, by=None, **found)
        tell_of_claim(judged, at=at)
        told = {"about": claim.indicator.code, "verdict": judged.verdict, "delta": claim.delta, "change": judged.change}
        audit.record(by=None, at=at, verb="claim.judged", subjects=[claim.project, claim.indicator], facts=told)
    return True
