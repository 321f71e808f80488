"""Figures of indicators as plain dicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foundation.charts import BAD, MUTED, SERIES, WATCH, Column, Figure, label, robust_range
from kpis.models import Indicator, Target

FAN = "var(--series-1-soft)"
DAYS = "%d/%m/%Y"


@dataclass(frozen=True)
class Lines:
    """What the figure draws: measured values, the targets, the forecast path, and which days are unusual or restated."""

    values: Sequence[tuple[date, float]]
    targets: Sequence[Target] = ()
    path: Sequence[Sequence[Any]] = ()  # [[ISO date, value, low, high], …]
    anomalies: frozenset[date] = frozenset()
    restated: frozenset[date] = frozenset()


def over_time(indicator: Indicator, lines: Lines, sentence: str, *, csv_url: str = "") -> Figure:
    """The line of an indicator with its target path, the fan of its forecast, and what is unusual marked by shape and colour."""
    traces = [*_fan(lines), *_goals(lines), _measured(lines), *_marks(lines)]
    known = [value for _day, value in lines.values] + [float(v) for row in lines.path for v in row[1:]]
    bounds = robust_range(known)
    yaxis: dict[str, Any] = {"title": {"text": label(indicator.unit)}} if indicator.unit else {}
    layout = {
        "yaxis": yaxis | ({"range": list(bounds)} if bounds else {}),
        "xaxis": {"showgrid": False, "tickangle": 0, "type": "date"},
        "showlegend": True,
        "hovermode": "x unified",
        "meta": {"narrow": {"xaxis": {"nticks": 4}, "yaxis": {"title": {"text": ""}}}},
    }
    digits = indicator.decimals
    return Figure(
        key="indicator-over-time",
        title=_("Over time"),
        sentence=sentence,
        plot={"data": traces, "layout": layout} if lines.values else {"data": []},
        columns=[
            Column(_("Period ending"), "day"), Column(_("Value"), "number", digits), Column(_("At least"), "number", digits),
            Column(_("At most"), "number", digits), Column(_("What it is")),
        ],
        rows=_rows(lines),
        height=340,
        csv_url=csv_url,
        note=_("The shaded band holds the value in 8 cases of 10.") if lines.path else "",
    )  # fmt: skip


def _measured(lines: Lines) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(lines.values) <= 60 else "lines",
        "name": _("Measured"),
        "x": [day.isoformat() for day, _value in lines.values],
        "y": [value for _day, value in lines.values],
        "line": {"color": SERIES[0], "width": 2.5},
        "marker": {"size": 5},
    }


def _fan(lines: Lines) -> list[dict[str, Any]]:
    if not lines.path or not lines.values:
        return []
    last_day, last = lines.values[-1]
    days = [last_day.isoformat(), *(row[0] for row in lines.path)]
    low, high = ([last, *(row[place] for row in lines.path)] for place in (2, 3))
    quiet = {"type": "scatter", "mode": "lines", "x": days, "line": {"width": 0}, "hoverinfo": "skip"}
    return [
        quiet | {"y": low, "showlegend": False},
        quiet | {"y": high, "fill": "tonexty", "fillcolor": FAN, "name": _("8 cases of 10")},
        {
            "type": "scatter",
            "mode": "lines",
            "name": _("Forecast"),
            "x": days,
            "y": [last, *(row[1] for row in lines.path)],
            "line": {"color": SERIES[0], "width": 2, "dash": "dot"},
        },
    ]


def _goals(lines: Lines) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, target in enumerate(lines.targets):
        base = {"type": "scatter", "mode": "lines", "line": {"color": MUTED, "width": 1.5, "dash": "dash"}, "name": _("Target path")}
        for x, y, shape in _path(target):
            found.append(base | {"x": x, "y": y, "showlegend": not found and not number, "line": base["line"] | {"shape": shape}})
    return found


def _path(target: Target) -> list[tuple[list[str], list[float], str]]:
    start, end = target.baseline_on.isoformat(), target.target_on.isoformat()
    if target.target is None:
        return [([start, end], [limit, limit], "linear") for limit in (target.low, target.high) if limit is not None]
    baseline = 0.0 if target.baseline is None else target.baseline
    if target.path == Target.Path.STEPPED and target.steps:
        steps = sorted(target.steps.items())
        return [([start, *(day for day, _v in steps)], [baseline, *(float(v) for _day, v in steps)], "hv")]
    return [([start, end], [baseline, target.target], "linear")]


def _marks(lines: Lines) -> list[dict[str, Any]]:
    kinds = ((lines.anomalies, _("Unusual"), "diamond", BAD), (lines.restated, _("Restated"), "square-open", WATCH))
    found = []
    for days, name, symbol, colour in kinds:
        points = [(day, value) for day, value in lines.values if day in days]
        if points:
            marker = {"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2}}
            place = {"x": [day.isoformat() for day, _v in points], "y": [value for _day, value in points]}
            found.append({"type": "scatter", "mode": "markers", "name": name, "marker": marker, **place})
    return found


def _rows(lines: Lines) -> list[tuple[Any, ...]]:
    def word(day: date) -> str:
        if day in lines.anomalies:
            return _("measured, unusual")
        return _("measured, restated") if day in lines.restated else _("measured")

    measured = [(day.isoformat(), value, None, None, word(day)) for day, value in reversed(lines.values)]
    return [*[(row[0], row[1], row[2], row[3], _("forecast")) for row in reversed(lines.path)], *measured]
