"""The bubble board: is what serves the strategy going to land, and where does the money lie?"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation import formatting, statuses
from foundation.filtering import address
from foundation.htmx import render_page
from portfolio import access
from portfolio.alignment.explain import published_run
from portfolio.alignment.parameters import Parameters
from portfolio.charts.bubbles import Bubble, Dot, place
from portfolio.forms.filters import ProjectFilters
from portfolio.models.projects import ProjectClass
from portfolio.money import plan_currency, rates
from portfolio.queries.bubbles import Board, Drawn, board
from portfolio.queries.left_out import confidential_sentence
from portfolio.views.looks import looks

HEALTHS = ("green", "amber_green", "amber", "amber_red", "red", "none")


@require_safe
def bubbles(request: HttpRequest) -> HttpResponse:
    """The projects that fit the filters of the list, as bubbles and as a table."""
    visible = access.visible_to(request.user)
    filters = ProjectFilters(request.GET, visible=visible)
    del filters.fields["sort"]
    wanted, run, currency = filters.wanted(), published_run(), plan_currency()
    today = timezone.localdate()
    found = board(visible, wanted, run.pk if run else None, rates=rates(), currency=currency, on=today)
    context = {
        "looks": looks(request, "portfolio:bubbles"),
        "filters": filters,
        "chips": filters.chips(),
        "wanted": wanted,
        "ranks": wanted.project_class == ProjectClass.STRATEGIC,
        "run": run,
        "board": found,
        "currency": currency,
        "bubbles": _bubbles(found, currency),
        "lines": _lines(run),
        "legend": [(name, statuses.look(name), found.healths[name]) for name in HEALTHS if found.healths[name]],
        "left_out": confidential_sentence(request.user),
        "export_query": address(request.GET),
    }
    return render_page(request, "portfolio/bubbles.html", "bubbles", context)


def _bubbles(found: Board, currency: str) -> list[Bubble]:
    return place([_dot(one, currency) for one in found.drawn])


def _dot(one: Drawn, currency: str) -> Dot:
    project = one.project
    facts = {
        "name": project.name,
        "alignment": formatting.number(project.score_s, 0),  # type: ignore[attr-defined]
        "delivery": formatting.percent(project.score_d),  # type: ignore[attr-defined]
        "money": formatting.money(one.money, currency) if one.money is not None else _("budget unknown"),
        "health": statuses.look(one.health).word,
    }
    said = _("%(name)s: alignment %(alignment)s, delivery %(delivery)s, %(money)s, %(health)s") % facts
    money = None if one.money is None else float(one.money)
    href = reverse("portfolio:project", args=[project.code])
    return Dot(project.code, project.name, href, project.score_s, project.score_d, money, one.health, said)  # type: ignore[attr-defined]


def _lines(run: object) -> dict[str, str]:
    """Where the bands of alignment begin, as the model of the run has them."""
    p = Parameters.from_json(run.model.parameters) if run else Parameters()  # type: ignore[attr-defined]
    return {"partial": f"{p.band_partial:.2f}%", "aligned": f"{p.band_aligned:.2f}%", "beyond": f"{100 - p.band_aligned:.2f}%"}
