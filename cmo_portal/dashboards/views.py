"""The home page: the board of who reads one, through the lens of their role; their own work for everybody else."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmo_portal.dashboards import news, presentation, queries
from cmo_portal.dashboards.lenses import page
from cmo_portal.dashboards.needs.need import Reader
from cmo_portal.dashboards.needs.page import needs_on_board
from cmo_portal.dashboards.personal import personal_home, reads_a_board
from cmo_portal.dashboards.responsibility import rse_strip
from cmo_portal.onboarding import queries as onboarding
from foundation.accounts.access import Rights, require_any_grant, rights_of
from foundation.accounts.roles import Lens
from foundation.htmx import render_page, see_other
from kpis.access import measures
from kpis.queries.strip import strip
from portfolio.money import plan_currency


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs this person, and what they look at; who was given no role and measures indicators finds their duties."""
    if measures(request.user) and not _has_role(rights_of(request.user)):
        return see_other(request, "portfolio:duties")
    rights = require_any_grant(request.user)
    if onboarding.is_wanted(request.user):
        return see_other(request, "start")
    return _board(request, rights) if reads_a_board(rights) else _personal(request)


def _has_role(rights: Rights) -> bool:
    return rights.is_admin or bool(rights.roles)


def _board(request: HttpRequest, rights: Rights) -> HttpResponse:
    """One verdict, four tiles, what needs somebody, one figure; health, movement, silence and decisions; the rest in tabs."""
    today, lens = timezone.localdate(), page.lens_of(request.GET, rights)
    board = queries.home_board(request.user, request.GET)
    projects = queries.projects_of(request.user, board)
    shown = presentation.shown(board)
    context = {
        "board": board,
        "shown": shown,
        "currency": board.currency,
        "lens": page.lens_page(board, shown, projects, user=request.user, lens=lens, today=today),
        "lenses": page.choices(request.GET, lens, rights.lens),
        "own_lens": rights.lens,
        "needs": needs_on_board(board, projects, Reader(request.user, today, request.get_full_path(), lens)),
        "news": news.of_projects(projects, today),
        "strip": strip(today=today) if lens == Lens.CMO else None,
        "rse_strip": rse_strip(today=today) if lens == Lens.CMO else [],
        "today": today,
    }
    return render_page(request, "dashboards/home.html", "board", context)


def _personal(request: HttpRequest) -> HttpResponse:
    """One's reports, what waits by name, one's projects and objectives."""
    today, currency = timezone.localdate(), plan_currency()
    home_page = personal_home(request.user, today=today, back=request.get_full_path(), currency=currency)
    context = {
        "home": home_page,
        "needs": home_page.needs,
        "currency": currency,
        "news": news.seen_by(request.user, today),
        "today": today,
    }
    return render_page(request, "dashboards/personal.html", "personal", context)
