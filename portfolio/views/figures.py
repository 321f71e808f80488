"""The figures of a project as CSV: the same numbers as its charts and tables, for a spreadsheet."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.bilingual import language
from foundation.tabular import csv_lines
from portfolio import access
from portfolio.alignment.explain import published_run
from portfolio.models import Project
from portfolio.queries import project_page, score_story
from portfolio.templatetags.projects import line_name

Table = tuple[list[str], Iterable[list[Any]]]


def _history(project: Project) -> Table:
    rows = score_story.story(project, published_run()).history
    cells = [[one.run.as_of, one.s, one.low, one.high, one.c, one.d] for one in rows]
    headings = [_("Date"), _("Alignment"), _("Alignment, at least"), _("Alignment, at most"), _("Reliability"), _("Delivery")]
    return headings, cells


def _breakdown(project: Project) -> Table:
    told = score_story.story(project, published_run())
    names = ("w", "c", "validated", "declared")
    cells = [[str(line_name(line)), *(line.terms.get(name) for name in names), line.points] for line in told.lines]
    return [_("Line"), _("Weight"), _("Level"), _("Validated"), _("Only declared"), _("Points")], cells


def _money(project: Project) -> Table:
    lines = [line for year in project_page.money_by_year(project) for line in year.lines]
    cells = [[one.year, one.get_nature_display(), one.label, one.currency, one.baseline, one.forecast, one.actual] for one in lines]
    return [_("Year"), _("Nature"), _("Label"), _("Currency"), _("Budget"), _("Forecast"), _("Spent")], cells


def _earned_value(project: Project) -> Table:
    headings = [_("Date"), _("Currency"), _("Planned"), _("Earned"), _("Spent"), "CPI", "SPI", "EAC", "VAC", "TCPI"]
    cells = []
    for row in project_page.earned_value(project):
        point = row.point
        amounts = [point.on, point.currency, point.planned_value, point.earned_value, point.actual_cost]
        cells.append([*amounts, row.cpi, row.spi, row.eac, row.vac, row.tcpi])
    return headings, cells


def _milestones(project: Project) -> Table:
    headings = [_("Milestone"), _("Promised for"), _("Expected now"), _("Reached on"), _("Slip, days")]
    rows = project_page.milestones(project)
    return headings, [[one.name, one.baseline_on, one.forecast_on, one.reached_on, one.slip_days] for one in rows]


FIGURES: dict[str, Callable[[Project], Table]] = {
    "history": _history,
    "breakdown": _breakdown,
    "money": _money,
    "earned-value": _earned_value,
    "milestones": _milestones,
}


def csv_of(project: Project, slug: str) -> str:
    """The address of a figure of the project as CSV."""
    return reverse("portfolio:figure_csv", args=[project.code, slug])


@require_safe
def figure(request: HttpRequest, code: str, slug: str) -> StreamingHttpResponse:
    """One figure of a project the person may see; 404 for a figure nobody knows."""
    project = access.project_to_see(request.user, code)
    if slug not in FIGURES:
        raise Http404
    headings, rows = FIGURES[slug](project)
    lines = csv_lines(headings, rows, language=language())
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{project.code}-{slug}.csv"'
    return answer
