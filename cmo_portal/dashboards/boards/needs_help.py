"""Who needs help: projects declared better than their figures say, by direction and over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cmo_portal.dashboards.boards.frame import BoardFilters, Scope
from cmo_portal.dashboards.lenses import health
from cmo_portal.dashboards.lenses.health import Health
from foundation import formatting
from foundation.bilingual import language
from foundation.charts import BAD, SERIES, Column, Figure
from portfolio.alignment.words import DIMENSIONS
from portfolio.models import Project, RunIndex, ScoreRun
from portfolio.queries import keyset
from portfolio.queries.project_list import with_scores

POINTS = 26


class NeedsHelpFilters(BoardFilters):
    """Narrowed by unit, by weakest dimension, and by how wide the gap must be."""

    weakest = forms.ChoiceField(
        label=gettext_lazy("Weakest"), required=False, choices=[("", gettext_lazy("Every dimension")), *DIMENSIONS.items()]
    )
    gap = forms.ChoiceField(
        label=gettext_lazy("Gap"),
        required=False,
        choices=[("", gettext_lazy("Needs help")), ("any", gettext_lazy("Any gap")), ("none", gettext_lazy("Every project with both"))],
    )
    SORTS = {
        "gap": gettext_lazy("Gap"),
        "name": gettext_lazy("Project"),
        "unit": gettext_lazy("Unit"),
        "budget": gettext_lazy("Budget"),
        "computed": gettext_lazy("Computed"),
    }
    DEFAULT = "-gap"


def rows(scope: Scope, run: ScoreRun | None, filters: NeedsHelpFilters) -> QuerySet[Project]:
    """The projects with both a declared and a computed health, as filtered, in no order yet."""
    found = with_scores(scope.projects, run.pk if run else None).annotate(
        gap=F("score__divergence"), declared=F("score__d_declared"), computed=F("score__d_computed"), weakest=F("score__d_worst")
    )
    chosen = filters.chosen
    width = {"any": Q(gap__gt=0), "none": Q(gap__isnull=False)}.get(chosen.get("gap", ""), Q(gap__isnull=False, score_watermelon=True))
    found = found.filter(width)
    if "weakest" in chosen:
        found = found.filter(weakest=chosen["weakest"])
    return found.select_related("unit", "lead", "portfolio", "card").defer("search", "attributes")


def columns() -> dict[str, keyset.Column]:
    """What the list sorts by."""
    there = {"missing": Q(card__budget=None), "present": Q(card__budget__isnull=False)}
    return {
        "gap": keyset.Column("gap", kind=float),
        "computed": keyset.Column("computed", kind=float),
        "name": keyset.Column(f"sort_{language()}"),
        "unit": keyset.Column("card__unit_sort", "card__project_id"),
        "budget": keyset.Column("card__budget", "card__project_id", kind=Decimal, **there),
    }


def by_direction(scope: Scope, run: ScoreRun | None) -> tuple[Health | None, list[Health]]:
    """Declared beside computed of the whole and of each direction."""
    if run is None:
        return None, []
    if scope.kept_scope == ("everything", None):
        whole, parts = health.kept(run, scope.directions)
        if whole is not None:
            return whole, parts
    return health.fresh(run, scope.projects, scope.directions, scope.top)


@dataclass(frozen=True)
class Past:
    """One night of a scope: how many needed help, and the mean gap."""

    on: date
    need_help: int
    gap: float | None


def past(scope: Scope) -> tuple[list[Past], dict[int, list[int]]]:
    """The history of the scope, and of each direction how many needed help: the last night of each month, then the latest. Two queries."""
    if scope.kept_scope is None:
        return [], {}
    wanted = Q(scope=scope.kept_scope[0], scope_id=scope.kept_scope[1])
    if scope.kept_scope[0] == "everything":
        wanted |= Q(scope="unit", scope_id__in=[unit.pk for unit in scope.directions])
    found = RunIndex.objects.filter(wanted, run__in=_nights()).order_by("run__as_of", "run_id")
    told = found.values_list("scope", "scope_id", "run__as_of", "detail__watermelons", "detail__gap")
    mine = [Past(on, count or 0, gap) for kind, pk, on, count, gap in told if (kind, pk) == scope.kept_scope]
    parts: dict[int, list[int]] = {}
    for kind, pk, _on, count, _gap in told:
        if kind == "unit":
            parts.setdefault(pk, []).append(count or 0)
    return mine, parts


def _nights() -> list[int]:
    done = ScoreRun.objects.filter(state__in=[ScoreRun.State.PUBLISHED, ScoreRun.State.DONE]).order_by("as_of", "id")
    last = {(on.year, on.month): pk for pk, on in done.values_list("pk", "as_of")}
    return list(last.values())[-POINTS:]


def _tops(points: Sequence[Past]) -> tuple[int, int]:
    """Where the axis of projects and that of gaps end: at one mark of the left stands a whole number of points on the right."""
    projects = max((one.need_help for one in points), default=0) + 1
    gap = 100 * max((one.gap or 0.0 for one in points), default=0.0)
    return projects, projects * max(1, ceil(gap / projects))


def figure(points: Sequence[Past]) -> Figure:
    """How many projects needed help, night by night, with the mean gap."""
    bars = {
        "type": "bar", "name": _("Projects that need help"), "x": [one.on.isoformat() for one in points],
        "y": [one.need_help for one in points], "marker": {"color": BAD, "pattern": {"shape": "/"}},
    }  # fmt: skip
    line = {
        "type": "scatter", "mode": "lines+markers", "name": _("Mean gap, points"), "x": [one.on.isoformat() for one in points],
        "y": [None if one.gap is None else round(100 * one.gap, 1) for one in points], "yaxis": "y2",
        "line": {"color": SERIES[0], "width": 2}, "marker": {"symbol": "circle", "size": 6},
    }  # fmt: skip
    projects, gaps = _tops(points)
    layout = {
        "yaxis": {"range": [0, projects], "dtick": 1 if max((one.need_help for one in points), default=0) <= 6 else None},
        "yaxis2": {"overlaying": "y", "side": "right", "showgrid": False, "range": [0, gaps], "tickformat": ".0f", "nticks": 5},
        "xaxis": {"type": "date", "showgrid": False}, "showlegend": True, "margin": {"t": 30}, "bargap": 0.5,
    }  # fmt: skip
    return Figure(
        key="need-help-over-time", title=_("Who needs help, over time"), sentence=_sentence(points),
        plot={"data": [bars, line], "layout": layout} if len(points) > 1 else {"data": []},
        columns=[Column(_("Night"), "day"), Column(_("Projects that need help"), "number", 0), Column(_("Mean gap"), "percent")],
        rows=[(one.on, one.need_help, one.gap) for one in points], height=260,
    )  # fmt: skip


def _sentence(points: Sequence[Past]) -> str:
    if not points:
        return _("The nights keep this history for everything and for whole units; choose one you read whole.")
    now = points[-1]
    told = ngettext("%(count)s project needs help today", "%(count)s projects need help today", now.need_help) % {
        "count": formatting.number(now.need_help)
    }
    if len(points) == 1:
        return f"{told}."
    before = max(points[:-1], key=lambda one: one.need_help)
    facts = {"today": told, "most": formatting.number(before.need_help), "day": formatting.day(before.on, "month")}
    return _("%(today)s; the most there were is %(most)s, in %(day)s.") % facts


def headings() -> list[str]:
    return [
        _("Code"), _("Project"), _("Unit"), _("Lead"), _("Declared"), _("Computed"), _("Gap"), _("Weakest"), _("Currency"), _("Budget"),
    ]  # fmt: skip


def cells(found: Iterable[Any]) -> Iterable[list[object]]:
    """The rows of the export."""
    for row in found:
        yield [
            row.code, row.name, row.unit.name if row.unit else "", row.lead.full_name if row.lead else "", row.declared, row.computed,
            row.gap, str(DIMENSIONS.get(row.weakest, "")), row.portfolio.currency if row.portfolio else "", row.card.budget,
        ]  # fmt: skip
