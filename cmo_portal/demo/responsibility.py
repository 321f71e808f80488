"""The company's CSR figures: seven years of footprint, a target it is late on, its materiality, its index, what projects do to it all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, instant
from cmo_portal.demo.words import Said, said
from foundation.accounts.models import Site, User
from foundation.attachments.actions import keep_evidence
from portfolio.actions.responsibility import assess_no_effect, assess_theme
from portfolio.alignment.known_facts import Moment
from portfolio.alignment.model_versions import revise_model
from portfolio.alignment.nights import model_in_force
from portfolio.alignment.parameters import Parameters
from portfolio.models import Project, ScoringModel
from portfolio.models.projects import ProjectStatus
from rse.actions.equality import compute_index
from rse.actions.footprint import Activity, record_activities, restate_activity
from rse.actions.materiality import add_iro, draft_assessment, put_in_force, rate
from rse.actions.periods import close_period, open_period, state_category
from rse.actions.targets import set_target
from rse.catalogues import warming_potentials
from rse.computation import pinned
from rse.emissions import weighted
from rse.equality_index import Inputs, PayGroup, RateGroup
from rse.models import EmissionFactor, FactorRelease, ReportingPeriod, Theme

KG = 1000
RESPONSIBILITY_STARTED = 3  # months ago
PILLAR_NOTE = Said(
    "La responsabilité compte\u202f: la matérialité est en vigueur, les projets sont évalués.",
    "Responsibility counts: materiality is in force, projects are assessed.",
)
ASSESSED = (ProjectStatus.ACTIVE, ProjectStatus.NOT_STARTED, ProjectStatus.PAUSED)


@dataclass(frozen=True)
class Footprint:
    """What the years of the footprint are told from: the story, the factors and sites it names, who keeps the bills."""

    calendar: Calendar
    told: dict[str, Any]
    release: FactorRelease
    factors: Mapping[str, EmissionFactor]
    sites: Mapping[str, Site]
    officer: User


def tell_responsibility(calendar: Calendar, people: Mapping[str, User], projects: Mapping[str, Project]) -> None:
    """Write everything through the portal's own actions, each at the instant at which it would have been done."""
    told = read("responsibility")
    release = FactorRelease.objects.get(code=told["release"])
    factors = {factor.code: factor for factor in release.factors.all()}
    sites = {site.code: site for site in Site.objects.filter(is_demo=True)}
    footprint = Footprint(calendar, told, release, factors, sites, officer=people["rse"])
    for distance, tonnes in told["tonnes"].items():
        _closed_year(footprint, int(distance), tonnes)
    _this_year(footprint)
    _target(calendar, told)
    _materiality(calendar, told, people)
    _indices(calendar, told)
    _assessments(calendar, told, projects)


def _period(year: int, release: FactorRelease, at: datetime, **facts: Any) -> ReportingPeriod:
    days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    return open_period(code=str(year), releases=[release], by=None, at=at, is_demo=True, **days, **facts)


def _closed_year(footprint: Footprint, distance: int, tonnes: float) -> None:
    """A past year, one line a source, closed in the spring after; the last one is restated once."""
    told, calendar = footprint.told, footprint.calendar
    year = calendar.today.year + distance
    at = min(instant(date(year + 1, 3, 12)), instant(calendar.away(-20)))
    size = {"revenue": Decimal(told["revenue"]), "employees": Decimal(told["employees"])}
    period = _period(year, footprint.release, at, **size)
    lines = [_line(footprint, source, period, tonnes * source["share"]) for source in told["source"]]
    lines += [_line(footprint, source, period, source["tonnes"] * told["scope3_trend"] ** distance) for source in told["scope3"]]
    entered = record_activities(period=period, values=_proven(footprint, lines, str(year), at), by=None, at=at)
    for code, reason in told["not_relevant"].items():
        state_category(period=period, category=code, state="not_relevant", reason=said(reason), by=None, at=at)
    close_period(period=period, by=None, at=at + timedelta(days=6))
    if distance == -2:
        line = next(row for row in entered.added if row.label == said(told["restated"]["label"]))
        why = said(told["restated"]["reason"])
        restate_activity(activity=line, quantity=line.quantity * told["restated"]["times"], reason=why, by=None, at=at + timedelta(days=90))


def _line(footprint: Footprint, source: dict[str, Any], period: ReportingPeriod, tonnes: float) -> Activity:
    factor = footprint.factors[source["factor"]]
    return Activity(
        source["category"],
        said(source["label"]),
        period.starts_on,
        period.ends_on,
        round(tonnes * KG / weighted(pinned(factor).rule, warming_potentials(period.gwp_set)), 1),
        factor.unit,
        factor,
        site=footprint.sites.get(source.get("site", "")),
        kind=source.get("kind", "physical"),
        marks=source.get("marks", {}),
    )


def _proven(footprint: Footprint, lines: list[Activity], when: str, at: datetime) -> list[Activity]:
    """The lines with the bills of their days, where the company keeps bills."""
    bills = footprint.told["bills"]
    file = SimpleUploadedFile(f"{said(bills['name'])}-{when}.txt", f"{said(bills['text'])} {when}\n".encode())
    proof = keep_evidence(kind="rse.activitydata", object_id=when, upload=file, by=footprint.officer, at=at, signed=False)
    return [replace(line, evidence=proof) if line.category in bills["categories"] else line for line in lines]


def _this_year(footprint: Footprint) -> None:
    """This year by month, the last full month still to be entered."""
    told, calendar = footprint.told, footprint.calendar
    year = calendar.today.year
    first = instant(date(year, 1, 1))
    period = _period(year, footprint.release, min(first, instant(calendar.away(-1))))
    yearly = told["tonnes"]["-1"] * told["this_year"]
    for month in range(1, calendar.today.month - 1):
        start = date(year, month, 1)
        end = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        season = told["seasons"][month - 1] / sum(told["seasons"])
        plain = [_line(footprint, source, period, yearly * source["share"] * season) for source in told["source"]]
        lines = [replace(line, starts_on=start, ends_on=end) for line in plain]
        at = instant(end + timedelta(days=9))
        record_activities(period=period, values=_proven(footprint, lines, f"{start:%Y-%m}", at), by=None, at=at)


def _target(calendar: Calendar, told: dict[str, Any]) -> None:
    target = told["target"]
    set_target(
        code=target["code"],
        name_fr=target["fr"],
        name_en=target["en"],
        scopes="12",
        basis="market",
        base_year=calendar.today.year + target["base_year"],
        base_kg=target["base"] * KG,
        target_year=calendar.today.year + target["target_year"],
        target_kg=target["value"] * KG,
        standard=target["standard"],
        standard_version=target["standard_version"],
        validation="submitted",
        is_demo=True,
        by=None,
        at=instant(date(calendar.today.year + target["base_year"] + 1, 3, 20)),
    )


def _materiality(calendar: Calendar, told: dict[str, Any], people: Mapping[str, User]) -> None:
    at, since = instant(calendar.month_start(-9)), calendar.month_start(-9)
    names = {"name_fr": f"Analyse de matérialité {since.year}", "name_en": f"Materiality assessment {since.year}"}
    draft = draft_assessment(by=None, at=at, is_demo=True, **names)
    topics = {theme.code: theme for theme in Theme.objects.filter(group__code="esrs")}
    for entry in told["iro"]:
        kinds = {name: entry.get(name, False) for name in ("positive", "potential", "human_rights")}
        facts = {"kind": entry["kind"], "name_fr": entry["fr"], "name_en": entry["en"], **kinds}
        iro = add_iro(assessment=draft, topic=topics[entry["topic"]], by=None, at=at, **facts)
        steps = {name: entry[name] for name in ("scale", "scope", "irremediability", "magnitude", "likelihood") if name in entry}
        rate(iro=iro, rater=people[entry["rater"]], rationale=said(entry["why"]), by=None, at=at, **steps)
    put_in_force(assessment=draft, since=since, by=None, at=at + timedelta(hours=2))


def _indices(calendar: Calendar, told: dict[str, Any]) -> None:
    for distance, figures in told["index"].items():
        year = min(calendar.today.year + int(distance), 2026)
        groups = [PayGroup(*group) for group in told["groups"]]
        widened = [PayGroup(g.women, g.men, g.women_pay and g.women_pay * figures["women_pay"], g.men_pay) for g in groups]
        inputs = Inputs(
            widened,
            figures["top_women"],
            10 - figures["top_women"],
            raises=[RateGroup(*one) for one in figures["raises"]],
            promotions=[RateGroup(*one) for one in figures["promotions"]],
            returns_from_leave=figures["returns"],
            returns_raised=figures["returns"],
        )
        compute_index(year=year, inputs=inputs, by=None, at=instant(calendar.month_start(12 * (int(distance) + 1) - 8)), is_demo=True)


def _assessments(calendar: Calendar, told: dict[str, Any], projects: Mapping[str, Project]) -> None:
    themes = {theme.code: theme for theme in Theme.objects.filter(group__code="house")}
    at = instant(calendar.month_start(-4))
    for one in told["assessment"]:
        project = projects[one["project"]]
        effect = Decimal(str(one["effect"]))
        assess_theme(project=project, theme=themes[one["theme"]], effect=effect, rationale=said(one["why"]), by=None, at=at)
    for code, project in projects.items():
        if code not in told["unassessed"] and project.status in ASSESSED:
            assess_no_effect(project=project, by=None, at=at + timedelta(days=2))


def start_responsibility(calendar: Calendar) -> ScoringModel:
    """The version of the scoring model that starts the pillar of responsibility, as an administrator starts it."""
    day = calendar.month_start(-RESPONSIBILITY_STARTED)
    at = instant(day - timedelta(days=2), 15)
    parameters = Parameters.from_json(model_in_force(Moment(day, at)).parameters)
    note = str(PILLAR_NOTE)
    return revise_model(
        parameters=replace(parameters, responsibility_starts=day), in_force_from=day, note=note, of_the_demo=True, by=None, at=at
    )
