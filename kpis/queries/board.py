"""The board: which indicators fit, in which order, how many stand where. Its cost does not depend on the measurements."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from foundation.asked import whole_number
from foundation.bilingual import name_field
from foundation.search import matching
from kpis.models import Indicator, IndicatorShare, LatestMeasurement, StatusOverride
from kpis.models.alerts import Status
from kpis.queries.cards import Card, cards, with_latest
from strategy.models import Perspective, StrategicObjective

PAGE_SIZE = 24
BEHIND_ALL = 2**31 - 1  # the place of what measures no objective
WORST, NAME, CODE, OLDEST = "worst", "name", "code", "oldest"
ORDER = (Status.OFF_TRACK, Status.WATCH, Status.NO_DATA, Status.NO_TARGET, Status.ON_TRACK, Status.DONE)
NOWHERE = ""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the board."""

    q: str = ""
    perspective: str = ""
    objective: int | None = None
    status: str = ""
    owner: int | None = None
    tag: int | None = None
    group: str = "perspective"
    sort: str = WORST


@dataclass(frozen=True)
class Group:
    """Cards under one heading, and how the whole group stands: {status: count}, the cards of other pages included."""

    key: str
    title: str
    href_key: str
    counts: dict[str, int]
    cards: list[Card] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Board:
    """One page of the board; `after` and `before` are the places where the pages around it begin and end."""

    groups: list[Group]
    counts: dict[str, int]
    after: str = ""
    before: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def shown(self) -> int:
        return sum(len(group.cards) for group in self.groups)


def board(wanted: Wanted, *, today: date, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Board:
    """A page of the board. Eight queries, whatever it holds."""
    rows = _grouped(_filtered(with_latest(Indicator.objects.filter(retired_on__isnull=True)), wanted), wanted)
    counts = _counts(_grouped(_filtered(_bare(today), wanted, shown_status=True), wanted))
    whole = Counter[str]()
    for (_key, status), number in counts.items():
        whole[status] += number
    rows = _with_shown_status(rows, today)
    if wanted.status:
        rows = rows.filter(shown_status=wanted.status)
    total = whole[wanted.status] if wanted.status else sum(whole.values())
    start = _start(after, before, size, total)
    page = list(rows.select_related("owner").order_by("group_rank", "group_key", *_order(wanted))[start : start + size])
    groups = _in_groups(cards(page, today=today), page, counts, wanted)
    end = start + len(page)
    return Board(groups, dict(whole), after=str(end) if end < total else "", before=str(start) if start > 0 else "")


def _bare(today: date) -> QuerySet[Indicator]:
    return _with_shown_status(with_latest(Indicator.objects.filter(retired_on__isnull=True)), today)


def _with_shown_status(rows: QuerySet[Indicator], today: date) -> QuerySet[Indicator]:
    """The status people see: a person's while it lasts, else the computed one; `no_data` where nothing was measured."""
    set_by_person = StatusOverride.objects.current().filter(indicator=OuterRef("pk"), expires_on__gte=today).values("status")[:1]
    return rows.annotate(shown_status=Coalesce(Subquery(set_by_person), F("newest__status"), Value("no_data"), output_field=CharField()))


def _filtered(rows: QuerySet[Indicator], wanted: Wanted, *, shown_status: bool = False) -> QuerySet[Indicator]:
    if wanted.perspective:
        rows = rows.filter(perspective="" if wanted.perspective == "none" else wanted.perspective)
    if wanted.owner:
        rows = rows.filter(owner=wanted.owner)
    if wanted.tag:
        rows = rows.filter(tags=wanted.tag)
    if wanted.objective:
        shares = IndicatorShare.objects.current().filter(indicator=OuterRef("pk"), objective=wanted.objective)
        rows = rows.filter(Exists(shares))
    return matching(rows, wanted.q)


def _grouped(rows: QuerySet[Indicator], wanted: Wanted) -> QuerySet[Indicator]:
    """The rows with the key of their group and its place: a perspective, or the objective they say most about."""
    if wanted.group == "objective":
        main = IndicatorShare.objects.current().filter(indicator=OuterRef("pk")).order_by("-share", "objective__position", "id")
        if wanted.objective:
            main = main.filter(objective=wanted.objective)
        key = Coalesce(Subquery(main.values("objective__code")[:1]), Value(NOWHERE), output_field=CharField())
        rank = Coalesce(Subquery(main.values("objective__position")[:1]), Value(BEHIND_ALL), output_field=IntegerField())
        return rows.annotate(group_key=key, group_rank=rank)
    if wanted.group == "perspective":
        ranks = [When(perspective=name, then=place) for place, name in enumerate(Perspective.values)]
        return rows.annotate(group_key=F("perspective"), group_rank=Case(*ranks, default=len(ranks), output_field=IntegerField()))
    return rows.annotate(group_key=Value(NOWHERE, output_field=CharField()), group_rank=Value(0, output_field=IntegerField()))


def _order(wanted: Wanted) -> list[Any]:
    match wanted.sort:
        case "name":
            return [name_field(), "code"]
        case "code":
            return ["code"]
        case "oldest":
            return [F("newest_period_end").asc(nulls_first=True), "code"]
    severity = Case(*[When(shown_status=status, then=place) for place, status in enumerate(ORDER)], default=9, output_field=IntegerField())
    return [severity, F("newest_attainment").asc(nulls_last=True), "code"]


def _counts(rows: QuerySet[Indicator]) -> dict[tuple[str, str], int]:
    """{(group, status): how many}."""
    found = rows.order_by().values("group_key", "shown_status").annotate(number=Count("pk", distinct=True))
    return {(row["group_key"], row["shown_status"]): row["number"] for row in found}


def _start(after: str, before: str, size: int, total: int) -> int:
    start = whole_number(after) or max(0, (whole_number(before) or 0) - size)
    return min(start, max(0, total - 1) // size * size) if start >= total else start


def _in_groups(shown: Sequence[Card], rows: Sequence[Indicator], counts: dict[tuple[str, str], int], wanted: Wanted) -> list[Group]:
    titles = _titles(rows, wanted)
    groups: dict[str, Group] = {}
    for card, row in zip(shown, rows, strict=True):
        key = row.group_key
        if key not in groups:
            own = {status: number for (group, status), number in counts.items() if group == key}
            groups[key] = Group(key, titles.get(key, ""), key, dict(sorted(own.items(), key=lambda one: ORDER.index(Status(one[0])))))
        groups[key].cards.append(card)
    return list(groups.values())


def _titles(rows: Sequence[Indicator], wanted: Wanted) -> dict[str, str]:
    if wanted.group == "objective":
        codes = {row.group_key for row in rows} - {NOWHERE}
        return {o.code: f"{o.code} · {o.name}" for o in StrategicObjective.objects.filter(code__in=codes).defer("search")}
    return {name: str(label) for name, label in Perspective.choices} if wanted.group == "perspective" else {}


def statuses_of(ids: Sequence[int]) -> dict[int, str]:
    """{indicator id: computed status of its newest value}. One query."""
    rows = LatestMeasurement.objects.filter(indicator__in=ids, slice__isnull=True)
    return dict(rows.values_list("indicator_id", "status"))


def any_indicator() -> bool:
    """Is there an indicator at all?"""
    return Indicator.objects.filter(Q(retired_on__isnull=True)).exists()
