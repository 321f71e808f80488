"""Figures of scores: what moved, the trend, the bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import formatting
from foundation.charts import BAD, GOOD, NONE, SERIES, Column, Figure, label

ROW_HEIGHT, FRAME_HEIGHT = 30, 72
MOVERS_SHOWN = 5


@dataclass(frozen=True)
class Mover:
    """A project whose score changed, and the step of the bridge that explains most of it."""

    code: str
    name: str
    change: float
    score: float
    cause: str = ""


def movers(rows: Sequence[Mover], *, since: date | None = None, counts: tuple[int, int] | None = None, key: str = "movers") -> Figure:
    """The scores that moved most, up and down; `counts` of all that rose and fell where `rows` holds only the widest."""
    shown = _widest(rows)
    names = [label(mover.name, 32) for mover in shown]
    rising = [mover.change > 0 for mover in shown]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(shown))),
        "x": [mover.change for mover in shown],
        "width": 0.55,
        "marker": {"color": [GOOD if up else BAD for up in rising], "pattern": {"shape": ["" if up else "/" for up in rising]}},
        "text": [formatting.number(mover.change, 1, signed=True) for mover in shown],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": [label(mover.name) for mover in shown],
        "hoverinfo": "text",
    }
    reach = max((abs(mover.change) for mover in shown), default=1.0) * 1.35
    places = {"tickmode": "array", "tickvals": list(range(len(shown))), "autorange": "reversed", "showgrid": False, "zeroline": False}
    layout = {
        "xaxis": {"range": [-reach if not all(rising) else 0, reach if any(rising) else 0], "zeroline": True},
        "yaxis": places | {"ticktext": names},
        "meta": {"narrow": {"yaxis": {"ticktext": [label(mover.name, 16) for mover in shown]}, "xaxis": {"showticklabels": False}}},
    }
    return Figure(
        key=key,
        title=_("What moved"),
        sentence=movers_sentence(rows, since, counts),
        plot={"data": [trace], "layout": layout} if shown else {"data": []},
        columns=[Column(_("Project")), Column(_("Change"), "number", 1), Column(_("Alignment"), "number", 1), Column(_("Why"))],
        rows=[(mover.name, mover.change, mover.score, mover.cause) for mover in shown],
        height=FRAME_HEIGHT + ROW_HEIGHT * len(shown),
    )


def _widest(rows: Sequence[Mover]) -> list[Mover]:
    ups = sorted((m for m in rows if m.change > 0), key=lambda m: (-m.change, m.code))[:MOVERS_SHOWN]
    downs = sorted((m for m in rows if m.change < 0), key=lambda m: (m.change, m.code))[:MOVERS_SHOWN]
    return [*ups, *reversed(downs)]


def movers_sentence(rows: Sequence[Mover], since: date | None, counts: tuple[int, int] | None = None) -> str:
    """How many scores rose and fell since the day `since`."""
    rose, fell = counts or (sum(m.change > 0 for m in rows), sum(m.change < 0 for m in rows))
    when = _("Since %(day)s:") % {"day": formatting.day(since)} if since else _("Since last night:")
    if not rose and not fell:
        return " ".join([when, _("no score changed.")])
    up = ngettext("%(count)s score rose", "%(count)s scores rose", rose) % {"count": formatting.number(rose)}
    down = ngettext("%(count)s fell", "%(count)s fell", fell) % {"count": formatting.number(fell)}
    return f"{when} {up}, {down}."


def alignment_over_time(points: Sequence[tuple[date, float | None]], *, key: str = "alignment-over-time") -> Figure:
    """The alignment of the portfolio night after night."""
    known = [(day, value) for day, value in points if value is not None]
    trace = {
        "type": "scatter",
        "mode": "lines+markers" if len(points) < 40 else "lines",
        "x": [day.isoformat() for day, _value in points],
        "y": [value for _day, value in points],
        "line": {"color": SERIES[0], "width": 2.5},
        "marker": {"size": 5},
        "connectgaps": False,
        "hovertemplate": "%{x|%d/%m/%Y}: %{y:.1f}<extra></extra>",
    }
    low, high = min((v for _day, v in known), default=0), max((v for _day, v in known), default=100)
    pad = max(4.0, (high - low) * 0.25)
    layout = {
        "yaxis": {"range": [max(0, low - pad), min(100, high + pad)]},
        "xaxis": {"showgrid": False, "tickangle": 0},
        "meta": {"narrow": {"xaxis": {"nticks": 4}}},
    }
    return Figure(
        key=key,
        title=_("Alignment over time"),
        sentence=_trend_sentence(known),
        plot={"data": [trace], "layout": layout} if len(known) > 1 else {"data": []},
        columns=[Column(_("Date"), "day"), Column(_("Alignment"), "number", 1)],
        rows=[(day.isoformat(), value) for day, value in points],
        height=240,
    )


def _trend_sentence(known: Sequence[tuple[date, float]]) -> str:
    if len(known) < 2:
        return _("The trend appears with the second night.")
    (first_day, first), (_last_day, last) = known[0], known[-1]
    facts = {
        "change": formatting.number(last - first, 1, signed=True),
        "day": formatting.day(first_day),
        "value": formatting.number(last, 1),
    }
    return _("Alignment is %(value)s, %(change)s since %(day)s.") % facts


def bands(counts: dict[str, int], *, key: str = "bands") -> Figure:
    """How many projects stand in each band: aligned, partial, weak, and without enough data."""
    names = {"aligned": _("Aligned"), "partial": _("Partly aligned"), "weak": _("Weakly aligned"), "unscored": _("Not enough data")}
    colours = {"aligned": GOOD, "partial": "var(--watch)", "weak": BAD, "unscored": NONE}
    shown = {band: counts.get(band, 0) for band in names}
    trace = {
        "type": "bar",
        "x": ["<br>".join(name.rsplit(" ", 1)) for name in names.values()],
        "y": list(shown.values()),
        "text": [formatting.number(n) for n in shown.values()],
        "textposition": "outside",
        "marker": {"color": [colours[band] for band in names]},
        "width": 0.5,
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    layout = {"yaxis": {"showgrid": False, "showticklabels": False}, "xaxis": {"showgrid": False, "tickangle": 0}, "margin": {"t": 24}}
    total = sum(shown.values())
    sentence = _("No project is scored yet.")
    if total:
        facts = {"share": formatting.percent(shown["aligned"] / total), "weak": formatting.number(shown["weak"])}
        sentence = _("%(share)s of the projects are aligned, %(weak)s weakly.") % facts
    return Figure(
        key=key,
        title=_("Projects by band"),
        sentence=sentence,
        plot={"data": [trace], "layout": layout} if total else {"data": []},
        columns=[Column(_("Band")), Column(_("Projects"), "number", 0)],
        rows=[(names[band], count) for band, count in shown.items()],
        height=220,
    )
