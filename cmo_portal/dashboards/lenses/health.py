"""Declared health beside computed health, by direction: kept by the night for whole scopes, counted afresh where a filter narrows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from foundation.accounts.models import OrganisationUnit
from portfolio.models import Project, RunIndex, ScoreRun, ScoreSnapshot
from portfolio.models.status import AMBER_FROM, GREEN_FROM

COLOURS = ("green", "amber", "red", "outdated", "none")
ROUND = 1e-6


@dataclass(frozen=True)
class Slice:
    """One colour of a spread: how many, and where its bar starts and how long it is, of 100."""

    colour: str
    count: int
    start: float
    length: float


@dataclass(frozen=True)
class Spread:
    """How many projects stand in each colour."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def slices(self) -> list[Slice]:
        """The colours that occur, best first, as parts of one bar."""
        found, start = [], 0.0
        for colour in COLOURS:
            if count := self.counts.get(colour, 0):
                length = 100 * count / self.total
                found.append(Slice(colour, count, round(start, 2), round(length, 2)))
                start += length
        return found


@dataclass(frozen=True)
class Health:
    """One direction (or the whole): declared beside computed, and how many projects need help."""

    code: str
    name: str
    declared: Spread
    computed: Spread
    need_help: int
    gap: float | None = None

    @property
    def projects(self) -> int:
        return self.declared.total


def kept(run: ScoreRun, units: Iterable[OrganisationUnit]) -> tuple[Health | None, list[Health]]:
    """The whole and each of `units` with all below it, as the night counted them; None where that run did not count. One query."""
    by_id = {unit.pk: unit for unit in units}
    wanted = Q(scope="everything") | Q(scope="unit", scope_id__in=by_id)
    rows = RunIndex.objects.filter(wanted, run=run).order_by("scope", "scope_id")
    found = {row.scope_id: row.detail for row in rows if row.detail.get("health")}
    whole = _of_detail("", "", found[None]) if None in found else None
    return whole, [_of_detail(unit.code, unit.name, found[pk]) for pk, unit in by_id.items() if pk in found and found[pk]["projects"]]


def _of_detail(code: str, name: str, detail: Mapping) -> Health:
    counts = detail["health"]
    return Health(code, name, Spread(counts["declared"]), Spread(counts["computed"]), detail["watermelons"], detail.get("gap"))


def fresh(
    run: ScoreRun, projects: QuerySet[Project], units: Iterable[OrganisationUnit], top: Mapping[int, int]
) -> tuple[Health, list[Health]]:
    """The same, counted among `projects`; `top` names the direction of each unit. One query."""
    rows = ScoreSnapshot.objects.filter(run=run, project__in=projects.order_by().values("pk"))
    declared = Case(When(detail__delivery__outdated=True, then=Value("outdated")), default=_colour("d_declared"), output_field=CharField())
    counted = rows.annotate(told=declared, computed=_colour("d_computed")).values("project__unit", "told", "computed")
    table = list(counted.annotate(n=Count("id"), help=Count("id", filter=Q(watermelon=True))).order_by())
    by_unit = {unit.pk: unit for unit in units}
    whole = _counted("", "", table)
    parts = [_counted(unit.code, unit.name, [row for row in table if top.get(row["project__unit"]) == pk]) for pk, unit in by_unit.items()]
    return whole, [part for part in parts if part.projects]


def _colour(name: str) -> Case:
    return Case(
        When(**{f"{name}__isnull": True}, then=Value("none")),
        When(**{f"{name}__gte": GREEN_FROM - ROUND}, then=Value("green")),
        When(**{f"{name}__gte": AMBER_FROM - ROUND}, then=Value("amber")),
        default=Value("red"),
        output_field=CharField(),
    )


def _counted(code: str, name: str, rows: list[dict]) -> Health:
    declared, computed = dict.fromkeys(COLOURS, 0), dict.fromkeys(COLOURS, 0)
    for row in rows:
        declared[row["told"]] += row["n"]
        computed[row["computed"]] += row["n"]
    return Health(code, name, Spread(declared), Spread(computed), sum(row["help"] for row in rows))


def directions(known: Iterable[OrganisationUnit] | None = None) -> tuple[list[OrganisationUnit], dict[int, int]]:
    """The directions (the units below a root, and roots without any), and the direction of each unit.

    One query, or none where all units are `known`.
    """
    units = {unit.pk: unit for unit in (OrganisationUnit.objects.order_by("code") if known is None else known)}
    top = {pk: _top(pk, units) for pk in units}
    parents = {unit.parent_id for unit in units.values()}
    heads = sorted({pk for pk in top.values() if units[pk].parent_id or pk not in parents}, key=lambda pk: units[pk].code)
    return [units[pk] for pk in heads], top


def _top(pk: int, units: Mapping[int, OrganisationUnit]) -> int:
    path = [pk]
    while (above := units[path[-1]].parent_id) and above in units and above not in path:
        path.append(above)
    return path[-2] if len(path) > 1 else path[-1]
