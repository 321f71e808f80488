"""Figures of the footprint: scopes by year, categories of a year, what changed from one year to the next."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from foundation import formatting
from foundation.charts import BAD, GOOD, MUTED, PATTERNS, SERIES, TEXT, Column, Figure, label
from rse.catalogues import categories
from rse.queries.footprint import Year, latest_told

TONNE = 1000.0
STEPS = 8
LONGEST = 28  # letters beside a bar: more would leave no room for the bars of a telephone


def scopes_by_year(years: Sequence[Year]) -> Figure:
    """Scopes 1, 2 and 3 stacked, one bar a year."""
    known = [year for year in years if year.total()]
    labels = [str(year.year) for year in known]
    traces = [
        {
            "type": "bar",
            "name": _("Scope %(number)s") % {"number": scope},
            "x": labels,
            "y": [round(year.by_scope[scope] / TONNE, 1) for year in known],
            "marker": {"color": SERIES[scope - 1], "pattern": {"shape": PATTERNS[scope - 1]}},
        }
        for scope in (1, 2, 3)
    ]
    layout = {
        "barmode": "stack",
        "showlegend": True,
        "xaxis": {"type": "category"},
        "yaxis": {"title": {"text": "t CO2e"}},
        "margin": {"t": 28},
    }
    columns = [
        Column(_("Year")),
        *(Column(_("Scope %(number)s") % {"number": scope}, "number", 0) for scope in (1, 2, 3)),
        Column(_("All scopes"), "number", 0),
    ]
    rows = [[str(y.year), *(y.by_scope[scope] / TONNE for scope in (1, 2, 3)), y.total() / TONNE] for y in known]
    return Figure(
        "fig-scopes",
        _("Emissions by scope"),
        _scopes_sentence(known),
        {"data": traces if known else [], "layout": layout},
        columns,
        rows,
        height=300,
    )


def _scopes_sentence(known: Sequence[Year]) -> str:
    if not known:
        return _("No emissions yet: enter activity data.")
    last = latest_told(known) or known[-1]
    share = last.by_scope[3] / last.total() if last.total() else 0
    return _("%(year)s: %(total)s t CO2e, %(share)s of it in the value chain (scope 3).") % {
        "year": last.year,
        "total": formatting.number(last.total() / TONNE, 0),
        "share": formatting.percent(share),
    }


def largest_categories(year: Year) -> Figure:
    """The categories of one year, the largest on top."""
    ranked = sorted(year.by_category.items(), key=lambda pair: (-pair[1], pair[0]))
    ranked = [(categories()[code], kg) for code, kg in ranked if kg > 0]
    drawn = list(reversed(ranked[:STEPS]))
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [label(f"{one.number} {one.name}", LONGEST) for one, _kg in drawn],
        "x": [round(kg / TONNE, 1) for _one, kg in drawn],
        "marker": {
            "color": [SERIES[one.scope - 1] for one, _kg in drawn],
            "pattern": {"shape": [PATTERNS[one.scope - 1] for one, _kg in drawn]},
        },
    }
    sentence = _("Nothing entered for %(year)s yet.") % {"year": year.year}
    if ranked:
        first, kg = ranked[0]
        sentence = _("The largest source is “%(name)s”: %(share)s of %(year)s.") % {
            "name": first.name,
            "share": formatting.percent(kg / year.total()),
            "year": year.year,
        }
    return Figure(
        "fig-categories",
        _("Largest sources"),
        sentence,
        {"data": [trace] if drawn else [], "layout": {"xaxis": {"title": {"text": "t CO2e"}}, "yaxis": {"automargin": True}}},
        [Column(_("Category")), Column(_("Scope"), "number", 0), Column("t CO2e", "number", 0), Column(_("Share"), "percent", 1)],
        [[f"{one.number} {one.name}", one.scope, kg / TONNE, kg / year.total()] for one, kg in ranked],
        height=80 + 30 * len(drawn),
    )


def value_chain(year: Year) -> Figure:
    """The fifteen categories of scope 3 as areas; those without a figure stand in the table."""
    fifteen = [one for one in categories().values() if one.scope == 3]
    kg = {one.code: year.by_category.get(one.code, 0.0) for one in fifteen}
    known = sorted((one for one in fifteen if kg[one.code] > 0), key=lambda one: -kg[one.code])
    total = sum(kg.values())
    trace = {
        "type": "treemap",
        "labels": [f"{one.number} {one.name}" for one in known],
        "parents": ["" for _one in known],
        "values": [round(kg[one.code] / TONNE, 1) for one in known],
        "text": [formatting.percent(kg[one.code] / total) for one in known],
        "texttemplate": "%{label}<br>%{text}",
        "hovertemplate": "%{label}<br>%{value:,.0f} t CO2e<extra></extra>",
        "marker": {"colors": ["var(--scale-1)" if place % 2 else "var(--scale-0)" for place in range(len(known))]},
        "textfont": {"color": TEXT, "size": 13},
        "tiling": {"pad": 3},
        "pathbar": {"visible": False},
    }
    sentence = _("No figure of the value chain for %(year)s yet.") % {"year": year.year}
    if known:
        sentence = _("%(count)s of 15 categories have a figure in %(year)s: %(tonnes)s t CO2e in all.") % {
            "count": len(known),
            "year": year.year,
            "tonnes": formatting.number(total / TONNE, 0),
        }
    return Figure(
        "fig-value-chain",
        _("The value chain"),
        sentence,
        {
            "data": [trace] if known else [],
            "layout": {"margin": {"t": 4, "l": 0, "r": 0, "b": 4}, "uniformtext": {"minsize": 10, "mode": "hide"}},
        },
        [Column(_("Category")), Column("t CO2e", "number", 0), Column(_("Share"), "percent", 1)],
        [[f"{one.number} {one.name}", kg[one.code] / TONNE or None, kg[one.code] / total if kg[one.code] else None] for one in fifteen],
        height=320,
    )


def what_changed(before: Year, after: Year) -> Figure:
    """From one year to the next, category by category: the largest moves, the rest together."""
    codes = before.by_category.keys() | after.by_category.keys()
    moves = {code: after.by_category.get(code, 0.0) - before.by_category.get(code, 0.0) for code in codes}
    ranked = sorted((item for item in moves.items() if abs(item[1]) >= 0.5), key=lambda pair: (-abs(pair[1]), pair[0]))
    shown, rest = ranked[:STEPS], sum(kg for _code, kg in ranked[STEPS:])
    names = [f"{categories()[code].number} {categories()[code].name}" for code, _kg in shown] + ([_("Others")] if rest else [])
    steps = [kg / TONNE for _code, kg in shown] + ([rest / TONNE] if rest else [])
    change = after.total() - before.total()
    starts, level = [], before.total() / TONNE
    for step in steps:
        starts.append(min(level, level + step))
        level += step
    ends = [str(before.year), *(label(name) for name in names), str(after.year)]
    bars = {
        "type": "bar",
        "x": ends,
        "y": [before.total() / TONNE, *(abs(step) for step in steps), after.total() / TONNE],
        "base": [0, *starts, 0],
        "marker": {
            "color": [MUTED, *(BAD if step > 0 else GOOD for step in steps), MUTED],
            "pattern": {"shape": ["", *("/" if step > 0 else "" for step in steps), ""]},
        },
        "text": ["", *(formatting.number(step, 0, signed=True) for step in steps), ""],
        "textposition": "outside",
        "cliponaxis": False,
    }
    low = min([before.total() / TONNE, after.total() / TONNE, *starts])
    high = max([before.total() / TONNE, after.total() / TONNE, *(s + abs(d) for s, d in zip(starts, steps, strict=True))])
    pad = (high - low) * 0.25 or 1
    layout = {
        "yaxis": {"range": [max(0, low - pad), high + pad], "title": {"text": "t CO2e"}},
        "xaxis": {"type": "category", "automargin": True},
        "showlegend": False,
    }
    sentence = _("From %(before)s to %(after)s: %(change)s t CO2e (%(share)s).") % {
        "before": before.year,
        "after": after.year,
        "change": formatting.number(change / TONNE, 0, signed=True),
        "share": formatting.percent(change / before.total() if before.total() else None, 1, signed=True),
    }
    rows = [[name, step] for name, step in zip(names, steps, strict=True)]
    return Figure(
        "fig-changes",
        _("What changed"),
        sentence,
        {"data": [bars], "layout": layout},
        [Column(_("Category")), Column(_("Change, t CO2e"), "number", 0)],
        rows,
        height=330,
        note=_("The axis does not start at zero: the steps would not show."),
    )
