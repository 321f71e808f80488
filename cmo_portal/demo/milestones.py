"""Telling milestones: promised at the start, forecast anew as the schedule slips, reached."""

from datetime import date, timedelta
from typing import Any

from cmo_portal.demo.company import MilestoneTale, Tale, read
from cmo_portal.demo.days import Calendar, dice, instant
from cmo_portal.demo.scene import Scene
from cmo_portal.demo.words import Said
from portfolio.models import Milestone

SLIP_DAYS = {"g": (-4, 6), "a": (14, 26), "r": (38, 62), "-": (-2, 4)}
REVIEW_EVERY = 40  # days between two confirmations of the next milestone


def tell_milestones(scene: Scene) -> None:
    """The milestones of one project, named by its story or usual for its kind."""
    tale, calendar, project = scene.tale, scene.calendar, scene.project
    by, quiet, told = scene.lead, scene.quiet, milestones_of(scene)
    following = next((one for one in told if one.reached is None), None)
    for place, one in enumerate(told):
        common = {"project": project, "name_fr": one.name.fr, "name_en": one.name.en, "baseline_on": calendar.away(one.base)}
        steps = [(instant(day, 15, place), by, common | facts) for day, facts in _versions(tale, one, one is following, calendar, quiet)]
        scene.chronicle.tell(Milestone, f"{tale.code}:{place}", steps)


def milestones_of(scene: Scene) -> list[MilestoneTale]:
    """The milestones of one project, in order."""
    return list(scene.tale.milestones) or _usual(scene.tale, scene.calendar, scene.quiet)


def _usual(tale: Tale, calendar: Calendar, quiet: date) -> list[MilestoneTale]:
    """Five milestones spread over the project's life; the slip grows to what the schedule band says today."""
    chance = dice(tale.code, "milestones")
    slip = chance.randint(*SLIP_DAYS[tale.bands[1]])
    told = []
    for share, fr, en in read("kits")[tale.kit]["milestones"]:
        promised = tale.life(share * 0.97)
        gone = (promised - tale.starts_on).days / max(1, (quiet - tale.starts_on).days)
        moved = promised + timedelta(days=round(slip * (1.0 if gone > 0.5 else 0.3)))
        if tale.ended:
            moved = min(moved, tale.ends_on)
        base, then = (promised - calendar.today).days, (moved - calendar.today).days
        reached = moved <= quiet and tale.status != "cancelled"
        told.append(MilestoneTale(Said(fr, en), base, reached=then if reached else None, forecast=None if reached else max(then, 3)))
    return told


def _versions(tale: Tale, one: MilestoneTale, following: bool, calendar: Calendar, quiet: date) -> list[tuple[date, dict[str, Any]]]:
    """(day, facts): the promise, the slip noticed on the way, the day reached or the last confirmation."""
    base = calendar.away(one.base)
    versions = [(tale.starts_on + timedelta(days=6), {"forecast_on": base})]
    ended = one.reached if one.reached is not None else one.forecast
    final = calendar.away(ended if ended is not None else one.base)
    noticed = tale.starts_on + (min(base, quiet) - tale.starts_on) * 0.7
    if final != base and noticed < quiet:
        versions.append((noticed, {"forecast_on": final}))
    if one.reached is not None:
        versions.append((final, {"forecast_on": final, "reached_on": final}))
    elif following:
        versions += _confirmations(tale, noticed, final, quiet)
    return versions


def _confirmations(tale: Tale, noticed: date, final: date, quiet: date) -> list[tuple[date, dict[str, Any]]]:
    """The lead confirms the next date every few weeks, so that it is not taken for forgotten."""
    day = quiet - timedelta(days=dice(tale.code, "confirmed").randrange(4, 20))
    days = []
    while day > noticed:
        days.append(day)
        day -= timedelta(days=REVIEW_EVERY)
    return [(day, {"forecast_on": final}) for day in reversed(days)]
