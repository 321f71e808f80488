"""Figures of money: where it goes, and whether it follows the strategy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation import formatting
from foundation.charts import BAD, MUTED, SCALE, SERIES, SURFACE, Column, Figure, label

ROW_HEIGHT, FRAME_HEIGHT = 30, 72
# A portfolio of two hundred objectives still makes a figure that fits a screen; the table goes further.
GAPS_DRAWN, GAPS_LISTED = 12, 100
CELL_UNITS, CELL_OBJECTIVES = 14, 16


@dataclass(frozen=True)
class ObjectiveMoney:
    """One objective: what it weighs and what it receives (shares), and the money itself."""

    code: str
    name: str
    weight: float
    share: float
    money: float

    @property
    def gap(self) -> float:
        return self.share - self.weight


def money_and_weight(objectives: Sequence[ObjectiveMoney], *, currency: str = "EUR", key: str = "money-and-weight") -> Figure:
    """Does money follow strategy? Weight and share of the money of each objective, the widest gap on top."""
    rows = sorted(objectives, key=lambda o: (-abs(o.gap), o.code))
    drawn = rows[:GAPS_DRAWN]
    return Figure(
        key=key,
        title=_("Does money follow strategy?"),
        sentence=_gap_sentence(rows),
        plot=_dumbbell(list(reversed(drawn))) if drawn else {"data": []},
        columns=[
            Column(_("Objective")),
            Column(_("Weight"), "percent"),
            Column(_("Money"), "percent"),
            Column(_("Gap, points"), "number", 1),
            Column(_("Amount"), "money"),
        ],
        rows=[(f"{o.code} {o.name}", o.weight, o.share, 100 * o.gap, o.money) for o in rows[:GAPS_LISTED]],
        height=FRAME_HEIGHT + ROW_HEIGHT * len(drawn),
        note=_("The %(shown)s widest of %(all)s gaps are drawn.") % {"shown": len(drawn), "all": len(rows)}
        if len(drawn) < len(rows)
        else "",
        currency=currency,
    )


def _dumbbell(rows: Sequence[ObjectiveMoney]) -> dict:
    places = list(range(len(rows)))
    weights, shares = [100 * o.weight for o in rows], [100 * o.share for o in rows]
    between_x = [x for o in rows for x in (100 * o.weight, 100 * o.share, None)]
    between_y = [y for place in places for y in (place, place, None)]
    names = [label(f"{o.code} {o.name}", 34) for o in rows]
    hover = [_hover(o) for o in rows]
    lines = {
        "type": "scatter",
        "mode": "lines",
        "x": between_x,
        "y": between_y,
        "line": {"color": MUTED, "width": 2},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    weight = {
        "type": "scatter",
        "mode": "markers",
        "name": _("Weight"),
        "x": weights,
        "y": places,
        "text": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {"symbol": "diamond", "size": 11, "color": SURFACE, "line": {"color": SERIES[5], "width": 2}},
    }
    money = {
        "type": "scatter",
        "mode": "markers",
        "name": _("Money"),
        "x": shares,
        "y": places,
        "text": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {"symbol": "circle", "size": 12, "color": SERIES[0]},
    }
    axis = {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": names,
        "showgrid": False,
        "zeroline": False,
        "range": [-0.7, len(rows) - 0.3],
    }
    layout = {
        "xaxis": _percent_axis() | {"rangemode": "tozero", "zeroline": False},
        "yaxis": axis,
        "showlegend": True,
        "margin": {"t": 30},
        "meta": {"narrow": {"yaxis": {"ticktext": [label(o.code) for o in rows]}}},
    }
    return {"data": [lines, weight, money], "layout": layout}


def _percent_axis() -> dict:
    """Ticks as percentages of the language: plotly's own French has no space before the sign."""
    return {"ticksuffix": f"{formatting.NARROW}%" if formatting.language() == "fr" else "%"}


def _hover(objective: ObjectiveMoney) -> str:
    facts = {"weight": formatting.percent(objective.weight, 1), "share": formatting.percent(objective.share, 1)}
    return label(f"{objective.code} {objective.name}") + "<br>" + _("Weight %(weight)s · Money %(share)s") % facts


def _gap_sentence(rows: Sequence[ObjectiveMoney]) -> str:
    if not rows:
        return _("No objective has a weight yet.")
    if not any(o.share for o in rows):
        return _("No money is linked to an objective yet.")
    widest = rows[0]
    facts = {
        "objective": f"{widest.code} {widest.name}",
        "share": formatting.percent(widest.share),
        "weight": formatting.percent(widest.weight),
    }
    return _("Widest gap: %(objective)s receives %(share)s of the money and weighs %(weight)s.") % facts


def units_and_objectives(
    units: Sequence[str],
    objectives: Sequence[str],
    money: Sequence[Sequence[float | None]],
    *,
    currency: str = "EUR",
    key: str = "units-and-objectives",
) -> Figure:
    """Where the money of each unit goes: one cell per unit and objective, in currency units (None where there is none)."""
    sentence = _heat_sentence(units, objectives, money, currency)
    units, objectives, z = _heaviest(units, objectives, money)
    text = [[formatting.money(value, currency) if value else "" for value in line] for line in z]
    trace = {
        "type": "heatmap",
        "x": [label(code) for code in objectives],
        "y": list(range(len(units))),
        "customdata": [[label(unit)] * len(objectives) for unit in units],
        "z": z,
        "text": text,
        "texttemplate": "%{text}",
        "colorscale": [list(stop) for stop in SCALE],
        "zmin": 0,
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "hovertemplate": "%{customdata} · %{x}: %{text}<extra></extra>",
    }
    places = {"tickmode": "array", "tickvals": list(range(len(units))), "autorange": "reversed", "showgrid": False, "zeroline": False}
    layout = {
        "yaxis": places | {"ticktext": [label(unit, 34) for unit in units]},
        "xaxis": {"type": "category", "showgrid": False, "side": "top", "tickangle": 0},
        "margin": {"t": 28},
        "meta": {
            "narrow": {"yaxis": {"ticktext": [label(unit, 12) for unit in units]}, "xaxis": {"tickfont": {"size": 9}}},
            "narrow_data": {"texttemplate": ""},
        },
    }
    return Figure(
        key=key,
        title=_("Where the money of each unit goes"),
        sentence=sentence,
        plot={"data": [trace], "layout": layout} if units and objectives else {"data": []},
        columns=[Column(_("Unit")), *(Column(code, "money") for code in objectives)],
        rows=[(unit, *line) for unit, line in zip(units, z, strict=True)],
        height=FRAME_HEIGHT + 40 * len(units),
        currency=currency,
    )


def _heaviest(
    units: Sequence[str], objectives: Sequence[str], money: Sequence[Sequence[float | None]]
) -> tuple[list[str], list[str], list[list[float | None]]]:
    """The units and objectives with most money, objectives in the order of their codes (O2 before O10); 0 becomes a blank cell."""
    by_unit = [sum(value or 0 for value in line) for line in money]
    by_objective = [sum(line[place] or 0 for line in money) for place in range(len(objectives))]
    rows = sorted(sorted(range(len(units)), key=lambda row: -by_unit[row])[:CELL_UNITS])
    columns = sorted(range(len(objectives)), key=lambda column: -by_objective[column])[:CELL_OBJECTIVES]
    columns.sort(key=lambda column: _natural(objectives[column]))
    cells = [[money[row][column] or None for column in columns] for row in rows]
    return [units[row] for row in rows], [objectives[column] for column in columns], cells


def _natural(code: str) -> list[tuple[int, int, str]]:
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.split(r"(\d+)", code) if part]


def _heat_sentence(units: Sequence[str], objectives: Sequence[str], cells: Sequence[Sequence[float | None]], currency: str) -> str:
    placed = [
        (value, unit, code) for unit, line in zip(units, cells, strict=True) for code, value in zip(objectives, line, strict=True) if value
    ]
    if not placed:
        return _("No money is linked to an objective yet.")
    amount, unit, code = max(placed)
    served = len({name for _value, _unit, name in placed})
    facts = {"amount": formatting.money(amount, currency), "unit": unit, "objective": code, "served": served, "all": len(objectives)}
    return _("%(served)s of %(all)s objectives receive money; the largest cell is %(unit)s on %(objective)s, %(amount)s.") % facts


def horizons(shares: Sequence[float], targets: Sequence[float], *, key: str = "horizons") -> Figure:
    """Share of the money by horizon against its target: short, medium, long."""
    names = [_("Short term"), _("Medium term"), _("Long term")]
    bars = {
        "type": "bar",
        "orientation": "h",
        "name": _("Money"),
        "y": names,
        "x": [100 * share for share in shares],
        "marker": {"color": SERIES[0]},
        "width": 0.5,
        "text": [formatting.percent(share) for share in shares],
        "textposition": "auto",
        "hoverinfo": "skip",
    }
    goals = {
        "type": "scatter",
        "mode": "markers",
        "name": _("Target"),
        "y": names,
        "x": [100 * target for target in targets],
        "hoverinfo": "x",
        "marker": {"symbol": "line-ns", "size": 26, "line": {"color": BAD, "width": 3}},
    }
    layout = {
        "xaxis": _percent_axis() | {"range": [0, 100 * min(1.02, 1.15 * max(*shares, *targets))], "zeroline": False},
        "yaxis": {"autorange": "reversed", "showgrid": False},
        "showlegend": True,
        "margin": {"t": 30},
    }
    return Figure(
        key=key,
        title=_("Short and long term"),
        sentence=_horizon_sentence(names, shares, targets),
        plot={"data": [bars, goals], "layout": layout} if any(shares) else {"data": []},
        columns=[
            Column(_("Horizon")),
            Column(_("Money"), "percent"),
            Column(_("Target"), "percent"),
            Column(_("Gap, points"), "number", 1),
        ],
        rows=[(name, share, target, 100 * (share - target)) for name, share, target in zip(names, shares, targets, strict=True)],
        height=220,
    )


def _horizon_sentence(names: Sequence[str], shares: Sequence[float], targets: Sequence[float]) -> str:
    if not any(shares):
        return _("No money is linked to an objective yet.")
    name, share, target = max(zip(names, shares, targets, strict=True), key=lambda one: abs(one[1] - one[2]))
    facts = {"horizon": name, "share": formatting.percent(share), "target": formatting.percent(target)}
    return _("%(horizon)s: %(share)s of the money for %(target)s wanted.") % facts
