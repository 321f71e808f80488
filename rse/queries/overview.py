"""What the RSE home says: the verdict on the trajectory, four tiles, what needs somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from foundation import formatting
from foundation.accounts.models import User
from foundation.tiles import Tile
from rse import access
from rse.catalogues import everyday
from rse.models import Initiative, ReductionTarget
from rse.queries.footprint import CategoryLine, Waiting, Year, category_lines, completeness, months_waiting, years
from rse.queries.initiatives import Owed, Source, Wanted, counts, listed, owed, sources_without_initiative
from rse.queries.people import people_tiles
from rse.queries.trajectory import Standing, standing
from rse.queries.value_chain import ValueChain, value_chain

TONNE = 1000.0
WORST_SHOWN = 6
UNIMAGINABLE = 100e6  # a hundred million of something tells nobody anything


@dataclass(frozen=True)
class Overview:
    """The RSE home."""

    verdict: str
    standing: Standing | None
    chosen: Year | None
    tiles: list[Tile]
    waiting: list[Waiting]
    sources: list[Source]
    owed: list[Owed]
    worst: list[Initiative]
    counts: dict[str, int]
    people: list[Tile]
    chain: ValueChain
    today: date


def overview(user: User, *, today: date) -> Overview:
    """Everything the home shows; the number of queries does not depend on rows."""
    target = ReductionTarget.objects.select_related("context").first()
    known = years(target.basis if target else "market")
    held = standing(target, known) if target else None
    told = [year for year in known if year.by_category and not year.is_open]
    chosen = told[-1] if told else next((year for year in reversed(known) if year.by_category), None)
    before = next((year for year in known if chosen and year.year == chosen.year - 1 and year.by_category), None)
    tiles = footprint_tiles(chosen, before) if chosen else []
    waiting = months_waiting(today=today) if access.may_enter(user) else []
    owner = None if access.may_steer(user) else user
    return Overview(
        verdict=verdict(held),
        standing=held,
        chosen=chosen,
        tiles=tiles,
        waiting=waiting,
        sources=sources_without_initiative(chosen),
        owed=owed(today=today, owner=owner),
        worst=list(listed(Wanted(state="active"))[:WORST_SHOWN]),
        counts=counts(today),
        people=people_tiles(today=today),
        chain=value_chain(user, today=today),
        today=today,
    )


def verdict(held: Standing | None) -> str:
    """One sentence: does the trajectory hold?"""
    if held is None:
        return _("No reduction target yet: set one, and the portal says every night whether it holds.")
    return trajectory_sentence(held)


def trajectory_sentence(held: Standing) -> str:
    """Progress against elapsed time, and the rate still required."""
    if held.last is None or held.progress is None or held.progress.done is None:
        return _("%(name)s: no full year is known yet.") % {"name": held.target.name}
    facts = {
        "name": held.target.name,
        "done": formatting.percent(held.progress.done),
        "elapsed": formatting.percent(held.progress.elapsed),
        "rate": formatting.percent(held.required_rate, 1),
        "planned": formatting.percent(held.planned_rate, 1),
        "year": held.target.target_year,
    }
    if held.progress.on_track:
        return _("%(name)s: on track, %(done)s of the way for %(elapsed)s of the time.") % facts
    if held.required_rate is None:
        return _("%(name)s: off track, %(done)s of the way for %(elapsed)s of the time.") % facts
    return _("%(name)s: off track, %(done)s of the way for %(elapsed)s of the time; %(rate)s a year are now needed until %(year)s.") % facts


def footprint_tiles(chosen: Year, before: Year | None) -> list[Tile]:
    """Scopes 1 and 2, all scopes, per employee, proven."""
    year = chosen.year
    tiles = [
        _tonnes_tile(_("Scopes 1 and 2"), chosen, before, "12"),
        _tonnes_tile(_("All scopes"), chosen, before, "123"),
    ]
    revenue, staff = chosen.period.revenue, chosen.period.employees
    if revenue:
        value = chosen.total("12") / TONNE / (float(revenue) / 1e6)
        tiles.append(
            Tile(_("Scopes 1 and 2 for a million of revenue"), formatting.number(value, 1), "t/M€", note=str(year), compared=False)
        )
    elif staff:
        tiles.append(
            Tile(
                _("Scopes 1 and 2 a person"),
                formatting.number(chosen.total("12") / TONNE / float(staff), 1),
                "t",
                note=str(year),
                compared=False,
            )
        )
    share = chosen.evidence_share
    tiles.append(Tile(_("Emissions with evidence"), "" if share is None else formatting.percent(share), note=str(year), compared=False))
    return tiles


def _tonnes_tile(label: str, chosen: Year, before: Year | None, scopes: str) -> Tile:
    total = chosen.total(scopes)
    low, high = chosen.interval(scopes)
    change = None
    if before is not None and before.total(scopes):
        change = 100 * (total - before.total(scopes)) / before.total(scopes)
    span = {"low": formatting.number(low / TONNE, 0), "high": formatting.number(high / TONNE, 0), "year": chosen.year}
    return Tile(
        label,
        formatting.number(total / TONNE, 0),
        "t CO2e",
        change,
        "%",
        1,
        good="down",
        since=_("than in %(year)s") % {"year": chosen.year - 1} if change is not None else "",
        note=_("%(year)s, between %(low)s and %(high)s") % span,
    )


def quality_tiles(chosen: Year, lines: Sequence[CategoryLine]) -> list[Tile]:
    """Coverage, evidence, estimates, stale."""
    total = chosen.total() or 1.0
    stale = sum(line.stale for line in lines)
    return [
        Tile(
            _("Categories covered"),
            formatting.percent(completeness(lines)),
            note=_("quantified, estimated or not relevant and why"),
            compared=False,
        ),
        Tile(_("Emissions with evidence"), formatting.percent(chosen.evidenced / total), compared=False),
        Tile(_("From spend or extrapolation"), formatting.percent(chosen.estimated / total), good="down", compared=False),
        Tile(_("Stale categories"), formatting.number(stale), note=_("nothing newer than twelve months"), compared=False),
    ]


def everyday_words(kgco2e: float) -> list[str]:
    """What an emission means in everyday terms, rounded to what can be imagined."""
    found = everyday(kgco2e)
    within = [one for one in found if one.count < UNIMAGINABLE] or found[-1:]
    return [f"{formatting.number(_round(one.count), 0)} {one.words}" for one in within]


def _round(value: float) -> float:
    size: float = 10 ** max(len(str(int(value))) - 2, 0)
    return round(value / size) * size


__all__ = ["Overview", "category_lines", "everyday_words", "footprint_tiles", "overview", "quality_tiles", "trajectory_sentence", "verdict"]
