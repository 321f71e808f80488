"""Promising an effect of a campaign or an initiative on an indicator, and judging the promise after its day."""

from datetime import date, datetime
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import override

from foundation.accounts.models import User
from foundation.notifications.actions import notify
from kpis.actions import promising
from kpis.models import Indicator
from rse.models import Campaign, EffectClaim, Initiative


def promise(
    *, promiser: Campaign | Initiative, indicator: Indicator, delta: float, due_on: date, assumption: str, by: User | None, at: datetime
) -> EffectClaim:
    """Promise that the indicator will have moved by `delta` on `due_on`, counted from its newest value."""
    facts = {"indicator": indicator, "delta": delta, "due_on": due_on, "assumption": assumption}
    return promising.promise(EffectClaim, promiser=promiser, verb="promise.made", **facts, by=by, at=at)


def take_back(*, claim: EffectClaim, by: User, at: datetime) -> None:
    """Take back a promise within a week; after that it stands and is judged."""
    promising.take_back(claim=claim, verb="promise.taken_back", by=by, at=at)


def judge_due(*, as_of: date, at: datetime) -> int:
    """Judge every promise whose day has passed and whose value is known, or can no longer be waited for; the number judged."""
    return judge(promising.due(EffectClaim, as_of=as_of), as_of=as_of, at=at)


def judge(claims: QuerySet[EffectClaim], *, as_of: date, at: datetime) -> int:
    """Judge those of `claims` that can be judged and tell who answers for them; the number judged."""
    related = claims.select_related("indicator", "campaign__owner", "initiative__owner")
    waiting = related.defer("campaign__search", "initiative__search")
    return promising.judge(waiting, verb="promise.judged", tell=partial(_tell_owner, at=at), as_of=as_of, at=at)


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
