"""The default figures of the boards, validated by plotly and kept with the run in both languages. Worker only."""

import json
import logging
import math
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from django.conf import settings
from django.db import transaction
from django.utils import translation

from foundation.accounts.models import OrganisationUnit
from foundation.charts import Figure
from portfolio import charts
from portfolio.alignment.roll_up import EVERYTHING, Rolled
from portfolio.alignment.words import STEPS
from portfolio.models import Project, RunFigure, RunIndex, ScoreRun, ScoreSnapshot
from strategy.models import StrategicObjective

log = logging.getLogger(__name__)

TREND_DAYS = 365


def draw(run: ScoreRun, rolled: Rolled) -> str:
    """Store every figure in every language; return what went wrong, empty when nothing did. A bad figure stops no run."""
    try:
        with transaction.atomic():
            rows = [row for code, _name in settings.LANGUAGES for row in _in_language(run, rolled, code)]
            RunFigure.objects.bulk_create(rows)
    except (ValueError, TypeError, LookupError) as error:
        log.exception("figures could not be drawn", extra={"run": run.pk})
        return f"Figures: {type(error).__name__}: {error}"[:500]
    return ""


def _in_language(run: ScoreRun, rolled: Rolled, language: str) -> Iterable[RunFigure]:
    with translation.override(language):
        for figure in default_figures(run, rolled):
            packed = figure.packed() | {"figure": validated(figure.plot)}
            yield RunFigure(run=run, name=figure.key, language=language, **packed)


def validated(plot: dict[str, Any]) -> dict[str, Any]:
    """Return the plot as plotly reads it, without a template; raises ValueError for a property plotly does not know."""
    if not plot.get("data"):
        return plot
    drawn: dict[str, Any] = json.loads(go.Figure(plot).update_layout(template="none").to_json())
    drawn["layout"].pop("template", None)
    return {"data": drawn["data"], "layout": drawn["layout"]}


def default_figures(run: ScoreRun, rolled: Rolled) -> list[Figure]:
    """The figures of the first board, over everything, in the active language."""
    whole = json.loads(next(row["detail"] for row in rolled.indices if row["scope"] == EVERYTHING))
    return [
        charts.money_and_weight(_objectives(whole), currency=rolled.currency),
        charts.horizons([share or 0.0 for share in whole["horizons"]["shares"]], whole["horizons"]["targets"]),
        _units_and_objectives(rolled, whole),
        charts.alignment_over_time(_trend(run, rolled)),
        charts.bands(whole["bands"]),
        _movers(run),
    ]


def _objectives(whole: dict[str, Any]) -> list[charts.ObjectiveMoney]:
    names = {
        row.pk: row.name for row in StrategicObjective.objects.filter(pk__in=[one["id"] for one in whole["objectives"]]).defer("search")
    }
    return [
        charts.ObjectiveMoney(one["code"], names.get(one["id"], ""), one["weight"], one["share"] or 0.0, one["money"])
        for one in whole["objectives"]
    ]


def _units_and_objectives(rolled: Rolled, whole: dict[str, Any]) -> Figure:
    """Money of each top unit on each objective."""
    codes = {one["id"]: one["code"] for one in whole["objectives"]}
    units = OrganisationUnit.objects.in_bulk()
    splits = rolled.splits[rolled.splits["objective"].isin(codes) & (rolled.splits["money"] > 0)]
    unit = rolled.projects["unit"][rolled.projects["strategic"].astype(bool)].dropna().map(lambda number: _top(units, int(number)))
    table = splits.assign(unit=splits["project"].map(unit)).dropna(subset=["unit"])
    sums = table.groupby(["unit", "objective"])["money"].sum()
    rows = sorted({number for number, _objective in sums.index}, key=lambda number: units[number].code)
    cells = [[_cell(sums, number, objective) for objective in codes] for number in rows]
    return charts.units_and_objectives([units[number].name for number in rows], list(codes.values()), cells, currency=rolled.currency)


def _cell(sums: "pd.Series[float]", unit: int, objective: int) -> float | None:
    return float(sums[unit, objective]) if (unit, objective) in sums.index else None


def _top(units: dict[int, OrganisationUnit], number: int) -> int:
    """The unit two levels from the root at most: the direction under the company, or the root itself."""
    path = [number]
    while (above := units[path[-1]].parent_id) and above not in path:
        path.append(above)
    return path[-2] if len(path) > 1 else path[-1]


def _trend(run: ScoreRun, rolled: Rolled) -> list[tuple[Any, float | None]]:
    """The alignment of the last published run of each date, this run at the end."""
    since = run.as_of - timedelta(days=TREND_DAYS)
    past = RunIndex.objects.filter(
        scope=EVERYTHING, run__state=ScoreRun.State.PUBLISHED, run__as_of__gte=since, run__as_of__lt=run.as_of
    ).order_by("run__as_of", "run_id")
    points = dict(past.values_list("run__as_of", "alignment"))
    today = next(row["alignment"] for row in rolled.indices if row["scope"] == EVERYTHING)
    return [*points.items(), (run.as_of, today)]


def _movers(run: ScoreRun) -> Figure:
    """The scores that moved most since the day before, with the step of the bridge that explains most."""
    rows = ScoreSnapshot.objects.filter(run=run, detail__has_key="bridge", ranked=True, project__is_confidential=False)
    found, since = [], None
    names = {project.pk: project for project in Project.objects.filter(pk__in=rows.values("project")).only("code", "name_fr", "name_en")}
    for number, score, detail in rows.order_by("project_id").values_list("project_id", "s", "detail"):
        steps, since = detail["bridge"]["steps"], detail["bridge"]["since"]
        change = math.fsum(steps.values())
        cause = max(steps, key=lambda step, steps=steps: abs(steps[step]))
        found.append(charts.Mover(names[number].code, names[number].name, round(change, 2), score, str(STEPS[cause])))
    return charts.movers(found, since=pd.Timestamp(since).date() if since else None)
