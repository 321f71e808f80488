"""The roadmap: milestones of all projects on a line of time, and in a table."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from foundation import formatting
from foundation.bilingual import language
from foundation.filtering import address
from foundation.htmx import render_page
from foundation.tabular import csv_lines
from portfolio import access
from portfolio.charts.roadmap import Moment, Roadmap, Row, bounds, roadmap
from portfolio.forms.roadmap import RoadmapFilters
from portfolio.models import Milestone
from portfolio.queries import keyset, project_list
from portfolio.queries import roadmap as queries
from portfolio.queries.left_out import confidential_sentence
from portfolio.views.looks import looks

PAGE_SIZE = 30


@require_safe
def milestones(request: HttpRequest) -> HttpResponse:
    """The milestones that fit the filters of the address: drawn by project, listed one by one."""
    today, visible = timezone.localdate(), access.visible_to(request.user)
    filters = RoadmapFilters(request.GET, visible=visible, today=today)
    asked = filters.asked()
    rows = queries.milestones(project_list.narrowed(visible, filters.wanted()), asked, today)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = keyset.page(rows, queries.sort_of(asked), size=PAGE_SIZE, after=after, before=before)
    counts = queries.counted(rows, today)
    context = {
        "looks": looks(request, "portfolio:roadmap"),
        "filters": filters,
        "chips": filters.chips(),
        "page": page,
        "counts": counts,
        "count": ngettext("%(count)s milestone", "%(count)s milestones", counts.all) % {"count": formatting.number(counts.all)},
        "widest": queries.widest(rows) if counts.widest else None,
        "drawing": _drawing(page.rows, asked, today) if page.rows else None,
        "whole": not (page.after or page.before),
        "today": today,
        "left_out": confidential_sentence(request.user),
        "export_query": address(request.GET),
    }
    return render_page(request, "portfolio/roadmap.html", "roadmap", context)


def _drawing(rows: list[Milestone], asked: queries.Asked, today: date) -> Roadmap:
    start, end = bounds(_days(rows), today) if asked.period == queries.ALWAYS else queries.drawn(asked.period, today)
    return roadmap(lanes_of(rows, today), start=start, end=end, today=today)


def _days(rows: Iterable[Milestone]) -> list[date]:
    return [day for row in rows for day in (row.baseline_on, row.reached_on or row.forecast_on)]


def lanes_of(rows: Iterable[Milestone], today: date) -> list[Row]:
    """One lane a project, in the order in which the page names them first."""
    lanes: dict[int, Row] = {}
    for row in rows:
        project = row.project
        unit = project.unit.code if project.unit else ""
        sub = " · ".join(filter(None, [project.code, unit]))
        lane = lanes.setdefault(project.pk, Row(project.name, reverse("portfolio:milestones", args=[project.code]), sub, []))
        lane.moments.append(moment_of(row, today))  # type: ignore[attr-defined]
    return list(lanes.values())


def moment_of(row: Milestone, today: date) -> Moment:
    """A milestone as the drawing knows it."""
    overdue = row.reached_on is None and row.forecast_on < today
    return Moment(row.name, row.baseline_on, row.reached_on or row.forecast_on, row.reached_on is not None, overdue)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same milestones, all of them, as CSV that streams."""
    today, visible = timezone.localdate(), access.visible_to(request.user)
    filters = RoadmapFilters(request.GET, visible=visible, today=today)
    asked = filters.asked()
    rows = queries.milestones(project_list.narrowed(visible, filters.wanted()), asked, today)
    lines = csv_lines(_headings(), _cells(keyset.walk_all(rows, queries.sort_of(asked)), today), language=language())
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    name = _("milestones")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{today:%Y-%m-%d}.csv"'
    return answer


def _headings() -> list[str]:
    return [
        _("Code"), _("Project"), _("Unit"), _("Lead"), _("Milestone"), _("Promised for"), _("Expected now"), _("Reached on"),
        _("Slip, days"), _("State"),
    ]  # fmt: skip


def _cells(rows: Iterator[Milestone], today: date) -> Iterator[list[object]]:
    for row in rows:
        project = row.project
        yield [
            project.code, project.name, project.unit.name if project.unit else "", project.lead.full_name if project.lead else "",
            row.name, row.baseline_on, row.forecast_on, row.reached_on, row.slip_days,
            str(queries.STATES[moment_of(row, today).kind]),
        ]  # fmt: skip
