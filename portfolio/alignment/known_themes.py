"""Themes and assessments of responsibility as they were known at a cut-off."""

from portfolio.alignment.known_facts import Moment, Rows, Span
from portfolio.models.responsibility import RseAssessment
from portfolio.models.suppliers import ProjectSupplier
from rse.models import Theme
from rse.queries.due_diligence import severe
from rse.queries.materiality import in_force

GRAVEST = -1.0


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
    """What each project was assessed at; the gravest harm where a supplier does worse. Two queries."""
    known = RseAssessment.objects.known_at(moment.cut_off).filter(project_id__gte=span.first, project_id__lte=span.last)
    rows = known.order_by().values_list("project_id", "theme_id", "effect", "mitigation_approved_on")
    found = {(project, theme): (float(effect), approved is not None) for project, theme, effect, approved in rows}
    found |= dict.fromkeys(_harmed_by_suppliers(moment, span), (GRAVEST, False))
    return {
        "project": [project for project, _theme in found],
        "theme": [theme for _project, theme in found],
        "effect": [effect for effect, _mitigated in found.values()],
        "mitigated": [mitigated for _effect, mitigated in found.values()],
    }


def _harmed_by_suppliers(moment: Moment, span: Span) -> list[tuple[int, int]]:
    """The projects and themes on which a severe finding at a supplier weighs, with nothing that mitigates it. One query."""
    links = ProjectSupplier.objects.known_at(moment.cut_off).filter(project_id__gte=span.first, project_id__lte=span.last)
    harmed = links.filter(supplier__findings__in=severe(moment.cut_off).values("pk"))
    return list(harmed.order_by().values_list("project_id", "supplier__findings__theme_id").distinct())
