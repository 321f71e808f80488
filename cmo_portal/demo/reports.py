"""Telling status reports: one for each duty since the start, in the colours of the story."""

from datetime import date, timedelta
from typing import Any

from cmo_portal.demo.company import COLOURS, MilestoneTale, Tale, read
from cmo_portal.demo.days import Calendar, dice, instant
from cmo_portal.demo.milestones import milestones_of
from cmo_portal.demo.scene import Scene
from cmo_portal.demo.words import Said, said
from foundation.accounts.models import Closure
from portfolio.models import Project, StatusReport
from portfolio.reporting_calendar import current_due, due_after_report

DIMENSIONS = {"cost_health": 0, "schedule_health": 1, "risk_health": 2, "scope_health": 3}
MONTH_DAYS = 30
REACHED = Said("Jalon atteint\u202f: {}.", "Milestone reached: {}.")
COMES_NEXT = Said("Prochain jalon\u202f: {}.", "Next milestone: {}.")


def tell_reports(scene: Scene) -> None:
    """All reports of one project, oldest first; the last one is today's declared health."""
    tale, calendar, project = scene.tale, scene.calendar, scene.project
    by, milestones = scene.lead, milestones_of(scene)
    days = _days(tale, calendar)
    for place, day in enumerate(reversed(days)):
        colour = _colour(tale, place, day, days, calendar)
        facts = _facts(tale, project, place, day, colour) | _progress_told(milestones, (day - calendar.today).days)
        scene.chronicle.tell(StatusReport, f"{tale.code}:{day}", [(instant(day, 9, 15), by, facts)])


def _days(tale: Tale, calendar: Calendar) -> list[date]:
    """The days of report: on each due day or a little before, until the project falls silent or ends."""
    closures = [(one.starts_on, one.ends_on) for one in Closure.objects.filter(is_demo=True)]
    quiet, chance = tale.quiet_after(calendar), dice(tale.code, "reports")
    due = current_due(reported_on=None, since=tale.starts_on, cadence=tale.cadence, closures=closures)
    early = 1 if tale.cadence == "weekly" else 3
    days: list[date] = []
    while due <= quiet:
        day = max(due - timedelta(days=chance.randrange(early)), tale.starts_on)
        days.append(day)
        due = due_after_report(day, tale.cadence, closures)
    if tale.silent:
        return [*[day for day in days if day < quiet - timedelta(days=7)], quiet]
    if tale.ended or not days:
        days.append(max(quiet, tale.starts_on))
    return days


def _colour(tale: Tale, place: int, day: date, days: list[date], calendar: Calendar) -> str:
    """The declared colour, `place` reports before the last: as told by month, else green until trouble came."""
    if tale.colours:
        last = days[-1]
        month = round((last - day).days / MONTH_DAYS)
        return COLOURS[tale.colours[min(month, len(tale.colours) - 1)]]
    age = (days[-1] - day).days
    chance = dice(tale.code, "colours")
    red, amber = 30 + chance.randrange(60), 90 + chance.randrange(80)
    if tale.health == "R" and (place == 0 or age < red):
        return "red"
    if tale.health in "RA" and (place == 0 or age < amber):
        return "amber"
    blip = tale.health == "G" and place and amber < age < amber + 40
    return "amber" if blip else "green"


def _facts(tale: Tale, project: Project, place: int, day: date, colour: str) -> dict[str, Any]:
    """What a report says; words are few and the same for all weeks of a month, as people write them."""
    chance = dice(tale.code, "note", place if place < len(tale.notes) else day.strftime("%Y%m"))
    note = tale.notes[place] if place < len(tale.notes) else chance.choice(read("kits")["notes"][colour])
    life = max(1, (tale.ends_on - tale.starts_on).days)
    return {
        "project": project,
        "reported_on": day,
        "health": colour,
        "note": said(note),
        "progress": min(100, round(100 * (day - tale.starts_on).days / life)),
        "help_needed": said(tale.help["text"]) if tale.help and place == 0 else "",
    } | _declared_dimensions(tale, place, colour)


def _progress_told(milestones: list[MilestoneTale], day: int) -> dict[str, str]:
    """What was reached since the last report and what comes next; `day` is counted from today."""
    done = [one for one in milestones if one.reached is not None and day - MONTH_DAYS < one.reached <= day]
    later = [one for one in milestones if one.reached is None or one.reached > day]
    return {
        "done": str(REACHED).format(done[-1].name) if done else "",
        "next_steps": str(COMES_NEXT).format(later[0].name) if later else "",
    }


def _declared_dimensions(tale: Tale, place: int, colour: str) -> dict[str, str]:
    """An honest lead names the dimensions that suffer; a green report says nothing of them."""
    if place or colour == "green":
        return {}
    names = {"g": "green", "a": "amber", "r": "red"}
    return {field: names[tale.bands[index]] for field, index in DIMENSIONS.items() if tale.bands[index] != "-"}
