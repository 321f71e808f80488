"""The list of projects and its export."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
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
from portfolio.alignment.explain import published_run
from portfolio.forms.filters import ProjectFilters
from portfolio.models import Health, Project
from portfolio.models.projects import ProjectClass
from portfolio.money import plan_currency
from portfolio.queries import keyset, project_list
from portfolio.queries.left_out import confidential_sentence
from portfolio.views.looks import looks

PAGE_SIZE = 50


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects the person may see, filtered, sorted and paged by the address."""
    visible = access.visible_to(request.user)
    filters = ProjectFilters(request.GET, visible=visible)
    wanted, run = filters.wanted(), published_run()
    run_id = run.pk if run else None
    rows = project_list.projects(visible, wanted, run_id)
    sort = project_list.sort_of(wanted, run_id)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    counts = project_list.count_by_class(visible, wanted, run_id)
    context = {
        "looks": looks(request, "portfolio:projects"),
        "filters": filters,
        "chips": filters.chips(),
        "run": run,
        "page": keyset.page(rows, sort, size=PAGE_SIZE, after=after, before=before),
        "count": _sentence(counts[wanted.project_class]),
        "tabs": _tabs(request, wanted.project_class, counts),
        "wanted": wanted,
        "plan_currency": plan_currency(),
        "ranks": wanted.project_class == ProjectClass.STRATEGIC,
        "keeps_rates": access.keeps_rates(request.user),
        "can_create": access.can_create(request.user),
        "export_query": address(request.GET),
        "left_out": confidential_sentence(request.user),
    }
    return render_page(request, "portfolio/projects.html", "project-list", context)


def _sentence(count: int) -> str:
    return ngettext("%(count)s project", "%(count)s projects", count) % {"count": _capped(count)}


def _tabs(request: HttpRequest, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {"strategic": _("Strategic"), "obligation": _("Obligations"), "run": _("Running the business")}
    return [
        {"label": label, "href": _tab_address(request, name), "current": name == current, "count": _capped(counts[name])}
        for name, label in labels.items()
    ]


def _tab_address(request: HttpRequest, name: str) -> str:
    return address(request.GET, **{"class": None if name == ProjectClass.STRATEGIC else name, "sort": None})


def _capped(count: int) -> str:
    most = project_list.COUNTED_UP_TO
    return f"{formatting.number(most)}+" if count > most else formatting.number(count)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole, as CSV that streams."""
    visible = access.visible_to(request.user)
    wanted, run = ProjectFilters(request.GET, visible=visible).wanted(), published_run()
    run_id = run.pk if run else None
    rows = project_list.projects(visible, wanted, run_id)
    lines = csv_lines(_headings(), _cells(keyset.walk_all(rows, project_list.sort_of(wanted, run_id))), language=language())
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    name = _("projects")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


def _headings() -> list[str]:
    return [
        _("Code"), _("Project"), _("Unit"), _("Lead"), _("Class"), _("Status"), _("Health"), _("Last report"),
        _("Alignment"), _("Alignment, at least"), _("Alignment, at most"), _("Reliability"), _("Delivery"),
        _("Serves no validated objective"), _("Needs help"), _("Currency"), _("Budget this year"), _("Forecast this year"),
        _("Start"), _("End"),
    ]  # fmt: skip


def _cells(rows: Iterator[Project]) -> Iterator[list[object]]:
    words = dict(Health.choices)
    for row in rows:
        health = words.get(project_list.health_of_rank(row.card.health_rank), "")
        yield [
            row.code, row.name, row.unit.name if row.unit else "", row.lead.full_name if row.lead else "",
            row.get_project_class_display(), row.get_status_display(), health, row.card.reported_on,
            row.score_s, row.score_low, row.score_high, row.score_c, row.score_d, row.score_orphan, row.score_watermelon,
            row.portfolio.currency if row.portfolio else "", row.card.budget, row.card.forecast, row.starts_on, row.ends_on,
        ]  # fmt: skip
