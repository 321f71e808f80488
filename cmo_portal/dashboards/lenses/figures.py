"""The first figure of each lens but the CMO's, from plain numbers."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cmo_portal.dashboards.lenses.landing import Milestones, ObjectiveLanding
from cmo_portal.dashboards.lenses.money import MoneyFacts
from foundation import formatting
from foundation.charts import BAD, GOOD, MUTED, NONE, SERIES, WATCH, Column, Figure, label

ROW_HEIGHT, TWO_LINES, FRAME_HEIGHT = 28, 36, 64
TONES = {"green": GOOD, "amber": WATCH, "red": BAD, "orphan": NONE, "no_data": NONE}
PATTERNS = {"green": "", "amber": "/", "red": "x"}
PLACES = {"tickmode": "array", "autorange": "reversed", "showgrid": False, "zeroline": False}


def _per_cent_axis() -> dict:
    return {"ticksuffix": f"{formatting.NARROW}%" if formatting.language() == "fr" else "%"}


def _rows(names: Sequence[str], narrow: Sequence[str]) -> tuple[dict, dict]:
    axis = PLACES | {"tickvals": list(range(len(names))), "ticktext": [label(name, 34) for name in names]}
    return axis, {"narrow": {"yaxis": {"ticktext": [label(name) for name in narrow]}}}


def landing(rows: Sequence[ObjectiveLanding], key: str = "landing") -> Figure:
    """How sure the delivery of each objective is, the heaviest on top; a diamond marks the weight."""
    drawn = list(rows)[:14]
    served = [one for one in rows if one.projects]
    axis, meta = _rows([f"{one.objective.code} {one.objective.name}" for one in drawn], [one.objective.code for one in drawn])
    bars = {
        "type": "bar", "orientation": "h", "name": _("Delivery confidence"), "y": list(range(len(drawn))),
        "x": [100 * (one.delivery or 0) for one in drawn], "width": 0.55,
        "marker": {"color": [TONES[one.status] for one in drawn], "pattern": {"shape": [PATTERNS.get(one.status, "") for one in drawn]}},
        "text": [formatting.percent(one.delivery) if one.delivery is not None else _("no project") for one in drawn],
        "textposition": "outside", "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip
    layout = {"xaxis": _per_cent_axis() | {"range": [0, 112], "zeroline": False}, "yaxis": axis, "meta": meta}
    on_course = sum(one.on_course for one in rows)
    facts = {"on_course": on_course, "count": len(rows), "served": len(served)}
    sentence = ngettext(
        "%(on_course)s of %(count)s objective is on course: what serves it lands with a confidence of 60 per cent or more.",
        "%(on_course)s of %(count)s objectives are on course: what serves them lands with a confidence of 60 per cent or more.",
        len(rows),
    )
    return Figure(
        key=key, title=_("Will each objective land?"), sentence=sentence % facts if rows else _("No objective has a weight yet."),
        plot={"data": [bars], "layout": layout} if served else {"data": []},
        columns=[
            Column(_("Objective")), Column(_("Weight"), "percent"), Column(_("Money"), "percent"), Column(_("Projects"), "number", 0),
            Column(_("Delivery"), "percent"), Column(_("Alignment"), "number", 0), Column(_("Need help"), "number", 0),
        ],
        rows=[
            (f"{one.objective.code} {one.objective.name}", one.weight, one.share, one.projects, one.delivery, one.alignment, one.need_help)
            for one in rows
        ],
        height=FRAME_HEIGHT + ROW_HEIGHT * len(drawn),
    )  # fmt: skip


def overruns(facts: MoneyFacts, currency: str, key: str = "overruns") -> Figure:
    """The forecast beside the budget of each direction."""
    rows = facts.units
    axis, meta = _rows([one.name for one in rows], [one.code for one in rows])
    places = list(range(len(rows)))

    def bar(name: str, values: list[float], colour: str, offset: float, pattern: str = "") -> dict:
        return {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": values, "width": 0.26, "offset": offset,
            "marker": {"color": colour, "pattern": {"shape": pattern}}, "hovertemplate": f"{name} %{{text}}<extra></extra>",
            "text": [formatting.money(value, currency) for value in values], "textposition": "outside", "cliponaxis": False,
        }  # fmt: skip

    data = [
        bar(_("Spent"), [float(one.spent) for one in rows], MUTED, 0.14),
        bar(_("Forecast"), [float(one.forecast) for one in rows], SERIES[1], -0.13, "/"),
        bar(_("Budget"), [float(one.budget) for one in rows], SERIES[0], -0.4),
    ]
    most = max((max(float(one.budget), float(one.forecast)) for one in rows), default=1.0)
    layout = {
        "barmode": "overlay", "xaxis": {"showticklabels": False, "range": [0, most * 1.22], "showgrid": False, "zeroline": False},
        "yaxis": axis, "showlegend": True, "legend": {"traceorder": "reversed"}, "margin": {"t": 30}, "meta": meta,
    }  # fmt: skip
    whole = facts.whole
    words = {
        "forecast": formatting.money(whole.forecast, currency), "budget": formatting.money(whole.budget, currency),
        "spent": formatting.money(whole.spent, currency),
    }  # fmt: skip
    return Figure(
        key=key, title=_("Budget, forecast and spending of the year"),
        sentence=_("Budget %(budget)s, forecast %(forecast)s, spent so far %(spent)s.") % words if whole.budget else _("No budget yet."),
        plot={"data": data, "layout": layout} if rows else {"data": []},
        columns=[Column(_("Unit")), Column(_("Budget"), "money"), Column(_("Forecast"), "money"), Column(_("Gap"), "percent", 1),
                 Column(_("Spent"), "money")],
        rows=[(one.name, float(one.budget), float(one.forecast), one.gap_share, float(one.spent)) for one in rows],
        height=FRAME_HEIGHT + 66 * len(rows), currency=currency,
    )  # fmt: skip


def slips(facts: Milestones, key: str = "slips") -> Figure:
    """The open milestones that slip most, in days."""
    rows = facts.slipping
    names = [f"{row.project.name} · {row.name}" for row in rows]
    axis, _meta = _rows(names, names)
    axis["ticktext"] = [f"{label(row.name, 28)}<br>{label(row.project.name, 28)}" for row in rows]
    meta = {"narrow": {"yaxis": {"ticktext": axis["ticktext"], "tickfont": {"size": 10}}}}
    bars = {
        "type": "bar", "orientation": "h", "y": list(range(len(rows))), "x": [row.slip_days for row in rows], "width": 0.55,
        "marker": {"color": BAD, "pattern": {"shape": "/"}}, "text": [formatting.number(row.slip_days, 0, signed=True) for row in rows],
        "textposition": "outside", "cliponaxis": False, "hovertext": [label(name) for name in names], "hoverinfo": "text",
    }  # fmt: skip
    most = max((row.slip_days for row in rows), default=1)
    sentence = ngettext(
        "%(late)s open milestone is forecast after its promised day; %(coming)s fall due within 30 days.",
        "%(late)s open milestones are forecast after their promised day; %(coming)s fall due within 30 days.",
        facts.late,
    )
    return Figure(
        key=key, title=_("Milestones that slip most"),
        sentence=sentence % {"late": formatting.number(facts.late), "coming": formatting.number(facts.coming)},
        plot={"data": [bars], "layout": {"xaxis": {"range": [0, most * 1.15], "zeroline": False}, "yaxis": axis, "meta": meta}}
        if rows
        else {"data": []},
        columns=[Column(_("Project")), Column(_("Milestone")), Column(_("Promised"), "day"), Column(_("Forecast"), "day"),
                 Column(_("Days"), "number", 0)],
        rows=[(row.project.name, row.name, row.baseline_on, row.forecast_on, row.slip_days) for row in rows],
        height=FRAME_HEIGHT + TWO_LINES * len(rows),
    )  # fmt: skip
