"""The matrix of double materiality: impact upwards, money to the right."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from foundation.charts import MUTED, SERIES, Column, Figure, label
from rse.models import MaterialityAssessment
from rse.queries.materiality import TopicLine

LOW, HIGH = -0.3, 5.5  # a topic that touches one axis only stands beside it, not on it
EDGE = 0.3


def matrix(assessment: MaterialityAssessment, lines: Sequence[TopicLine]) -> Figure:
    """Each topic at its two scores; what crosses a threshold is filled."""
    known = [line for line in lines if line.topic]
    material = [line for line in known if line.topic and line.topic.material]
    names = _names(known)
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [line.topic.financial for line in known if line.topic],
        "y": [line.topic.impact for line in known if line.topic],
        "text": names,
        "textposition": ["middle right" if not line.topic or line.topic.financial < EDGE else "top center" for line in known],
        "hovertext": [label(line.theme.name) for line in known],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {
            "size": 15,
            "color": [SERIES[0] if line in material else MUTED for line in known],
            "symbol": ["circle" if line in material else "circle-open" for line in known],
        },
    }
    thresholds = [
        {"type": "line", "x0": assessment.financial_from, "x1": assessment.financial_from, "y0": LOW, "y1": HIGH},
        {"type": "line", "x0": LOW, "x1": HIGH, "y0": assessment.impact_from, "y1": assessment.impact_from},
    ]
    layout = {
        "xaxis": {
            "range": [LOW, HIGH],
            "tickvals": [0, 1, 2, 3, 4, 5],
            "zeroline": False,
            "title": {"text": _("Money at stake for the company")},
        },
        "yaxis": {
            "range": [LOW, HIGH],
            "tickvals": [0, 1, 2, 3, 4, 5],
            "zeroline": False,
            "title": {"text": _("Impact on people and planet")},
        },
        "shapes": [shape | {"line": {"color": MUTED, "dash": "dot", "width": 1.5}} for shape in thresholds],
        "showlegend": False,
    }
    sentence = _("%(material)s of %(all)s topics are material, by impact or by money.") % {"material": len(material), "all": len(known)}
    if not known:
        sentence = _("Nothing is rated yet.")
    return Figure(
        "fig-materiality",
        _("Double materiality"),
        sentence,
        {"data": [trace] if known else [], "layout": layout},
        [Column(_("Topic")), Column(_("Impact"), "number", 1), Column(_("Money"), "number", 1)],
        [[f"{line.theme.code} {line.theme.name}", line.topic.impact, line.topic.financial] for line in known if line.topic],
        height=420,
    )


def _names(known: Sequence[TopicLine]) -> list[str]:
    """One code a topic; those that share a place are named together, at the first of them."""
    places: dict[tuple[float, float], list[str]] = {}
    for line in known:
        if line.topic:
            places.setdefault((line.topic.financial, line.topic.impact), []).append(line.theme.code)
    return [label(", ".join(places.pop((line.topic.financial, line.topic.impact), []))) if line.topic else "" for line in known]
