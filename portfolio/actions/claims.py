"""Promising an effect on an indicator, and judging the promise after its day."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from kpis.models import Indicator, LatestMeasurement, Measurement
from kpis.models.indicators import Direction
from portfolio import claims as rules
from portfolio.actions.notices import tell_of_claim
from portfolio.actions.projects import hold
from portfolio.actions.proofs import ProofRefusal
from portfolio.models import KpiClaim, Project

MAY_BE_TAKEN_BACK = timedelta(days=7)


def promise(
    *, project: Project, indicator: Indicator, delta: float, due_on: date, assumption: str, by: User | None, at: datetime
) -> KpiClaim:
    """Promise that the indicator will have moved by `delta` on `due_on`, counted from its newest value."""
    today = timezone.localdate(at)
    if due_on <= today:
        raise ProofRefusal(_("A promise is for a day to come: choose a later one."))
    if not assumption.strip():
        raise ProofRefusal(_("Say what the promise assumes: it is judged with it."))
    if delta == 0 or (indicator.direction == Direction.UP and delta < 0) or (indicator.direction == Direction.DOWN and delta > 0):
        raise ProofRefusal(_("The promised change goes against the direction of %(code)s: change its sign."), code=indicator.code)
    newest = LatestMeasurement.objects.filter(indicator=indicator, slice__isnull=True).first()
    if newest is None:
        raise ProofRefusal(_("%(code)s was never measured, so no change can be counted: have it measured first."), code=indicator.code)
    with transaction.atomic():
        hold(project)
        facts = {"delta": delta, "promised_on": today, "start_value": newest.value, "due_on": due_on, "assumption": assumption.strip()}
        claim = history.record(KpiClaim, at=at, by=by, project=project, indicator=indicator, **facts)
        told = {"about": indicator.code, "delta": delta, "due_on": due_on}
        audit.record(by=by, at=at, verb="claim.promised", subjects=[project, indicator], facts=told)
    return claim


def take_back(*, claim: KpiClaim, by: User, at: datetime) -> None:
    """Take back a promise within a week; after that it stands and is judged."""
    if claim.verdict or timezone.localdate(at) > claim.promised_on + MAY_BE_TAKEN_BACK:
        raise ProofRefusal(_("A promise can be taken back within a week; this one stands and is judged on its day."))
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
    measured = Measurement.objects.current().filter(indicator=claim.indicator, slice__isnull=True, period_end__lte=as_of)
    at_the_date = measured.filter(period_end__gte=claim.due_on).order_by("period_end").first()
    patience = claim.due_on + timedelta(days=claim.indicator.cadence_days + claim.indicator.grace_days)
    if at_the_date is None and as_of <= patience:
        return False
    last = at_the_date or measured.filter(period_end__gt=claim.promised_on).order_by("-period_end").first()
    end = last.value if last else None
    verdict = rules.verdict(delta=claim.delta, start=claim.start_value, end=end)
    with transaction.atomic():
        judged = history.supersede(claim, at=at, by=None, verdict=verdict, end_value=end, judged_on=as_of)
        tell_of_claim(judged, at=at)
        told = {"about": claim.indicator.code, "verdict": verdict, "delta": claim.delta, "change": judged.change}
        audit.record(by=None, at=at, verb="claim.judged", subjects=[claim.project, claim.indicator], facts=told)
    return True
