"""What campaigns and initiatives promised on indicators: made with the value known that day, judged when that of its day was known."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, instant
from cmo_portal.demo.words import said
from kpis.models import Indicator, Measurement
from rse.actions.promises import judge, promise
from rse.models import Campaign, EffectClaim, Initiative


def tell_promises(calendar: Calendar, initiatives: Mapping[str, Initiative], campaigns: Mapping[str, Campaign]) -> None:
    """Write them through the portal's own actions, each at the instant at which it would have been done."""
    for told in read("promises")["promise"]:
        promiser = campaigns[told["campaign"]] if "campaign" in told else initiatives[told["initiative"]]
        _judge(calendar, _promise(calendar, promiser, told))


def _promise(calendar: Calendar, promiser: Campaign | Initiative, told: dict[str, Any]) -> EffectClaim:
    day = calendar.month_start(-told["promised"]) + timedelta(days=8)
    return promise(
        promiser=promiser,
        indicator=Indicator.objects.get(code=told["indicator"], is_demo=True),
        delta=float(told["delta"]),
        due_on=calendar.month_end(-told["due"]),
        assumption=said(told["assumes"]),
        by=None,
        at=instant(day, 16),
    )


def _judge(calendar: Calendar, claim: EffectClaim) -> None:
    """The night after the value of its day was entered; not yet where that is still to come."""
    values = Measurement.objects.current().filter(indicator=claim.indicator, slice__isnull=True, period_end__gte=claim.due_on)
    first = values.order_by("period_end").first()
    night = first.recorded_at.date() + timedelta(days=1) if first else None
    if night and calendar.past(night):
        judge(EffectClaim.objects.current().filter(pk=claim.pk), as_of=night, at=instant(night, 5))
