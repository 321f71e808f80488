"""The boards as pages, parts and CSV."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cmo_portal.dashboards import kept
from cmo_portal.dashboards.boards import needs_help as help_board
from cmo_portal.dashboards.boards import silent as silent_board
from cmo_portal.dashboards.boards import stop_first as stop_board
from cmo_portal.dashboards.boards.frame import BoardFilters, Scope, reads_boards, scope_of, tabs
from foundation import formatting
from foundation.accounts.access import require_any_grant
from foundation.accounts.models import User
from foundation.bilingual import language
from foundation.filtering import address
from foundation.htmx import render_page
from foundation.tabular import csv_lines
from portfolio.access import can_open_decision
from portfolio.alignment.explain import published_run
from portfolio.models.projects import ProjectClass
from portfolio.money import plan_currency
from portfolio.queries import keyset

PAGE_SIZE = 50
REPORTED = (ProjectClass.STRATEGIC, ProjectClass.OBLIGATION)
MOST = 1_000


@require_safe
def needs_help(request: HttpRequest) -> HttpResponse:
    """Who needs help: by direction, over time, and the projects."""
    require_any_grant(request.user)
    scope, run = scope_of(request.user, request.GET.get("unit", "")), published_run()
    filters = help_board.NeedsHelpFilters(request.GET, units=scope.units)
    rows = help_board.rows(scope, run, filters)
    points, by_unit = help_board.past(scope)
    whole, parts = help_board.by_direction(scope, run)
    history = {unit.code: by_unit.get(unit.pk, []) for unit in scope.directions}
    context = _frame(request, "needs_help", scope, filters) | {
        "page": _page(request, rows, filters.order(help_board.columns())),
        "count": _count(rows, lambda n: ngettext("%(n)s project", "%(n)s projects", n)),
        "run": run,
        "whole": whole,
        "parts": [(part, history.get(part.code, [])) for part in parts],
        "figure": help_board.figure(points),
        "plan_currency": plan_currency(),
    }
    return render_page(request, "dashboards/needs_help.html", "help-board", context)


@require_safe
def needs_help_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole."""
    require_any_grant(request.user)
    scope = scope_of(request.user, request.GET.get("unit", ""))
    filters = help_board.NeedsHelpFilters(request.GET, units=scope.units)
    rows = keyset.walk_all(help_board.rows(scope, published_run(), filters), filters.order(help_board.columns()))
    return _csv(_("needs-help"), help_board.headings(), help_board.cells(rows))


@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    """Missed reports with the step of their escalation."""
    require_any_grant(request.user)
    today = timezone.localdate()
    scope = scope_of(request.user, request.GET.get("unit", ""), classes=REPORTED)
    filters = silent_board.SilentFilters(request.GET, units=scope.units)
    rows = silent_board.rows(scope, filters, today)
    page = _page(request, rows, filters.order(silent_board.columns()))
    counts, chosen = silent_board.by_step(scope, today), filters.chosen.get("step", "")
    context = _frame(request, "silent", scope, filters) | {
        "page": page,
        "late": [(row, silent_board.step_of(row.card.due_on, today), (today - row.card.due_on).days) for row in page.rows],
        "steps": [
            {"label": label, "count": counts[step], "current": chosen == step, "href": address(request.GET, step=step)}
            for step, label in silent_board.STEPS.items()
        ],
        "step_words": silent_board.STEPS,
        "all_steps": {"count": sum(counts.values()), "current": not chosen, "href": address(request.GET, step=None)},
        "count": _count(rows, lambda n: ngettext("%(n)s project without news", "%(n)s projects without news", n)),
        "in_time": silent_board.by_direction(scope, today),
        "plan_currency": plan_currency(),
    }
    return render_page(request, "dashboards/silent.html", "silent-board", context)


@require_safe
def silent_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole."""
    require_any_grant(request.user)
    today = timezone.localdate()
    scope = scope_of(request.user, request.GET.get("unit", ""), classes=REPORTED)
    filters = silent_board.SilentFilters(request.GET, units=scope.units)
    rows = keyset.walk_all(silent_board.rows(scope, filters, today), filters.order(silent_board.columns()))
    return _csv(_("without-news"), silent_board.headings(), silent_board.cells(rows, today))


@require_safe
def stop_first(request: HttpRequest) -> HttpResponse:
    """The short list of what we would stop first, and what that would free."""
    scope = _arbiter(request.user, request.GET.get("unit", ""))
    run, currency = published_run(), plan_currency()
    rows = stop_board.candidates(scope, run, currency=currency)
    whole = kept.spendings(scope.kept_scope, [run], {}).get(run.pk) if run and scope.kept_scope else None
    context = _frame(request, "stop_first", scope, stop_board.StopFilters(request.GET, units=scope.units)) | {
        "rows": [(row, can_open_decision(request.user, row.project)) for row in rows],
        "freed": stop_board.freed(rows, whole),
        "run": run,
        "plan_currency": currency,
        "count": ngettext("%(n)s project", "%(n)s projects", len(rows)) % {"n": len(rows)},
    }
    return render_page(request, "dashboards/stop_first.html", "stop-board", context)


@require_safe
def stop_first_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same short list."""
    scope = _arbiter(request.user, request.GET.get("unit", ""))
    rows = stop_board.candidates(scope, published_run(), currency=plan_currency())
    return _csv(_("stop-first"), stop_board.headings(), stop_board.cells(rows))


def _arbiter(user: User, unit: str) -> Scope:
    """The scope, for who reads boards by role; 403 for everybody else."""
    require_any_grant(user)
    if not reads_boards(user):
        raise PermissionDenied(_("Only executives, auditors and those who read for the company see what we would stop first."))
    return scope_of(user, unit)


def _frame(request: HttpRequest, name: str, scope: Scope, filters: BoardFilters) -> dict[str, Any]:
    return {
        "tabs": tabs(request.user, name),
        "scope": scope,
        "filters": filters,
        "chips": filters.chips(),
        "export_query": address(request.GET),
        "back": request.get_full_path(),
    }


def _page(request: HttpRequest, rows: Any, sort: keyset.Sort) -> keyset.Page:
    return keyset.page(rows, sort, size=PAGE_SIZE, after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def _count(rows: Any, words: Any) -> str:
    count = rows.order_by()[: MOST + 1].count()
    return words(count) % {"n": f"{formatting.number(MOST)}+" if count > MOST else formatting.number(count)}


def _csv(name: str, headings: list[str], cells: Iterable[list[object]]) -> StreamingHttpResponse:
    lines = csv_lines(headings, cells, language=language())
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer
