"""What the footprint pages show, read from the rolled-up cells: flat in rows of activity data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import exp, sqrt
from typing import Any

from django.db.models import Count, Max, Q, Sum

from rse.catalogues import Category, Post, categories, posts
from rse.models import ActivityData, CategoryStatement, FootprintCell, ReportingPeriod, Restatement

STALE_DAYS = 365
SHOWN_YEARS = 12


@dataclass
class Year:
    """One period on one basis, in kg CO2e."""

    period: ReportingPeriod
    basis: str
    by_scope: dict[int, float] = field(default_factory=lambda: dict.fromkeys((1, 2, 3), 0.0))
    by_category: dict[str, float] = field(default_factory=dict)
    apart: dict[str, float] = field(default_factory=dict)
    spread: dict[int, float] = field(default_factory=lambda: dict.fromkeys((1, 2, 3), 0.0))
    biogenic: float = 0.0
    evidenced: float = 0.0
    estimated: float = 0.0
    last_on: dict[str, date] = field(default_factory=dict)

    def total(self, scopes: str = "123") -> float:
        """Emissions of some scopes."""
        return sum(self.by_scope[int(scope)] for scope in scopes)

    def interval(self, scopes: str = "123") -> tuple[float, float]:
        """The 95 % interval of a total."""
        total = self.total(scopes)
        gsd2 = exp(sqrt(sum(self.spread[int(scope)] for scope in scopes)) / total) ** 2 if total else 1.0
        return total / gsd2, total * gsd2

    @property
    def evidence_share(self) -> float | None:
        total = self.total()
        return self.evidenced / total if total else None

    @property
    def year(self) -> int:
        return self.period.year

    @property
    def is_open(self) -> bool:
        """Still being entered: only a part of the year is known."""
        return self.period.state == "open"


def years(basis: str) -> list[Year]:
    """The latest reporting periods, oldest first. Two queries."""
    periods = sorted(ReportingPeriod.objects.order_by("-ends_on")[:SHOWN_YEARS], key=lambda period: period.ends_on)
    found = {period.pk: Year(period, basis) for period in periods}
    cells = FootprintCell.objects.filter(period__in=periods, basis__in=["", basis]).values_list("period", "category", "apart")
    sums = ("kgco2e", "spread", "biogenic", "kg_evidenced", "kg_estimated")
    for period, category, apart, last_on, *values in cells.annotate(Max("last_on"), *map(Sum, sums)):
        add_sums(found[period], category, apart, last_on, values)
    return list(found.values())


def latest_told(known: Sequence[Year]) -> Year | None:
    """The latest year that is no longer being entered, else the latest."""
    whole = [year for year in known if not year.is_open]
    return whole[-1] if whole else known[-1] if known else None


def add_sums(year: Year, category: str, apart: str, last_on: date | None, values: Sequence[float]) -> None:
    """Add the sums of one category (kg, spread, biogenic, with evidence, estimated) to a year."""
    kgco2e, spread, biogenic, evidenced, estimated = values
    year.biogenic += biogenic
    if apart:
        year.apart[apart] = year.apart.get(apart, 0.0) + kgco2e
        return
    scope = categories()[category].scope
    year.by_scope[scope] += kgco2e
    year.spread[scope] += spread
    year.by_category[category] = year.by_category.get(category, 0.0) + kgco2e
    year.evidenced += evidenced
    year.estimated += estimated
    if last_on:
        year.last_on[category] = max(last_on, year.last_on.get(category, last_on))


@dataclass(frozen=True)
class CategoryLine:
    """One category in one period: its figure, or what is said instead."""

    category: Category
    kgco2e: float | None
    share: float | None
    state: str
    state_words: str
    reason: str
    rows: int
    evidence_share: float | None
    estimated_share: float | None
    last_on: date | None
    stale: bool


def category_lines(year: Year, *, today: date) -> list[CategoryLine]:
    """The 22 categories with completeness and quality. Two queries."""
    stated = {one.category: one for one in CategoryStatement.objects.current().filter(period=year.period)}
    cells = FootprintCell.objects.filter(period=year.period, basis__in=["", year.basis], apart="").values("category")
    sums = cells.annotate(Sum("rows"), Sum("kg_evidenced"), Sum("kg_estimated"))
    known = {cell["category"]: cell for cell in sums}
    total = year.total()
    return [
        _line(one, year, stated=stated.get(one.code), cell=known.get(one.code), total=total, today=today) for one in categories().values()
    ]


def _line(
    category: Category, year: Year, *, stated: CategoryStatement | None, cell: dict[str, Any] | None, total: float, today: date
) -> CategoryLine:
    kgco2e = year.by_category.get(category.code)
    last_on = year.last_on.get(category.code)
    state = stated.state if stated else "quantified" if cell else "missing"
    return CategoryLine(
        category=category,
        kgco2e=kgco2e,
        share=kgco2e / total if kgco2e is not None and total else None,
        state=state,
        state_words=CategoryStatement.State(state).label,
        reason=stated.reason if stated else "",
        rows=cell["rows__sum"] if cell else 0,
        evidence_share=cell["kg_evidenced__sum"] / kgco2e if cell and kgco2e else None,
        estimated_share=cell["kg_estimated__sum"] / kgco2e if cell and kgco2e else None,
        last_on=last_on,
        stale=bool(last_on and (today - last_on).days > STALE_DAYS),
    )


def completeness(lines: Sequence[CategoryLine]) -> float:
    """The share of categories that are quantified, estimated, or said to be not relevant with a reason."""
    return sum(line.state != "missing" for line in lines) / len(lines)


@dataclass(frozen=True)
class PostLine:
    """One post of the regulatory report; capital goods are spread over their years of depreciation."""

    post: Post
    kgco2e: float


def post_lines(period: ReportingPeriod, basis: str) -> list[PostLine]:
    """The 22 posts of a period; purchases of earlier years still being depreciated count their share. Two queries."""
    sums: dict[str, float] = defaultdict(float)
    results = ActivityData.objects.current().filter(
        results__superseded_at__isnull=True, results__basis__in=["", basis], apart="", results__removed=False
    )
    plain = results.filter(period=period).filter(Q(depreciation_years__isnull=True) | Q(depreciation_years__lte=1))
    for post, kgco2e in plain.values_list("post").annotate(Sum("results__kgco2e")):
        sums[post] += kgco2e
    spread = results.filter(depreciation_years__gt=1, period__ends_on__lte=period.ends_on)
    for post, times, bought, kgco2e in spread.values_list("post", "depreciation_years", "period__ends_on").annotate(Sum("results__kgco2e")):
        if period.ends_on.year - bought.year < times:
            sums[post] += kgco2e / times
    return [PostLine(post, sums.get(code, 0.0)) for code, post in posts().items()]


def restatements(limit: int = 10) -> list[Restatement]:
    """The latest restatements. One query."""
    return list(Restatement.objects.select_related("period", "by")[:limit])


@dataclass(frozen=True)
class Waiting:
    """A month of a category for which some meters have no value yet."""

    period: ReportingPeriod
    category: Category
    month: date
    meters: int


def months_waiting(*, today: date, limit: int = 6) -> list[Waiting]:
    """The last full month of each category that was measured the month before and lacks values. One query a period."""
    first = today.replace(day=1)
    month = (date(first.year - 1, 12, 1)) if first.month == 1 else date(first.year, first.month - 1, 1)
    before = (date(month.year - 1, 12, 1)) if month.month == 1 else date(month.year, month.month - 1, 1)
    period = ReportingPeriod.objects.filter(starts_on__lte=month, ends_on__gte=month).exclude(state="closed").first()
    if period is None:
        return []
    current = ActivityData.objects.current()
    meters = current.filter(starts_on=before, period__ends_on__gte=before).values_list("category").annotate(n=Count("id"))
    done = dict(current.filter(starts_on=month, period=period).values_list("category").annotate(n=Count("id")))
    waiting = [Waiting(period, categories()[code], month, count - done.get(code, 0)) for code, count in meters.order_by("category")]
    return [one for one in waiting if one.meters > 0][:limit]
