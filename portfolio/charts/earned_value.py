"""The curve of earned value: planned, earned and spent, cumulated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from foundation import formatting
from foundation.charts import MUTED, SERIES, Column, Figure


@dataclass(frozen=True)
class Point:
    """Amounts cumulated at a day; None where nothing is known yet."""

    on: date
    planned: float
    earned: float | None
    actual: float | None


def earned_value_curve(
    points: Sequence[Point], *, currency: str, cpi: float | None, spi: float | None, key: str = "earned-value"
) -> Figure:
    """Planned, earned and spent over time; `points` in the order of their days, the ratios of the last one that earned something."""
    days = [point.on.isoformat() for point in points]
    lines = [
        (_("Planned"), [point.planned for point in points], MUTED, "dot"),
        (_("Earned"), [point.earned for point in points], SERIES[0], "solid"),
        (_("Spent"), [point.actual for point in points], SERIES[1], "dash"),
    ]
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": days,
            "y": values,
            "line": {"color": colour, "width": 2.5, "dash": dash},
            "connectgaps": False,
        }
        for name, values, colour, dash in lines
    ]
    return Figure(
        key="earned-value",
        title=_("Earned value"),
        sentence=_sentence(cpi, spi),
        plot={"data": traces, "layout": {"showlegend": True, "xaxis": {"showgrid": False}}} if len(points) > 1 else {"data": []},
        columns=[Column(_("Date"), "day"), Column(_("Planned"), "money"), Column(_("Earned"), "money"), Column(_("Spent"), "money")],
        rows=[(point.on.isoformat(), point.planned, point.earned, point.actual) for point in points],
        height=280,
        currency=currency,
    )


def _sentence(cpi: float | None, spi: float | None) -> str:
    if cpi is None or spi is None:
        return _("Nothing is earned yet: the ratios appear with the first work done.")
    facts = {"cpi": formatting.number(cpi, 2), "spi": formatting.number(spi, 2)}
    return _("Each unit spent earned %(cpi)s (CPI); of each unit planned, %(spi)s is done (SPI).") % facts
