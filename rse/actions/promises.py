"""Promising an effect of a campaign or an initiative on an indicator, and judging the promise after its day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import override

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.notifications.actions import notify
from kpis.actions import promising
from kpis.models import Indicator
from rse.models import Campaign, EffectClaim, Initiative


def promise(
    *, promiser: Campaign | Initiative, indicator: Indicator, delta: float, due_on: date, assumption: str, by: User | None, at: datetime
) -> EffectClaim:
    """Promise that the indicator will have moved by `delta` on `due_on`, counted from its newest value."""
    facts = promising.promised(indicator=indicator, delta=delta, due_on=due_on, assumption=assumption, at=at)
    of = {"campaign" if isinstance(promiser, Campaign) else "initiative": promiser}
    with transaction.atomic():
        claim = history.record(EffectClaim, at=at, by=by, **of, **facts)
        told = {"about": indicator.code, "delta": delta, "due_on": due_on}
        audit.record(by=by, at=at, verb="promise.made", subjects=[promiser, indicator], facts=told)
    return claim


def take_back(*, claim: EffectClaim, by: User, at: datetime) -> None:
    """Take back a promise within a week; after that it stands and is judged."""
    promising.check_may_be_taken_back(claim, at=at)
    with transaction.atomic():
        history.remove(claim, at=at, by=by)
        told = {"about": claim.indicator.code}
        audit.record(by=by, at=at, verb="promise.taken_back", subjects=[claim.promiser, claim.indicator], facts=told)


def judge_due(*, as_of: date, at: datetime) -> int:
    """Judge every promise whose day has passed and whose value is known, or can no longer be waited for; the number judged."""
    waiting = EffectClaim.objects.current().filter(verdict="", due_on__lt=as_of)
    related = waiting.select_related("indicator", "campaign__owner", "initiative__owner").defer("campaign__search", "initiative__search")
    return sum(_judge(claim, as_of=as_of, at=at) for claim in related.order_by("pk"))


def _judge(claim: EffectClaim, *, as_of: date, at: datetime) -> bool:
    found = promising.judgement(claim, as_of=as_of)
    if found is None:
        return False
    with transaction.atomic():
        judged = history.supersede(claim, at=at, by=None, **found)
        _tell_owner(judged, at=at)
        told = {"about": claim.indicator.code, "verdict": judged.verdict, "delta": claim.delta, "change": judged.change}
        audit.record(by=None, at=at, verb="promise.judged", subjects=[claim.promiser, claim.indicator], facts=told)
    return True


def _tell_owner(claim: EffectClaim, *, at: datetime) -> None:
    promiser = claim.promiser
    facts = {
        "promiser": {"fr": promiser.name_fr, "en": promiser.name_en},
        "indicator": claim.indicator.code,
        "verdict": {"fr": _in("fr", claim), "en": _in("en", claim)},
    }
    people = [promiser.owner] if promiser.owner else []
    address = promiser.get_absolute_url()
    notify(event="promise.judged", key=str(claim.key), people=people, subject=promiser, address=address, at=at, facts=facts)


def _in(language: str, claim: EffectClaim) -> str:
    with override(language):
        return str(claim.get_verdict_display()).lower()
