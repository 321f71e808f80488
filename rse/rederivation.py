"""Any published figure computed anew from what was known at a past instant: the same figures, the same hash, or somebody altered them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from rse import computation
from rse.catalogues import warming_potentials
from rse.models import ActivityData, EmissionFactor, EmissionResult, ReportingPeriod


@dataclass(frozen=True)
class Rederived:
    """`stored`: the hash of the results kept; `anew`: of those computed again from activity, factors and potentials as of the instant."""

    stored: str
    anew: str
    results: int
    market_kg: float

    @property
    def holds(self) -> bool:
        return self.stored == self.anew


def rederive(period: ReportingPeriod, cut_off: datetime) -> Rederived:
    """Compute a period anew as it was known at `cut_off`; reads only."""
    known = ActivityData.objects.known_at(cut_off).filter(period=period)
    used = Q(pk__in=known.values("factor")) | Q(pk__in=known.filter(market_factor__isnull=False).values("market_factor"))
    factors = {one.pk: computation.pinned(one) for one in EmissionFactor.objects.filter(used).select_related("release")}
    gwp = warming_potentials(period.gwp_set)
    hashes, market = [], 0.0
    for row in known.values(*computation.COLUMNS).iterator(chunk_size=computation.SLICE):
        for one in computation.results_of(row, period, factors, gwp):
            hashes.append(one["hash"])
            market += one["kgco2e"] if one["basis"] != "location" and not row["apart"] else 0.0
    digest = hashlib.sha256()
    for one in sorted(hashes):
        digest.update(one.encode())
    return Rederived(computation.period_hash(period.pk, cut_off), digest.hexdigest(), len(hashes), market)


def published_hash(period: ReportingPeriod, cut_off: datetime) -> str:
    """The hash that was published last at `cut_off`: of the closing, or of the restatement after it; empty before the closing."""
    if period.closed_at is None or period.closed_at > cut_off:
        return ""
    last = period.restatements.filter(at__lte=cut_off).order_by("-at", "-pk").first()
    return last.hash_after if last else period.closed_hash


def stored_market_kg(period: ReportingPeriod, cut_off: datetime) -> float:
    """The market-based total of the results kept, in kg."""
    known = EmissionResult.objects.known_at(cut_off).filter(period=period, basis__in=["", "market"], activity__apart="")
    return float(sum(known.values_list("kgco2e", flat=True)))
