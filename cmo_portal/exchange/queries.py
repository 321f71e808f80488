"""What the pages of an import show of the scores it asked for, and of the money in the file."""

from collections import defaultdict
from decimal import Decimal

from cmo_portal.exchange.importing import ImportPlan
from cmo_portal.exchange.models import ImportBatch
from portfolio.models import Publication, ScoreRun

UNDER_WAY = (ScoreRun.State.WANTED, ScoreRun.State.RUNNING)
COMPUTING, READY, LATE = "computing", "ready", "late"


def scores_after(batch: ImportBatch) -> str:
    """Whether readers see scores that know of the import, wait for them, or should not wait. At most two queries."""
    if Publication.objects.filter(pk=1, published_at__gte=batch.at, run__cut_off__gte=batch.at).exists():
        return READY
    return COMPUTING if ScoreRun.objects.filter(state__in=UNDER_WAY).exists() else LATE


def budgets(plan: ImportPlan, year: int) -> list[tuple[str, Decimal]]:
    """(currency, sum) of the budgets of a year as they would be written: a wrong unit of money shows here."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in plan.differences:
        for line in one.wanted.money:
            if line.year == year and line.baseline is not None:
                sums[line.currency] += line.baseline
    return sorted(sums.items())
