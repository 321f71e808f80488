"""The gallery: every component in every state, for who builds and who judges the screens."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation import charts, statuses, toasts
from foundation.accounts.access import require_admin
from foundation.charts import Column, Figure
from foundation.htmx import render_page
from foundation.tiles import Tile

MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08"]
INDEX = [46, 47, 49, 48, 50, 49, 49, 52]


class GalleryForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Project name"), help_text=_("As people say it, not its code."), max_length=80)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[("", _("Every unit")), ("dis", "Industrie et Supply Chain"), ("dnd", "Numérique et Données")]
    )
    budget = forms.DecimalField(label=_("Budget"), required=False)
    starts_on = forms.DateField(label=_("Start"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    health = forms.ChoiceField(
        label=_(_("Health")), choices=[("green", _("On track")), ("amber", _("Watch")), ("red", _("Off track"))], widget=forms.RadioSelect
    )
    confidential = forms.BooleanField(label=_("Visible to named people only"), required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; administrators only."""
    require_admin(request.user)
    if request.GET.get("toast"):
        toasts.say(request, _("Status saved."), undo_url=request.path if request.GET["toast"] == "undo" else "")
    form = GalleryForm({"budget": "beaucoup", "health": "amber"}) if request.GET.get("wrong") else GalleryForm(initial={"health": "green"})
    return render_page(request, "gallery.html", ("form", "list"), _context(form), status=422 if request.GET.get("wrong") else 200)


def _context(form: forms.Form) -> dict[str, Any]:
    now = timezone.now()
    return {
        "form": form,
        "tiles": _tiles(),
        "figures": [_index_figure(), _money_figure(), _heat_figure(), _outlier_figure()],
        "empty_figure": Figure("fig-none", _("Spend by objective"), _("No project has a budget yet."), {"data": []}),
        "statuses": [
            (_("Health"), statuses.HEALTH),
            (_("Links"), statuses.KEYS),
            (_("Bands"), statuses.BANDS),
            (_("Matters"), statuses.MATTERS),
            (_("Nights"), statuses.RUNS),
        ],
        "rows": _rows(now.date()),
        "now": now,
        "count": _("4 of 54 projects"),
        "series": INDEX,
        "broken_series": [4, 5, None, None, 7, 6],
    }


def _tiles() -> list[Tile]:
    return [
        Tile(_("Alignment"), "52", "/100", 3, series=INDEX, since=_("since last week"), status="partial"),
        Tile(_("Money and strategy"), "70", "%", 2, "pts", since=_("since last week")),
        Tile(
            _("Short and long term"),
            "77",
            "%",
            -3,
            "pts",
            since=_("since last week"),
            href="#tiles",
            note=_("Long term: 6 % of the money for 20 % wanted"),
        ),
        Tile(_("Delivery"), "71", "%", 0, "pts", since=_("since last week"), stale=_("Last report 74 days ago")),
        Tile(_("Customer effort"), ""),
    ]


def _rows(today: date) -> list[dict[str, Any]]:
    return [
        {
            "code": "P-001",
            "name": "Client 360",
            "unit": "Clients et Marques",
            "health": "green",
            "score": 66.4,
            "band": "partial",
            "budget": 4_200_000,
            "due": today + timedelta(20),
            "change": -1.4,
        },
        {
            "code": "P-002",
            "name": "Entrepôt de Saint-Ambroise",
            "unit": "Industrie et Supply Chain",
            "health": "amber",
            "score": 81.2,
            "band": "aligned",
            "budget": 6_300_000,
            "due": today - timedelta(74),
            "change": 7.9,
        },
        {
            "code": "P-003",
            "name": "Casque immersif",
            "unit": "Clients et Marques",
            "health": "red",
            "score": 12.5,
            "band": "weak",
            "budget": 1_600_000,
            "due": None,
            "change": 0,
        },
        {
            "code": "P-004",
            "name": "Accessibilité numérique",
            "unit": "Numérique et Données",
            "health": "",
            "score": None,
            "band": "",
            "budget": None,
            "due": today,
            "change": None,
        },
    ]


def _index_figure() -> Figure:
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": MONTHS,
        "y": INDEX,
        "line": {"color": charts.SERIES[0], "width": 2.5},
        "marker": {"size": 6},
    }
    target = {
        "type": "scatter",
        "mode": "lines",
        "x": MONTHS,
        "y": [60] * 8,
        "line": {"color": charts.MUTED, "dash": "dot", "width": 1.5},
        "hoverinfo": "skip",
    }
    layout = {
        "yaxis": {"range": [40, 64]},
        "annotations": [{"x": MONTHS[-1], "y": 60, "text": "60", "showarrow": False, "yshift": 10, "font": {"color": charts.MUTED}}],
    }
    return Figure(
        "fig-index",
        _("Alignment of the portfolio"),
        _("Alignment rose by 6 points in eight months, to 52 for a target of 60."),
        {"data": [trace, target], "layout": layout},
        [Column(_("Month")), Column(_("Alignment"), "number", 0)],
        list(zip(MONTHS, INDEX, strict=True)),
        height=260,
    )


def _money_figure() -> Figure:
    names = ["O10 Cut emissions", "O5 Digital journeys", "O4 Faster, cheaper delivery", "O1 Delight customers"]
    weight, money = [0.12, 0.11, 0.12, 0.14], [0.05, 0.27, 0.16, 0.11]
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": str(_("Weight")),
            "y": names,
            "x": weight,
            "marker": {"color": charts.SERIES[5], "pattern": {"shape": "/"}},
        },
        {"type": "bar", "orientation": "h", "name": str(_("Money")), "y": names, "x": money, "marker": {"color": charts.SERIES[0]}},
    ]
    layout = {"barmode": "group", "bargap": 0.35, "showlegend": True, "xaxis": {"tickformat": ".0%"}, "margin": {"t": 28}}
    return Figure(
        "fig-money",
        _("Does money follow strategy?"),
        _("Digital journeys takes 27 % of the money and weighs 11 %."),
        {"data": traces, "layout": layout},
        [Column(_("Objective")), Column(_("Weight"), "percent"), Column(_("Money"), "percent")],
        list(zip(names, weight, money, strict=True)),
        height=260,
    )


def _heat_figure() -> Figure:
    units, objectives = ["DCM", "DIS", "DND", "DRH", "DST"], [f"O{i}" for i in range(1, 13)]
    cells = [[((i * 7 + j * 11) % 10) * 10 if (i + j) % 4 else None for j in range(12)] for i in range(5)]
    trace = {
        "type": "heatmap",
        "x": objectives,
        "y": units,
        "z": cells,
        "colorscale": charts.SCALE,
        "zmin": 0,
        "zmax": 100,
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "texttemplate": "%{z}",
    }
    rows = [[unit, *line] for unit, line in zip(units, cells, strict=True)]
    return Figure(
        "fig-heat",
        _("Alignment by unit and objective"),
        _("Industrie et Supply Chain serves eight objectives."),
        {"data": [trace], "layout": {"yaxis": {"autorange": "reversed"}}},
        [Column(_("Unit")), *(Column(name, "number", 0) for name in objectives)],
        rows,
        height=280,
    )


def _outlier_figure() -> Figure:
    end = [2026.2, 2026.9, 2027.1, 2027.3, 2027.8, 2028.0, 2108.0]
    bounds = charts.robust_range(end) or (None, None)
    shown = [min(value, bounds[1]) if bounds[1] else value for value in end]
    names = [f"P-{i}" for i in range(1, 8)]
    colours = [charts.BAD if value > shown[i] else charts.SERIES[0] for i, value in enumerate(end)]
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": shown,
        "y": names,
        "marker": {"size": 10, "color": colours},
        "text": ["" if v == shown[i] else "2108 ▸" for i, v in enumerate(end)],
        "textposition": "middle left",
    }
    return Figure(
        "fig-out",
        _("Planned ends"),
        _("One project ends in 2108: it is marked at the edge, so that the others stay readable."),
        {"data": [trace], "layout": {"xaxis": {"range": list(bounds), "tickformat": "d"}}},
        [Column(_("Project")), Column(_("End"), "number", 1)],
        list(zip(names, end, strict=True)),
        height=260,
    )
