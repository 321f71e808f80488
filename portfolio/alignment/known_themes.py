"""Themes and assessments of responsibility as they were known at a cut-off."""

from portfolio.alignment.known_facts import Moment, Rows, Span
from portfolio.models.responsibility import RseAssessment
from rse.models import Theme
from rse.queries.materiality import in_force


def themes(moment: Moment) -> Rows:
    """The themes that weigh something in the materiality in force; none without one. Two queries."""
    force = in_force(as_of=moment.as_of, cut_off=moment.cut_off)
    weights = {code: float(weight) for code, weight in force.themes.items() if weight} if force else {}
    rows = list(Theme.objects.filter(group__code="house", code__in=weights).order_by("id").values_list("id", "code")) if weights else []
    return {
        "theme": [number for number, _code in rows],
        "code": [code for _number, code in rows],
        "materiality": [weights[code] for _number, code in rows],
    }


def assessments(moment: Moment, span: Span) -> Rows:
    """What each project was assessed at. One query."""
    known = RseAssessment.objects.known_at(moment.cut_off).filter(project_id__gte=span.first, project_id__lte=span.last)
    rows = list(known.order_by().values_list("project_id", "theme_id", "effect", "mitigation_approved_on"))
    return {
        "project": [row[0] for row in rows],
        "theme": [row[1] for row in rows],
        "effect": [float(row[2]) for row in rows],
        "mitigated": [row[3] is not None for row in rows],
    }
