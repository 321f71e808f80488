"""Figures as plain dicts: what the browser draws, the sentence that says it, and the table of the same numbers.

A plot is plotly JSON, `{"data": [traces], "layout": {…}}`, without a template: the house look stands in `charts.js`.
Colours are names of the theme, `var(--good)`, resolved in the browser when drawing, so one JSON serves light and dark.
Axes that one absurd value would flatten are cut by `robust_range` and the value is marked instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.functional import Promise

GOOD, WATCH, BAD, DONE, NONE = "var(--good)", "var(--watch)", "var(--bad)", "var(--done)", "var(--none)"
BRAND, MUTED, TEXT, GRID, SURFACE = "var(--brand)", "var(--muted)", "var(--text)", "var(--line)", "var(--surface)"
SERIES = tuple(f"var(--series-{i})" for i in range(1, 7))
# Marker shapes and bar patterns that go with SERIES: colour is never the only difference.
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "star")
PATTERNS = ("", "/", "x", ".", "-", "+")
# From weak to strong, for heat maps.
SCALE = ((0.0, "var(--scale-0)"), (0.5, "var(--scale-1)"), (1.0, "var(--scale-2)"))


def label(text: object, length: int | None = None) -> str:
    """A name (cut to `length` characters) as plotly is to show it, letter for letter: plotly reads tags and entities in every text."""
    told = str(text)
    cut = told if length is None or len(told) <= length else f"{told[: length - 1].rstrip()}…"
    return escape(cut, quote=False)


@dataclass(frozen=True)
class Column:
    """One column of a figure's table; `kind` is text, number, percent, money or day, `digits` for numbers."""

    label: str | Promise
    kind: str = "text"
    digits: int | None = None


@dataclass(frozen=True)
class Figure:
    """One chart with its title, its sentence and its table. `key` is the stable id of the element."""

    key: str
    title: str | Promise
    sentence: str | Promise
    plot: dict[str, Any]
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Any]] = ()
    height: int = 320
    csv_url: str = ""
    note: str | Promise = ""
    currency: str = "EUR"

    @property
    def is_empty(self) -> bool:
        """Nothing to draw: the page shows the sentence alone."""
        return not self.plot.get("data")

    def packed(self) -> dict[str, Any]:
        """The figure as it is kept with a run: plotly JSON, sentence, and all the rest under `table`."""
        columns = [[str(column.label), column.kind, column.digits] for column in self.columns]
        rest = {"title": str(self.title), "note": str(self.note), "height": self.height, "currency": self.currency}
        return {
            "figure": self.plot,
            "sentence": str(self.sentence),
            "table": rest | {"columns": columns, "rows": [list(row) for row in self.rows]},
        }


def unpacked(key: str, *, figure: dict[str, Any], sentence: str, table: dict[str, Any]) -> Figure:
    """The figure that `packed` wrote, under the id `key`."""
    return Figure(
        key=key,
        title=table["title"],
        sentence=sentence,
        plot=figure,
        columns=[Column(*column) for column in table["columns"]],
        rows=table["rows"],
        height=table["height"],
        note=table["note"],
        currency=table["currency"],
    )


def robust_range(values: Sequence[float | None], *, pad: float = 0.06) -> tuple[float, float] | None:
    """The axis that shows the bulk of `values`: bounds beyond three interquartile ranges are left out; None when all fits or is empty."""
    known = sorted(float(v) for v in values if v is not None)
    if len(known) < 4:
        return None
    low, high = known[len(known) // 4], known[(3 * len(known)) // 4]
    reach = 3 * (high - low)
    kept = [v for v in known if low - reach <= v <= high + reach]
    if len(kept) == len(known) or reach == 0:
        return None
    span = (kept[-1] - kept[0]) or 1.0
    return kept[0] - pad * span, kept[-1] + pad * span
