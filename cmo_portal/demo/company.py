"""Reading the company's data files into plain values."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cmo_portal.demo.days import Calendar, dice
from cmo_portal.demo.words import Said

FOLDER = Path(__file__).parent / "company"
PROJECT_FILES = ("stories", "customers", "industry", "digital", "people_services", "confidential")
DOMAIN = "vauterre.example"
COLOURS = {"G": "green", "A": "amber", "R": "red"}


@dataclass(frozen=True)
class LinkTale:
    """One contribution: objective, level, how it ended (v validated, d declared, r refused, x expired today), days ago if told.

    `was` is the level before it was raised.
    """

    objective: str
    level: str
    end: str
    days_ago: int | None
    was: str = ""


@dataclass(frozen=True)
class MilestoneTale:
    """A milestone in days from today: promised, then reached or forecast."""

    name: Said
    base: int
    reached: int | None = None
    forecast: int | None = None


@dataclass(frozen=True)
class Tale:
    """One project as the data files tell it, with its dates worked out."""

    code: str
    name: Said
    summary: Said
    unit: str
    lead: str
    sponsor: str
    starts_on: date
    ends_on: date
    budget: int
    capex: float
    links: tuple[LinkTale, ...]
    health: str
    bands: str
    kit: str = "software"
    programme: str = ""
    project_class: str = "strategic"
    confidential: bool = False
    status: str = "active"
    magnitude: str = "1"
    cadence: str = "monthly"
    before_review: int = 0
    colours: str = ""
    silent: int = 0
    refusal: dict[str, str] | str = ""
    earned: dict[str, Any] = field(default_factory=dict)
    milestones: tuple[MilestoneTale, ...] = ()
    members: tuple[dict[str, Any], ...] = ()
    notes: tuple[Said, ...] = ()
    risk: dict[str, Any] | None = None
    decision: dict[str, Any] | None = None
    help: dict[str, Any] | None = None
    question: dict[str, Any] | None = None
    win: Said | None = None
    lessons: Said | None = None

    @property
    def ended(self) -> bool:
        return self.status in ("closed", "cancelled")

    def life(self, share: float) -> date:
        """The day on which this share of the project's life has passed."""
        return self.starts_on + timedelta(days=round((self.ends_on - self.starts_on).days * share))

    def quiet_after(self, calendar: Calendar) -> date:
        """The last day of which anything is known: yesterday, the end, the pause, or the day its lead fell silent."""
        yesterday = calendar.away(-1)
        if self.ended:
            return min(self.ends_on, yesterday)
        if self.status == "paused":
            return calendar.away(-PAUSED_DAYS)
        return calendar.away(-self.silent) if self.silent else yesterday


PAUSED_DAYS = 40


@cache
def read(name: str) -> dict[str, Any]:
    """The content of company/<name>.toml."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def tales(calendar: Calendar) -> list[Tale]:
    """The sixty projects and the confidential one, by code."""
    found = [_tale(facts, calendar) for name in PROJECT_FILES for facts in read(name)["project"]]
    return sorted(found, key=lambda tale: tale.code)


def person_key(facts: dict[str, Any]) -> str:
    """The name under which the data files speak of a person."""
    return str(facts.get("key", facts["login"]))


def _tale(facts: dict[str, Any], calendar: Calendar) -> Tale:
    code = facts["code"]
    start, end = _span(facts, calendar)
    optional = {
        name: facts[name]
        for name in (
            "kit",
            "programme",
            "confidential",
            "status",
            "cadence",
            "silent",
            "refusal",
            "earned",
            "decision",
            "help",
            "question",
            "risk",
            "before_review",
        )
        if name in facts
    }
    return Tale(
        code=code,
        name=Said.of(facts),
        summary=Said.of(facts["summary"]),
        unit=facts["unit"],
        lead=facts["lead"],
        sponsor=facts["sponsor"],
        starts_on=start,
        ends_on=end,
        budget=facts["budget"],
        capex=facts["capex"],
        links=tuple(map(_link, facts["links"])),
        health=facts["health"],
        bands=facts["bands"],
        project_class=facts.get("class", "strategic"),
        magnitude=str(facts.get("magnitude", 1)),
        colours=facts.get("colours", ""),
        milestones=tuple(map(_milestone, facts.get("milestones", ()))),
        notes=tuple(map(Said.of, facts.get("notes", ()))),
        members=tuple(facts.get("members", ())),
        win=Said.of(facts["win"]) if "win" in facts else None,
        lessons=Said.of(facts["lessons"]) if "lessons" in facts else None,
        **optional,
    )


def _span(facts: dict[str, Any], calendar: Calendar) -> tuple[date, date]:
    if "start_days" in facts:
        return calendar.away(facts["start_days"]), calendar.away(facts["end_days"])
    return calendar.month_start(facts["start"]) + timedelta(days=dice(facts["code"], "start").randrange(12)), calendar.month_end(
        facts["end"]
    )


def _link(told: str) -> LinkTale:
    objective, level, end = told.split()
    ended, _, was = end.partition("<")
    return LinkTale(objective, str(float(level)), ended[0], int(ended[1:]) if ended[1:] else None, str(float(was)) if was else "")


def _milestone(facts: dict[str, Any]) -> MilestoneTale:
    return MilestoneTale(Said.of(facts), facts["base"], facts.get("reached"), facts.get("forecast"))
