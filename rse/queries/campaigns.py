"""What pages and files show of campaigns: the people reached, never a figure under five, nor one by difference."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from foundation.search import matching
from rse import small_cells
from rse.models import Campaign, CampaignGroup, CampaignSession
from rse.small_cells import Block, Group

STEP = 5  # attendances: hours are told as if so many had come, lest they give away how many came twice, however long a session is


@dataclass(frozen=True)
class Share:
    """People reached of those meant, in a place or altogether; `merged` where it may only be told with others."""

    name: str
    headcount: int
    reached: int | None = None
    merged: bool = False

    @property
    def rate(self) -> float | None:
        return None if self.reached is None or not self.headcount else min(self.reached / self.headcount, 1.0)


class Reach:
    """How far a campaign reached, as it may be published."""

    def __init__(self, campaign: Campaign, groups: Sequence[CampaignGroup]) -> None:
        self.campaign, self.groups = campaign, groups

    @cached_property
    def blocks(self) -> list[Block]:
        """The people reached and not reached, in blocks that may be told."""
        return small_cells.blocks([Group(one.pk, one.unit_id, (one.reached, max(one.headcount - one.reached, 0))) for one in self.groups])

    @property
    def headcount(self) -> int:
        return sum(group.headcount for group in self.groups)

    @property
    def whole(self) -> Share:
        """Everybody who was meant."""
        told = small_cells.whole(self.blocks)
        return Share("", self.headcount, told[0] if told else None)

    @property
    def beyond(self) -> int | None:
        """People who came from elsewhere; None where that may not be told."""
        outside = self.campaign.people - sum(group.reached for group in self.groups)
        return outside if small_cells.is_safe((outside,)) and self.whole.reached is not None else None

    @property
    def hours(self) -> Decimal | None:
        """Hours given in all, rounded to five attendances."""
        return None if self.whole.reached is None else _rounded_hours(self.campaign.hours, self.campaign.attendances)

    @property
    def hours_each(self) -> float | None:
        """Hours for each person reached."""
        reached = self.whole.reached
        return float(self.hours) / reached if self.hours is not None and reached else None

    @property
    def cost_each(self) -> Decimal | None:
        """Cost for each person reached."""
        cost, reached = self.campaign.cost, self.whole.reached
        return cost / reached if cost is not None and reached else None

    @property
    def completed(self) -> int | None:
        """People who came to all the sessions it takes; None where those who did not are too few to be told."""
        done, reached = sum(group.completed for group in self.groups), self.whole.reached
        return done if reached is not None and small_cells.clear_of(reached, done) else None

    def by_unit(self) -> list[Share]:
        """The people reached by unit; units too small to be told stand together."""
        return self._by([(group.unit_id, group.unit.name, group) for group in self.groups])

    def by_site(self) -> list[Share]:
        """The same by site; places without a site count under their unit."""
        return self._by([(f"s{group.site_id}" if group.site_id else f"u{group.unit_id}", str(group), group) for group in self.groups])

    def at(self, site: int) -> tuple[int, int] | None:
        """(reached, not reached) at one site; None where it may not be told alone, or is not meant."""
        told = small_cells.told(self.blocks, [group.pk for group in self.groups if group.site_id == site])
        return (told[0], told[1]) if told else None

    def _by(self, named: Iterable[tuple[object, str, CampaignGroup]]) -> list[Share]:
        kinds: dict[object, tuple[str, list[CampaignGroup]]] = {}
        for key, name, group in named:
            kinds.setdefault(key, (name, []))[1].append(group)
        rows = []
        for name, members in kinds.values():
            told = small_cells.told(self.blocks, [one.pk for one in members])
            headcount = sum(one.headcount for one in members)
            rows.append(Share(name, headcount, told[0] if told else None, merged=told is None))
        rows.sort(key=lambda row: (row.merged, -(row.rate or 0), row.name))
        return rows

    def others(self, rows: Sequence[Share]) -> Share | None:
        """What the rows that are not told add up to."""
        merged = [row for row in rows if row.merged]
        told, all_of_them = small_cells.whole(self.blocks), sum(row.reached or 0 for row in rows)
        return Share("", sum(row.headcount for row in merged), told[0] - all_of_them) if merged and told else None


def pace(campaign: Campaign, rate: float | None, *, today: date) -> str:
    """The status of a share reached: done at what was wanted, else held against the days gone by."""
    if rate is None or today < campaign.starts_on:
        return "no_data"
    wanted = campaign.goal / 100
    if rate >= wanted:
        return "done"
    if today > campaign.ends_on:
        return "off_track"
    gone = ((today - campaign.starts_on).days + 1) / ((campaign.ends_on - campaign.starts_on).days + 1)
    return "on_track" if rate >= wanted * gone else "watch"


def reach_of(campaign: Campaign) -> Reach:
    """One campaign with its audience. One query."""
    return Reach(campaign, list(campaign.groups.select_related("unit", "site")))


def reaches(campaigns: Sequence[Campaign]) -> list[Reach]:
    """Several campaigns with their audiences. One query."""
    groups: dict[int, list[CampaignGroup]] = {}
    for group in CampaignGroup.objects.filter(campaign__in=[one.pk for one in campaigns]).select_related("unit", "site"):
        groups.setdefault(group.campaign_id, []).append(group)
    return [Reach(campaign, groups.get(campaign.pk, [])) for campaign in campaigns]


def campaign_rows(*, text: str = "", theme: str = "", state: str = "", sort: str = "", today: date) -> QuerySet[Campaign]:
    """The list, filtered and sorted; values nobody knows are ignored."""
    rows = matching(Campaign.objects.select_related("owner").prefetch_related("themes"), text).defer("search")
    audience = CampaignGroup.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    rows = rows.annotate(headcount=Coalesce(Subquery(audience.annotate(n=Sum("headcount")).values("n")), 0))
    if theme:
        rows = rows.filter(themes__code=theme)
    spans = {"planned": Q(starts_on__gt=today), "running": Q(starts_on__lte=today, ends_on__gte=today), "over": Q(ends_on__lt=today)}
    if state in spans:
        rows = rows.filter(spans[state])
    orders = {"name": "code", "start": "starts_on", "people": "people"}
    name = sort.removeprefix("-")
    return rows.order_by(f"{'-' if sort.startswith('-') else ''}{orders[name]}", "pk") if name in orders else rows


@dataclass(frozen=True)
class Overall:
    """All campaigns together: distinct people reached of the largest audience, hours, cost."""

    people: int | None
    headcount: int
    hours: Decimal
    cost: Decimal

    @property
    def rate(self) -> float | None:
        return None if self.people is None or not self.headcount else min(self.people / self.headcount, 1.0)


def overall() -> Overall:
    """Distinct people over all campaigns, where no campaign's own figure would give away who came to it alone. Two queries."""
    meant = Coalesce(Sum("groups__reached"), 0)
    columns = ("people", "first_reached", "hours", "cost", "meant", "attendances")
    found = list(Campaign.objects.order_by().annotate(meant=meant).values_list(*columns))
    people = sum(row[1] for row in found)
    parts = [reached for row in found for reached in (row[0], row[4])]
    safe = small_cells.is_safe((people,)) and all(small_cells.clear_of(people, part) for part in parts)
    hours = _rounded_hours(sum((row[2] for row in found), Decimal()), sum(row[5] for row in found))
    cost = sum((row[3] or Decimal() for row in found), Decimal())
    return Overall(people if safe else None, _largest_audience(), hours, cost)


def _rounded_hours(hours: Decimal, attendances: int) -> Decimal:
    """The hours of so many attendances, rounded to five of them."""
    return hours / attendances * round(attendances / STEP) * STEP if attendances else Decimal()


def _largest_audience() -> int:
    """The people that campaigns are for: each place once, with its largest headcount."""
    seen: dict[tuple[int, int | None], int] = {}
    for unit, site, people in CampaignGroup.objects.order_by().values_list("unit_id", "site_id").annotate(most=F("headcount")):
        seen[unit, site] = max(seen.get((unit, site), 0), people)
    return sum(seen.values())


@dataclass(frozen=True)
class SessionLine:
    """A session and how many came, where that may be told."""

    session: CampaignSession
    people: int | None


def session_lines(reach: Reach) -> list[SessionLine]:
    """The sessions of a campaign; attendances are told only where neither they nor what is left over is under five. One query.

    Their sum beside the people told would also give away how many came twice, or came from elsewhere.
    """
    sessions = list(reach.campaign.sessions.select_related("site"))
    came = sum(one.attendances for one in sessions)
    clear = small_cells.is_safe((came - reach.campaign.people, came - sum(group.reached for group in reach.groups)))
    parts = small_cells.blocks([Group(one.pk, one.pk, (one.attendances,)) for one in sessions]) if clear else []
    lines = []
    for one in sessions:
        told = small_cells.told(parts, [one.pk])
        lines.append(SessionLine(one, told[0] if told else None))
    return lines


def places_of(groups: Collection[CampaignGroup]) -> list[tuple[int, str]]:
    """The places from which somebody chooses theirs, by name."""
    named = [(group.pk, f"{group.site.name} · {group.unit.name}" if group.site else group.unit.name) for group in groups]
    return sorted(named, key=lambda one: one[1])
