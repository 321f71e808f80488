"""What the entry pages show: the meters of a month, the lines of a period, the versions of a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from foundation.accounts.models import Site
from foundation.periods import Period
from foundation.search import Folded, fold
from rse.models import ActivityData, EmissionFactor, EmissionResult, ReportingPeriod

PAGE = 50


@dataclass(frozen=True)
class Meter:
    """One source at one site: what is entered for the month, and what was last time."""

    key: UUID
    site: Site | None
    label: str
    unit: str
    factor: EmissionFactor
    market_factor: EmissionFactor | None
    last_quantity: float | None
    quantity: float | None
    has_evidence: bool

    def __str__(self) -> str:
        return f"{self.site} · {self.label}" if self.site else self.label

    @property
    def value_name(self) -> str:
        return f"value-{self.key}"

    @property
    def file_name(self) -> str:
        return f"file-{self.key}"


def meters_of_month(period: ReportingPeriod, category: str, month: Period) -> list[Meter]:
    """The meters of the month before and of this one, by site. One query."""
    spans = [(month.start, month.end), (month.previous.start, month.previous.end)]
    rows = (
        ActivityData.objects.current()
        .filter(category=category, starts_on__in=[first for first, _last in spans], ends_on__in=[last for _first, last in spans])
        .select_related("site", "factor__release", "market_factor__release", "period")
        .order_by("site__code", "label", "-starts_on")
    )
    pairs: dict[tuple[int | None, str], dict[date, ActivityData]] = {}
    for row in rows:
        pairs.setdefault((row.site_id, row.label), {})[row.starts_on] = row
    return [_meter(versions.get(spans[0][0]), versions.get(spans[1][0])) for versions in pairs.values()]


def _meter(now: ActivityData | None, before: ActivityData | None) -> Meter:
    row = now or before
    assert row is not None  # noqa: S101  a pair holds at least one row
    return Meter(
        key=row.key,
        site=row.site,
        label=row.label,
        unit=row.unit,
        factor=row.factor,
        market_factor=row.market_factor,
        last_quantity=before.quantity if before else None,
        quantity=now.quantity if now else None,
        has_evidence=bool(now and now.evidence_id),
    )


def activities(period: ReportingPeriod, *, category: str = "", text: str = "") -> QuerySet[ActivityData]:
    """The current lines of a period, the latest entered first."""
    found = ActivityData.objects.current().filter(period=period).select_related("site", "factor").order_by("-id")
    if category:
        found = found.filter(category=category)
    return found.alias(folded=Folded("label")).filter(folded__contains=fold(text)) if text else found


@dataclass(frozen=True)
class ActivityPage:
    """Some lines with their emissions, and the cursor of the next page."""

    rows: list[tuple[ActivityData, float | None]]
    after: int | None


def page_of(found: QuerySet[ActivityData], basis: str, *, after: int | None = None) -> ActivityPage:
    """Fifty lines after the line `after`, each with its emission on a basis. Two queries."""
    rows = list((found.filter(pk__lt=after) if after else found)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    emitted = emissions_of(rows, basis)
    return ActivityPage([(row, emitted.get(row.pk)) for row in rows], rows[-1].pk if more else None)


def emissions_of(rows: Sequence[ActivityData], basis: str) -> dict[int, float]:
    """kg CO2e of lines by their number."""
    results = EmissionResult.objects.current().filter(activity__in=[row.pk for row in rows], basis__in=["", basis])
    return dict(results.values_list("activity", "kgco2e"))


@dataclass(frozen=True)
class Version:
    """One version of a line with what it emitted."""

    row: ActivityData
    results: list[EmissionResult]


def versions(key: UUID) -> list[Version]:
    """Every version of a line, the newest first. Two queries."""
    rows = list(
        ActivityData._base_manager.filter(key=key).select_related("factor", "recorded_by", "evidence").order_by("-recorded_at", "-pk")
    )
    results: dict[int, list[EmissionResult]] = {}
    for one in EmissionResult._base_manager.filter(activity__in=[row.pk for row in rows]).order_by("basis", "pk"):
        results.setdefault(one.activity_id, []).append(one)
    return [Version(row, results.get(row.pk, [])) for row in rows]
