"""Promising an effect on an indicator, whoever promises it: made, taken back within a week, judged once after its day.

Each step holds the promiser first, so that two of them at once stand one behind the other.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.history import ChangedMeanwhile
from foundation.refusals import gettext_noop as _
from kpis import claims as rules
from kpis.models import Claim, Indicator, Measurement
from kpis.models.indicators import Direction
from kpis.refusals import KpiRefusal

Promise = TypeVar("Promise", bound=Claim)
MAY_BE_TAKEN_BACK = timedelta(days=7)


def promise(
    model: type[Promise],
    *,
    promiser: models.Model,
    verb: str,
    indicator: Indicator,
    delta: float,
    due_on: date,
    assumption: str,
    by: User | None,
    at: datetime,
) -> Promise:
    """Promise that the indicator will have moved by `delta` on `due_on`, counted from its newest value.

    `model` keeps the promises of the promiser's kind and has a column of its name. KpiRefusal as `_facts` says.
    """
    with transaction.atomic():
        _hold(promiser)
        facts = _facts(indicator=indicator, delta=delta, due_on=due_on, assumption=assumption, at=at)
        claim = history.record(model, at=at, by=by, **{promiser._meta.model_name: promiser}, **facts)
        told = {"about": indicator.code, "delta": delta, "due_on": due_on}
        audit.record(by=by, at=at, verb=verb, subjects=[promiser, indicator], facts=told)
    return claim


def take_back(*, claim: Claim, verb: str, by: User, at: datetime) -> None:
    """Take back a promise within a week; after that it stands and is judged. Raises ChangedMeanwhile when it was judged since."""
    _check_may_be_taken_back(claim, at=at)
    with transaction.atomic():
        _hold(claim.promiser)
        history.remove(claim, at=at, by=by)
        audit.record(by=by, at=at, verb=verb, subjects=[claim.promiser, claim.indicator], facts={"about": claim.indicator.code})


def judge(claims: Iterable[Promise], *, verb: str, tell: Callable[[Promise], None], as_of: date, at: datetime) -> int:
    """Judge each of the promises whose value is known, or can no longer be waited for, and tell of it; the number judged.

    One that somebody else judged or took back meanwhile is passed over.
    """
    return sum(_judge(claim, verb=verb, tell=tell, as_of=as_of, at=at) for claim in claims)


def due(model: type[Promise], *, as_of: date) -> history.RecordedQuerySet:
    """The promises that stand without a verdict after their day, in the order in which they were made."""
    return model.objects.current().filter(verdict="", due_on__lt=as_of).order_by("pk")


def _judge(claim: Promise, *, verb: str, tell: Callable[[Promise], None], as_of: date, at: datetime) -> bool:
    found = _judgement(claim, as_of=as_of)
    if found is None:
        return False
    try:
        with transaction.atomic():
            _hold(claim.promiser)
            judged = history.supersede(claim, at=at, by=None, **found)
            tell(judged)
            told = {"about": claim.indicator.code, "verdict": judged.verdict, "delta": claim.delta, "change": judged.change}
            audit.record(by=None, at=at, verb=verb, subjects=[claim.promiser, claim.indicator], facts=told)
    except ChangedMeanwhile:
        return False
    return True


def _hold(promiser: models.Model) -> None:
    """Let no one else change what `promiser` promises until the commit."""
    type(promiser)._base_manager.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=promiser.pk)


def _facts(*, indicator: Indicator, delta: float, due_on: date, assumption: str, at: datetime) -> dict[str, Any]:
    """What to record of a promise that the indicator will have moved by `delta` on `due_on`, counted from the newest value known at `at`.

    KpiRefusal for a day that is not to come, without assumption, against the direction, without a value.
    """
    today = timezone.localdate(at)
    if due_on <= today:
        raise KpiRefusal(_("A promise is for a day to come: choose a later one."))
    if not assumption.strip():
        raise KpiRefusal(_("Say what the promise assumes: it is judged with it."))
    if delta == 0 or (indicator.direction == Direction.UP and delta < 0) or (indicator.direction == Direction.DOWN and delta > 0):
        raise KpiRefusal(_("The promised change goes against the direction of %(code)s: change its sign."), code=indicator.code)
    newest = Measurement.objects.known_at(at).filter(indicator=indicator, slice__isnull=True).order_by("-period_end").first()
    if newest is None:
        raise KpiRefusal(_("%(code)s was never measured, so no change can be counted: have it measured first."), code=indicator.code)
    return {
        "indicator": indicator,
        "delta": delta,
        "promised_on": today,
        "start_value": newest.value,
        "due_on": due_on,
        "assumption": assumption.strip(),
    }


def _check_may_be_taken_back(claim: Claim, *, at: datetime) -> None:
    """KpiRefusal for a promise that is judged, or older than a week: it stands."""
    if claim.verdict or timezone.localdate(at) > claim.promised_on + MAY_BE_TAKEN_BACK:
        raise KpiRefusal(_("A promise can be taken back within a week; this one stands and is judged on its day."))


def _judgement(claim: Claim, *, as_of: date) -> dict[str, Any] | None:
    """The verdict on a promise whose day has passed; None while its value may still come. At most two queries."""
    measured = Measurement.objects.current().filter(indicator=claim.indicator, slice__isnull=True, period_end__lte=as_of)
    at_the_date = measured.filter(period_end__gte=claim.due_on).order_by("period_end").first()
    patience = claim.due_on + timedelta(days=claim.indicator.cadence_days + claim.indicator.grace_days)
    if at_the_date is None and as_of <= patience:
        return None
    last = at_the_date or measured.filter(period_end__gt=claim.promised_on).order_by("-period_end").first()
    end = last.value if last else None
    return {"verdict": rules.verdict(delta=claim.delta, start=claim.start_value, end=end), "end_value": end, "judged_on": as_of}
