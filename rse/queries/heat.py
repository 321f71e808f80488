"""The heat map of participation: a row a site, a column a campaign; a cell that may not be told alone is merged."""

from collections.abc import Sequence
from dataclasses import dataclass

from rse.models import Campaign
from rse.queries.campaigns import Reach, Share

STEPS = 5


@dataclass(frozen=True)
class Column:
    """One campaign of the map with its share over all places."""

    campaign: Campaign
    whole: Share


@dataclass(frozen=True)
class Cell:
    """The share of a site reached by a campaign: `rate` None and `meant` where it is told only with others."""

    campaign: str
    meant: bool
    rate: float | None = None

    @property
    def step(self) -> int:
        """From 0 (nobody) to 5 (all), for the shade."""
        return 0 if self.rate is None else min(int(self.rate * STEPS) + 1, STEPS)


@dataclass(frozen=True)
class Row:
    """One site."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class HeatMap:
    """Sites × campaigns."""

    columns: list[Column]
    rows: list[Row]

    @property
    def has_merged(self) -> bool:
        return any(cell.meant and cell.rate is None for row in self.rows for cell in row.cells)


def heat_map(reaches: Sequence[Reach]) -> HeatMap:
    """The map of some campaigns, read already with their audiences."""
    sites = {group.site_id: group.site for reach in reaches for group in reach.groups if group.site}
    named = sorted(sites.items(), key=lambda one: one[1].name)
    rows = [Row(site.name, [_cell(reach, number) for reach in reaches]) for number, site in named]
    return HeatMap([Column(reach.campaign, reach.whole) for reach in reaches], rows)


def _cell(reach: Reach, site: int) -> Cell:
    meant = [group for group in reach.groups if group.site_id == site]
    told = reach.at(site)
    headcount = sum(group.headcount for group in meant)
    return Cell(reach.campaign.name, bool(meant), min(told[0] / headcount, 1.0) if told and headcount else None)
