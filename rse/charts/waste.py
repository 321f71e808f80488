"""The share of waste diverted from burning and landfill, month by month."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from foundation import formatting
from foundation.charts import SERIES, Column, Figure
from rse.queries.grounds import Month


def diverted_by_month(months: Sequence[Month]) -> Figure:
    """A line of shares with the tonnes of each month in its table."""
    known = [month for month in months if month.diverted is not None]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [month.month.isoformat() for month in known],
        "y": [month.diverted for month in known],
        "line": {"color": SERIES[0], "width": 2.5},
        "marker": {"size": 6},
        "hovertemplate": "%{y:.0%}<extra></extra>",
    }
    layout = {"yaxis": {"tickformat": ".0%", "range": [0, 1]}, "xaxis": {"type": "date", "tickformat": "%m/%Y"}, "showlegend": False}
    sentence = _sentence(known)
    return Figure(
        "fig-waste-diverted",
        _("Waste diverted, by month"),
        sentence,
        {"data": [trace], "layout": layout},
        [Column(_("Month")), Column(_("Tonnes"), "number", 1), Column(_("Diverted"), "percent", 0)],
        [[formatting.day(month.month, "month"), month.total, month.diverted] for month in known],
        height=300,
    )


def _sentence(known: Sequence[Month]) -> str:
    if not known:
        return _("No waste yet.")
    facts = {
        "first": formatting.percent(known[0].diverted),
        "last": formatting.percent(known[-1].diverted),
        "since": formatting.day(known[0].month, "month"),
    }
    return _("Diverted from burning and landfill: %(first)s in %(since)s, %(last)s in the last month.") % facts
