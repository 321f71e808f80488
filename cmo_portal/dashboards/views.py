"""The home page: the board of the person who opens it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmo_portal.dashboards import exceptions, presentation, queries
from cmo_portal.onboarding import queries as onboarding
from foundation.accounts.access import require_any_grant
from foundation.htmx import render_page, see_other


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One verdict, four tiles, what needs somebody, one chart; the rest in tabs."""
    require_any_grant(request.user)
    if onboarding.is_wanted(request.user):
        return see_other(request, "start")
    board = queries.home_board(request.user, request.GET)
    needs = exceptions.needs(board, queries.projects_of(request.user, board), today=timezone.localdate())
    context = {"board": board, "needs": needs, "shown": presentation.shown(board)}
    return render_page(request, "dashboards/home.html", "board", context)
