"""What every promise on an indicator goes by, whoever makes it: what it records, until when it can be taken back, how it is judged."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from foundation.refusals import gettext_noop as _
from kpis import claims as rules
from kpis.models import Claim, Indicator, LatestMeasurement, Measurement
from kpis.models.indicators import Direction
from kpis.refusals import KpiRefusal

MAY_BE_TAKEN_BACK = timedelta(days=7)


def promised(*, indicator: Indicator, delta: float, due_on: date, assumption: str, at: datetime) -> dict[str, Any]:
    """What to record of a promise that the indicator will have moved by `delta` on `due_on`, counted from its newest value.

    KpiRefusal for a day that is not to come, without assumption, against the direction, without a value.
    """
    today = timezone.localdate(at)
    if due_on <= today:
        raise KpiRefusal(_("A promise is for a day to come: choose a later one."))
    if not assumption.strip():
        raise KpiRefusal(_("Say what the promise assumes: it is judged with it."))
    if delta == 0 or (indicator.direction == Direction.UP and delta < 0) or (indicator.direction == Direction.DOWN and delta > 0):
        raise KpiRefusal(_("The promised change goes against the direction of %(code)s: change its sign."), code=indicator.code)
    newest = LatestMeasurement.objects.filter(indicator=indicator, slice__isnull=True).first()
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


def check_may_be_taken_back(claim: Claim, *, at: datetime) -> None:
    """KpiRefusal for a promise that is judged, or older than a week: it stands."""
    if claim.verdict or timezone.localdate(at) > claim.promised_on + MAY_BE_TAKEN_BACK:
        raise KpiRefusal(_("A promise can be taken back within a week; this one stands and is judged on its day."))


def judgement(claim: Claim, *, as_of: date) -> dict[str, Any] | None:
    """The verdict on a promise whose day has passed; None while its value may still come. At most two queries."""
    measured = Measurement.objects.current().filter(indicator=claim.indicator, slice__isnull=True, period_end__lte=as_of)
    at_the_date = measured.filter(period_end__gte=claim.due_on).order_by("period_end").first()
    patience = claim.due_on + timedelta(days=claim.indicator.cadence_days + claim.indicator.grace_days)
    if at_the_date is None and as_of <= patience:
        return None
    last = at_the_date or measured.filter(period_end__gt=claim.promised_on).order_by("-period_end").first()
    end = last.value if last else None
    return {"verdict": rules.verdict(delta=claim.delta, start=claim.start_value, end=end), "end_value": end, "judged_on": as_of}
