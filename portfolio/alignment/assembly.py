"""Puts known facts into the columns that the rules read; numpy only, so that a page can do it too."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kpis.attainment import LINEAR, RANGE, STEPPED
from portfolio.alignment import known_facts, known_indicators, known_themes
from portfolio.alignment.columns import (
    AUTOMATIC,
    EVIDENCED,
    MANUAL,
    Bools,
    Columns,
    Days,
    Floats,
    Indicators,
    Ints,
    Links,
    Projects,
    Themes,
    WeightSet,
)
from portfolio.alignment.known_facts import Moment, Rows, Span

KEPT = ("closed", "cancelled")
SOURCES = {"automatic": AUTOMATIC, "evidenced": EVIDENCED, "manual": MANUAL}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Columns of the projects to score; `facts` has their rows in the order of `projects`."""

    moment: Moment
    projects: Ints
    facts: Rows
    weights: Rows
    indicators: Rows
    themes: Rows
    columns: Columns


def evidence_of(moment: Moment, span: Span) -> Evidence:
    """Read and assemble the projects of `span`."""
    return assembled(
        moment,
        facts=known_facts.project_facts(moment, span),
        links=known_facts.links(moment, span),
        indicators=known_indicators.indicators(moment, span),
        reasons=known_indicators.reasons(moment, span),
        assessments=known_themes.assessments(moment, span),
        weights=known_facts.weights(moment),
        themes=known_themes.themes(moment),
    )


def assembled(
    moment: Moment, *, facts: Rows, links: Rows, indicators: Rows, reasons: Rows, assessments: Rows, weights: Rows, themes: Rows
) -> Evidence:
    """Assemble what was read, the projects in the order of their numbers."""
    facts = _picked(facts, np.argsort(ints(facts["project"])))
    projects = ints(facts["project"])
    plans, sets = _weight_sets(weights)
    columns = Columns(
        projects=_projects(moment, facts, plans, reasons),
        links=_links(links, projects),
        indicators=_indicators(indicators, projects),
        themes=_themes(themes, assessments, projects),
        weight_sets=sets,
    )
    return Evidence(moment, projects, facts, weights, indicators, themes, columns)


def is_kept(facts: Rows) -> Bools:
    """Tell which projects are closed or cancelled: their last score stands."""
    return np.array([status in KEPT for status in facts["status"]], np.bool_)


def _picked(rows: Rows, which: Any) -> Rows:
    return {name: [column[row] for row in which] for name, column in rows.items()}


def _weight_sets(weights: Rows) -> tuple[list[int], tuple[WeightSet, ...]]:
    """Return the plans, the one whose weights came into force last at the end, and their sets."""
    plan, objective, weight = ints(weights["plan"]), ints(weights["objective"]), floats(weights["weight"])
    since = dict(zip(weights["plan"], weights["in_force_from"], strict=True))
    plans = sorted(since, key=lambda number: (since[number], number))
    return plans, tuple(_weight_set(objective[plan == number], weight[plan == number]) for number in plans)


def _weight_set(objective: Ints, weight: Floats) -> WeightSet:
    order = np.argsort(objective)
    return WeightSet(objective[order], weight[order])


def _projects(moment: Moment, facts: Rows, plans: list[int], reasons: Rows) -> Projects:
    """A project is judged by its portfolio's plan, else by the plan whose weights came last. Without gates the start date is gate 1."""
    count = len(facts["project"])
    today = np.full(count, np.datetime64(moment.as_of, "D"))
    gate, starts = days(facts["gate_one"]), days(facts["starts_on"])
    place = {plan: index for index, plan in enumerate(plans)}
    chosen = [len(plans) - 1 if plan is None else place.get(plan, -1) for plan in facts["plan"]]
    return Projects(
        pace_on=today,
        aged_on=today,
        placed_on=today,
        approved_on=np.where(np.isnat(gate), starts, gate),
        entered_on=days(facts["entered_on"]),
        no_kpi_reason=np.isin(ints(facts["project"]), ints(reasons["project"])),
        weight_set=ints(chosen),
    )


def _links(links: Rows, projects: Ints) -> Links:
    """Links of the projects at hand; the key is the objective's number."""
    mine = _picked(links, np.flatnonzero(np.isin(ints(links["project"]), projects)))
    return Links(
        owner=np.searchsorted(projects, ints(mine["project"])).astype(np.int64),
        key=ints(mine["objective"]),
        level=floats(mine["level"]),
        validated_level=floats(mine["validated_level"]),
        declared_on=days(mine["declared_on"]),
        validated_on=days(mine["decided_on"]),
        refused=np.array([state == "refused" for state in mine["state"]], np.bool_),
        present=np.ones(len(mine["project"]), np.bool_),
    )


def _indicators(rows: Rows, projects: Ints) -> Indicators:
    """Indicators of the projects at hand; the key is the indicator's number. Without a target there is a row that is never due."""
    mine = _picked(rows, np.flatnonzero(np.isin(ints(rows["project"]), projects)))
    step_on, step_value = _steps(mine["steps"])
    return Indicators(
        owner=np.searchsorted(projects, ints(mine["project"])).astype(np.int64),
        key=ints(mine["indicator"]),
        share=floats(mine["share"]),
        first_due=days(mine["first_due"]),
        shape=ints([_shape(low, path) for low, path in zip(mine["low"], mine["path"], strict=True)]),
        baseline=floats(mine["baseline"]),
        target=floats(mine["target"]),
        baseline_on=days(mine["baseline_on"]),
        target_on=days(mine["target_on"]),
        low=floats(mine["low"]),
        high=floats(mine["high"]),
        tolerance=floats(mine["tolerance"]),
        step_on=step_on,
        step_value=step_value,
        cadence=floats(mine["cadence"]),
        grace=floats(mine["grace"]),
        value=floats(mine["value"]),
        measured_on=days(mine["period_end"]),
        source=ints([SOURCES.get(kind, MANUAL) for kind in mine["source_kind"]]),
        present=np.ones(len(mine["project"]), np.bool_),
    )


def _shape(low: float | None, path: str | None) -> int:
    if low is not None:
        return RANGE
    return STEPPED if path == "stepped" else LINEAR


def _steps(steps: list[Any]) -> tuple[Days, Floats]:
    """Steps {ISO date: value} as two matrices, padded with NaT and NaN."""
    pairs = [sorted((one or {}).items()) for one in steps]
    width = max((len(one) for one in pairs), default=0)
    on = np.full((len(pairs), width), np.datetime64("NaT"), "datetime64[D]")
    value = np.full((len(pairs), width), np.nan)
    for row, found in enumerate(pairs):
        for column, (day, step) in enumerate(found):
            on[row, column], value[row, column] = np.datetime64(day), float(step)
    return on, value


def _themes(themes: Rows, rows: Rows, projects: Ints) -> Themes:
    """Every project on every theme that weighs something; the effect is NaN where nobody assessed it. The key is the theme's number."""
    numbers, count = ints(themes["theme"]), len(themes["theme"])
    effect = np.full((len(projects), count), np.nan)
    mitigated = np.zeros((len(projects), count), np.bool_)
    place = {number: column for column, number in enumerate(themes["theme"])}
    owner = {number: row for row, number in enumerate(projects.tolist())}
    for project, theme, value, approved in zip(*(rows[name] for name in ("project", "theme", "effect", "mitigated")), strict=True):
        if theme in place and project in owner:
            effect[owner[project], place[theme]], mitigated[owner[project], place[theme]] = value, approved
    return Themes(
        owner=np.repeat(np.arange(len(projects), dtype=np.int64), count),
        key=np.tile(numbers, len(projects)),
        materiality=np.tile(floats(themes["materiality"]), len(projects)),
        effect=effect.ravel(),
        mitigated=mitigated.ravel(),
    )


def floats(values: list[Any]) -> Floats:
    """Numbers, NaN for None."""
    return np.array([np.nan if value is None else value for value in values], np.float64)


def ints(values: list[Any]) -> Ints:
    """Whole numbers; None is not allowed."""
    return np.array(values, np.int64)


def days(values: list[Any]) -> Days:
    """Dates, NaT for None."""
    return np.array(values, "datetime64[D]")
