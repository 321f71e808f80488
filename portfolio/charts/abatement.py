"""The abatement curve: each measure as wide as the tonnes it cuts a year, as high as a tonne costs."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from foundation import formatting, statuses
from foundation.charts import BAD, DONE, GOOD, NONE, PATTERNS, WATCH, Column, Figure
from portfolio.queries.funded import Line

COLOURS = {"good": GOOD, "watch": WATCH, "bad": BAD, "done": DONE, "none": NONE}


def abatement_curve(lines: Sequence[Line], currency: str) -> Figure:
    """The measures in scope with money and tonnes, the cheapest tonne first, coloured by how they stand."""
    shown = [line for line in lines if line.counted.measure.in_scope and line.counted.measure.cost is not None]
    shown.sort(key=lambda line: (line.counted.measure.cost or 0.0, line.counted.measure.code))
    start, bars = 0.0, []
    for line in shown:
        bars.append((line, start + line.counted.measure.tonnes / 2))
        start += line.counted.measure.tonnes
    traces = []
    for place, word in enumerate(dict.fromkeys(str(_look(line).word) for line in shown)):
        ours = [(line, middle) for line, middle in bars if str(_look(line).word) == word]
        traces.append(
            {
                "type": "bar",
                "name": word,
                "x": [round(middle, 1) for _line, middle in ours],
                "y": [round(line.counted.measure.cost or 0.0) for line, _middle in ours],
                "width": [line.counted.measure.tonnes for line, _middle in ours],
                "text": [line.name for line, _middle in ours],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": COLOURS[_look(ours[0][0]).tone], "pattern": {"shape": PATTERNS[place % len(PATTERNS)]}},
            }
        )
    layout = {
        "barmode": "overlay",
        "showlegend": True,
        "xaxis": {"title": {"text": _("t CO2e a year, one beside the other")}, "range": [0, start * 1.02 or 1]},
        "yaxis": {"title": {"text": _("money for a tonne a year")}},
        "margin": {"t": 36},
    }
    columns = [
        Column(_("Measure")),
        Column(_("t CO2e a year"), "number", 0),
        Column(_("For a tonne a year"), "money"),
        Column(_("Status"), "status"),
    ]
    rows = [[line.name, line.counted.measure.tonnes, line.counted.measure.cost, line.health] for line in shown]
    title, sentence = _("What a tonne costs"), _sentence(shown, currency)
    plot = {"data": traces, "layout": layout}
    return Figure("fig-abatement", title, sentence, plot, columns, rows, height=340, currency=currency)


def _look(line: Line) -> statuses.Look:
    return statuses.look(line.health)


def _sentence(shown: Sequence[Line], currency: str) -> str:
    if not shown:
        return _("No measure has both money and tonnes yet: promise tonnes and write the budget.")
    cheap, dear = shown[0], shown[-1]
    facts = {
        "cheap": cheap.name,
        "least": formatting.money(cheap.counted.measure.cost, currency),
        "dear": dear.name,
        "most": formatting.money(dear.counted.measure.cost, currency),
    }
    if len(shown) == 1:
        return _("%(cheap)s cuts a tonne a year for %(least)s.") % facts
    return _("A tonne a year costs from %(least)s (%(cheap)s) to %(most)s (%(dear)s).") % facts
