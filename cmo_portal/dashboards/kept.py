"""What the night keeps for whole scopes: everything, a unit with its sub-units, a portfolio. Confidential projects are not in it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cmo_portal.dashboards.board import Spending
from cmo_portal.dashboards.filters import BoardFilter
from cmo_portal.dashboards.sums import Totals
from foundation.accounts.access import rights_of
from foundation.accounts.models import User
from foundation.bilingual import language
from foundation.charts import Figure, unpacked
from portfolio.charts import ObjectiveMoney
from portfolio.models import RunFigure, RunIndex, ScoreRun
from portfolio.models.projects import ProjectClass

EVERYTHING, UNIT, PORTFOLIO = "everything", "unit", "portfolio"
TREND_POINTS = 90
Scope = tuple[str, int | None]


def scope_of(user: User, chosen: BoardFilter) -> Scope | None:
    """The kept scope that is just what `user` asks for; None where the sums must be done afresh."""
    if chosen.project_class != ProjectClass.STRATEGIC or not rights_of(user).reads.everything or (chosen.unit and chosen.portfolio):
        return None
    if chosen.unit:
        return UNIT, chosen.unit.pk
    return (PORTFOLIO, chosen.portfolio.pk) if chosen.portfolio else (EVERYTHING, None)


def rows(scope: Scope, runs: Iterable[ScoreRun]) -> dict[int, RunIndex]:
    """{run: what it kept of the scope}; a run that kept nothing is absent. One query."""
    found = RunIndex.objects.filter(run__in=list(runs), scope=scope[0], scope_id=scope[1])
    return {row.run_id: row for row in found}


def told(rows: Mapping[int, RunIndex], names: Mapping[int, str]) -> dict[int, Spending]:
    """{run: the indices of the scope in that run}. `names` of objectives by number."""
    return {run: _spending(row, names) for run, row in rows.items() if row.detail}


def spendings(scope: Scope, runs: Iterable[ScoreRun], names: Mapping[int, str]) -> dict[int, Spending]:
    """{run: the indices of the scope in that run}; a run that kept none is absent. One query."""
    return told(rows(scope, runs), names)


def earned(rows: Mapping[int, RunIndex], run: ScoreRun) -> dict[str, float | None]:
    """The earned-value ratios of a scope: cpi, spi, eac, vac, tcpi; empty where the run kept none."""
    return (rows[run.pk].detail.get("earned") or {}) if run.pk in rows else {}


def _spending(row: RunIndex, names: Mapping[int, str]) -> Spending:
    detail = row.detail
    return Spending(
        totals=_totals(row, detail),
        objectives=[_objective(one, names) for one in detail["objectives"]],
        elsewhere=Decimal(str(detail["no_objective_money"])),
        horizons=[share or 0.0 for share in detail["horizons"]["shares"]],
        targets=detail["horizons"]["targets"],
    )


def _totals(row: RunIndex, detail: dict[str, Any]) -> Totals:
    return Totals(
        projects=detail["projects"],
        scored=detail["scored"],
        money=Decimal(str(detail["money"])),
        unscored_money=Decimal(str(detail["unscored_money"])),
        undisclosed=detail["undisclosed"],
        alignment=row.alignment,
        delivery=row.delivery,
        watermelons=detail["watermelons"],
        orphans=detail["orphans"],
        aligned=detail["bands"]["aligned"],
        partial=detail["bands"]["partial"],
        weak=detail["bands"]["weak"],
    )


def _objective(one: dict[str, Any], names: Mapping[int, str]) -> ObjectiveMoney:
    return ObjectiveMoney(one["code"], names.get(one["id"], ""), one["weight"], one["share"] or 0.0, one["money"])


def trend(scope: Scope, runs: QuerySet[ScoreRun]) -> list[tuple[date, float | None]]:
    """The alignment of the scope by day, the last run of a day counting. One query."""
    rows = RunIndex.objects.filter(run__in=runs.values("pk"), scope=scope[0], scope_id=scope[1]).order_by("run__as_of", "run_id")
    last_of_day = dict(rows.values_list("run__as_of", "alignment"))
    return list(last_of_day.items())[-TREND_POINTS:]


def figures(run: ScoreRun) -> dict[str, Figure]:
    """The figures that the run keeps over everything, in the active language. One query."""
    rows = RunFigure.objects.filter(run=run, language=language())
    return {row.name: unpacked(row.name, figure=row.figure, sentence=row.sentence, table=row.table) for row in rows}
