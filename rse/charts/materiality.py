"""The matrix of double materiality: impact upwards, money to the right."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from foundation.charts import MUTED, SERIES, Column, Figure, label
from rse.models import MaterialityAssessment
from rse.queries.materiality import TopicLine


def matrix(assessment: MaterialityAssessment, lines: Sequence[TopicLine]) -> Figure:
    """Each topic at its two scores; what crosses a threshold is filled."""
    known = [line for line in lines if line.topic]
    material = [line for line in known if line.topic and line.topic.material]
    names = [label(line.theme.code) for line in known]
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [line.topic.financial for line in known if line.topic],
        "y": [line.topic.impact for line in known if line.topic],
        "text": names,
        "textposition": "top center",
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
        {"type": "line", "x0": assessment.financial_from, "x1": assessment.financial_from, "y0": 0, "y1": 5.4},
        {"type": "line", "x0": 0, "x1": 5.4, "y0": assessment.impact_from, "y1": assessment.impact_from},
    ]
    layout = {
        "xaxis": {"range": [0, 5.4], "title": {"text": _("Money at stake for the company")}},
        "yaxis": {"range": [0, 5.4], "title": {"text": _("Impact on people and planet")}},
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
