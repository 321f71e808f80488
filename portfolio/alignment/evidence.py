"""Bulk reads of the night: a handful of set queries into frames, and the frames into what the rules read. Worker only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from foundation.accounts.models import Closure
from portfolio import earned_value, money, reporting_calendar
from portfolio.alignment import known_facts, known_indicators, known_themes
from portfolio.alignment.assembly import Evidence, assembled, days, floats, is_kept
from portfolio.alignment.columns import Days, Floats, Ints
from portfolio.alignment.delivery import Reports
from portfolio.alignment.known_facts import Moment, Rows, Span
from portfolio.alignment.parameters import Parameters
from portfolio.models import Health
from portfolio.models.projects import ProjectStatus

EXEMPT = (ProjectStatus.PAUSED, ProjectStatus.NOT_STARTED)

QUERIES: dict[str, Callable[[Moment, Span], Rows]] = {
    "facts": known_facts.project_facts,
    "links": known_facts.links,
    "indicators": known_indicators.indicators,
    "reasons": known_indicators.reasons,
    "assessments": known_themes.assessments,
    "earned": known_facts.earned_value,
    "milestones": known_facts.milestones,
    "risks": known_facts.risks,
    "reports": known_facts.last_reports,
    "waivers": known_facts.waivers,
    "budgets": known_facts.budgets,
}
FOR_ALIGNMENT = ("facts", "links", "indicators", "reasons", "assessments")
FOR_INDICES = (*FOR_ALIGNMENT, "earned", "budgets")


@dataclass(frozen=True)
class Frames:
    """All that was known of some projects: `tables` of objects, one a query, and what all projects share."""

    moment: Moment
    tables: dict[str, pd.DataFrame]
    weights: Rows
    themes: Rows
    rates: money.Rates
    closures: tuple[tuple[date, date], ...]

    @property
    def projects(self) -> list[int]:
        """The numbers of the projects."""
        return sorted(self.tables["facts"]["project"])

    @property
    def kept(self) -> list[int]:
        """The closed and cancelled ones, whose last score stands."""
        facts = self.tables["facts"]
        return sorted(facts["project"][is_kept(_rows(facts))])

    def only(self, projects: list[int]) -> "Frames":
        """The same for some of the projects."""
        return replace(self, tables={name: table[table["project"].isin(projects)] for name, table in self.tables.items()})

    def evidence(self) -> Evidence:
        """The columns for alignment."""
        tables = {name: _rows(self.tables[name]) for name in FOR_ALIGNMENT}
        return assembled(self.moment, weights=self.weights, themes=self.themes, **tables)


def read(moment: Moment, span: Span, names: Iterable[str] = QUERIES) -> Frames:
    """Read the projects of `span` as they were known: as many queries for ten projects as for ten thousand."""
    return Frames(
        moment=moment,
        tables={name: pd.DataFrame(QUERIES[name](moment, span), dtype=object) for name in names},
        weights=known_facts.weights(moment),
        themes=known_themes.themes(moment),
        rates=money.rates(known_at=moment.cut_off),
        closures=tuple(Closure.objects.values_list("starts_on", "ends_on")),
    )


def _rows(table: pd.DataFrame) -> Rows:
    return {str(name): table[name].tolist() for name in table.columns}


# --- Delivery -----------------------------------------------------------------------------------------------------------
def delivery_reports(frames: Frames, evidence: Evidence, p: Parameters) -> Reports:
    """Gather the figures of delivery, one row a project in the order of `evidence.projects`."""
    projects, as_of = evidence.projects, frames.moment.as_of
    earned = _earned(frames.tables["earned"], evidence, as_of)
    slip, milestones_on = _slips(frames.tables["milestones"], projects, as_of)
    exposure, risks_on = _exposures(frames.tables["risks"], projects)
    declared, outdated = _declared(frames, evidence, p)
    waivers = _last_of(frames.tables["waivers"].sort_values("recorded_at"), projects)
    return Reports(
        today=np.full(len(projects), np.datetime64(as_of, "D")),
        cpi=_floats(earned["cpi"]),
        spi=_floats(earned["spi"]),
        spi_t=_floats(earned["spi_t"]),
        earned_on=_days(earned["on"]),
        slip_days=slip,
        milestones_on=milestones_on,
        exposure=exposure,
        risks_on=risks_on,
        scope_change=_floats(earned["scope_change"]),
        scope_on=_days(earned["on"]),
        declared=declared,
        outdated=outdated,
        waiver=_floats(waivers["value"]),
        waiver_until=_days(waivers["expires_on"]),
    )


def _floats(column: "pd.Series[object]") -> Floats:
    return floats([None if pd.isna(value) else value for value in column])


def _days(column: "pd.Series[object]") -> Days:
    return days([None if pd.isna(value) else value for value in column])


def up_to(points: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The rows dated on or before the day."""
    return points[np.array([on <= as_of for on in points["on"]], np.bool_)]


def _last_of(table: pd.DataFrame, projects: Ints) -> pd.DataFrame:
    """One row a project, the last of the table; empty where there is none."""
    return table.drop_duplicates("project", keep="last").set_index("project").reindex(projects)


def _earned(points: pd.DataFrame, evidence: Evidence, as_of: date) -> pd.DataFrame:
    """The last earned-value point, its ratios, SPI(t) where the plan is phased, and the change of BAC since the first point."""
    points = points.sort_values(["project", "on"])
    past = up_to(points, as_of)
    done = past[past["earned"].notna() & past["actual"].notna()]
    last, first = _last_of(done, evidence.projects), past.drop_duplicates("project").set_index("project").reindex(evidence.projects)
    ratios = earned_value.performance(
        planned=_floats(last["planned"]), earned=_floats(last["earned"]), actual=_floats(last["actual"]), budget=_floats(last["budget"])
    )
    changed = _floats(last["budget"]) / _floats(first["budget"]) - 1.0
    several = past.groupby("project").size().reindex(evidence.projects).fillna(0).to_numpy() > 1
    figures = {"cpi": ratios.cpi, "spi": ratios.spi, "scope_change": np.where(several, changed, np.nan), "on": last["on"].tolist()}
    spi_t = _earned_schedules(points, last, dict(zip(evidence.facts["project"], evidence.facts["starts_on"], strict=True)))
    return pd.DataFrame(figures, index=evidence.projects).assign(spi_t=pd.Series(spi_t, dtype=float))


def _earned_schedules(points: pd.DataFrame, last: pd.DataFrame, starts: dict[int, date | None]) -> dict[int, float]:
    """SPI(t) by project that has at least two planned points; time runs from the project's start, else from its first point."""
    now = {row.Index: row for row in last[last["earned"].notna()].itertuples()}
    projects, on, planned = points["project"].to_numpy(np.int64), days(points["on"].tolist()), floats(points["planned"].tolist())
    numbers, firsts = np.unique(projects, return_index=True)
    found: dict[int, float] = {}
    ends = np.append(firsts, len(projects))[1:]
    for number, first, end in zip(numbers.tolist(), firsts, ends, strict=True):
        if end - first > 1 and number in now:
            start = np.datetime64(starts.get(number) or on[first], "D")
            found[number] = earned_value.earned_schedule(
                days=(on[first:end] - start) / np.timedelta64(1, "D"),
                planned=planned[first:end],
                earned=float(now[number].earned),
                today=float((np.datetime64(now[number].on, "D") - start) / np.timedelta64(1, "D")),
                budget=float(now[number].budget),
            )
    return found


def _slips(milestones: pd.DataFrame, projects: Ints, as_of: date) -> tuple[Floats, Days]:
    """The worst slip of the open milestones, in days (an overdue one slips until today); of the last reached where all are reached."""
    if milestones.empty:
        return np.full(len(projects), np.nan), np.full(len(projects), np.datetime64("NaT"), "datetime64[D]")
    baseline, forecast, reached = (_days(milestones[name]) for name in ("baseline_on", "forecast_on", "reached_on"))
    today = np.datetime64(as_of, "D")
    still_open = np.isnat(reached) | (reached > today)
    end = np.where(still_open, np.maximum(forecast, today), reached)
    slip = (end - baseline) / np.timedelta64(1, "D")
    table = pd.DataFrame({"project": milestones["project"].to_numpy(), "open": still_open, "end": end, "slip": slip})
    worst = table[table["open"]].groupby("project")["slip"].max()
    last = table.sort_values("end").drop_duplicates("project", keep="last").set_index("project")["slip"]
    return worst.combine_first(last).reindex(projects).to_numpy(np.float64), _touched(milestones, projects)


def _exposures(risks: pd.DataFrame, projects: Ints) -> tuple[Floats, Days]:
    """The largest open probability × impact; 0 where every named risk is closed."""
    exposure = (risks["probability"] * risks["impact"]).where(risks["state"] == "open", 0).astype(float)
    worst = exposure.groupby(risks["project"]).max().reindex(projects)
    return worst.to_numpy(np.float64), _touched(risks, projects)


def _touched(table: pd.DataFrame, projects: Ints) -> Days:
    """The day each project's rows were last recorded."""
    last = table.sort_values("recorded_at").drop_duplicates("project", keep="last").set_index("project")["recorded_at"].reindex(projects)
    return days([None if pd.isna(at) else at.date() for at in last])


def _declared(frames: Frames, evidence: Evidence, p: Parameters) -> tuple[Floats, np.ndarray]:
    """The last declared health as a figure, and whether silence has made it outdated."""
    between = (p.delivery_green + p.delivery_amber) / 2, (p.delivery_amber + p.delivery_red) / 2
    steps = [p.delivery_green, between[0], p.delivery_amber, between[1], p.delivery_red]
    worth = dict(zip(Health.values, steps, strict=True))
    last = _last_of(frames.tables["reports"], evidence.projects)
    declared = floats([None if pd.isna(health) else worth[health] for health in last["health"]])
    facts = evidence.facts
    since = [starts or entered for starts, entered in zip(facts["starts_on"], facts["entered_on"], strict=True)]
    due = _due_days(frames.closures)
    outdated = [
        status not in EXEMPT and not pd.isna(on) and reporting_calendar.is_outdated(due=due(on, begun, cadence), as_of=frames.moment.as_of)
        for on, begun, cadence, status in zip(last["reported_on"], since, facts["cadence"], facts["status"], strict=True)
    ]
    return declared, np.array(outdated, np.bool_)


def _due_days(closures: tuple[tuple[date, date], ...]):  # type: ignore[no-untyped-def]
    @cache
    def due(reported_on: date, since: date, cadence: str) -> date:
        return reporting_calendar.current_due(reported_on=reported_on, since=since, cadence=cadence, closures=closures)

    return due


# --- Money --------------------------------------------------------------------------------------------------------------
def money_of(frames: Frames, currency: str) -> tuple[dict[int, float], set[int]]:
    """This year's baseline by project in `currency`, and the projects whose sum is not disclosed or cannot be converted."""
    amounts: dict[int, float] = {}
    unknown: set[int] = set()
    for project, given, baseline in frames.tables["budgets"].itertuples(index=False):
        try:
            worth = None if baseline is None else frames.rates.convert(baseline, given, currency, frames.moment.as_of)
        except money.NoRate:
            worth = None
        if worth is None:
            unknown.add(int(project))
        else:
            amounts[int(project)] = amounts.get(int(project), 0.0) + float(worth)
    return {project: amount for project, amount in amounts.items() if project not in unknown}, unknown
