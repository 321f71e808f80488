"""The footprint as it was known at a past instant, from the results themselves: what the rolled-up cells no longer tell."""

from datetime import datetime

from django.db.models import F, Max, Sum
from django.db.models.functions import Ln, Power

from rse.models import EmissionResult, ReportingPeriod
from rse.queries.footprint import SHOWN_YEARS, Year, add_sums


def years_known_at(basis: str, cut_off: datetime) -> list[Year]:
    """The latest reporting periods as they were known at `cut_off`, oldest first; one closed later counts as open. Two queries."""
    periods = sorted(ReportingPeriod.objects.order_by("-ends_on")[:SHOWN_YEARS], key=lambda period: period.ends_on)
    for period in periods:
        if period.closed_at and period.closed_at > cut_off:
            period.state = ReportingPeriod.State.OPEN  # of this object alone: it is never saved
    found = {period.pk: Year(period, basis) for period in periods}
    known = EmissionResult.objects.known_at(cut_off).filter(period__in=periods, basis__in=["", basis])
    cells = known.values_list("period", "activity__category", "activity__apart").annotate(
        last_on=Max("activity__ends_on"),
        kg=Sum("kgco2e"),
        squares=Sum(Power(F("kgco2e") * Ln(F("gsd2")) / 2, 2)),
        living=Sum("biogenic"),
    )
    for period_id, category, apart, last_on, *sums in cells:
        add_sums(found[period_id], category, apart, last_on, [*sums, 0.0, 0.0])
    return list(found.values())
