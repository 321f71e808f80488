"""The pages of portfolios and programmes."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cmo_portal.dashboards import groups
from foundation import formatting
from foundation.accounts.access import require_any_grant
from foundation.htmx import render_page
from foundation.tiles import Tile
from portfolio import access
from portfolio.alignment.explain import published_run
from portfolio.charts.past import past
from portfolio.models import Portfolio, Programme, Project
from portfolio.money import plan_currency
from portfolio.queries.left_out import confidential_sentence
from portfolio.views.looks import looks


@require_safe
def portfolios(request: HttpRequest) -> HttpResponse:
    """Every portfolio with its programmes: projects, money, scores, reports."""
    require_any_grant(request.user)
    run = published_run()
    found, alone = groups.groups(request.user, run)
    context = {
        "looks": looks(request, "portfolios"),
        "portfolios": found,
        "alone": alone,
        "run": run,
        "plan_currency": plan_currency(),
        "left_out": confidential_sentence(request.user),
    }
    return render_page(request, "dashboards/portfolios.html", "portfolios", context)


@require_safe
def portfolio(request: HttpRequest, code: str) -> HttpResponse:
    """One portfolio."""
    found = access.portfolio_to_see(request.user, code)
    projects = access.visible_to(request.user).filter(portfolio=found)
    programmes = groups.by_programme(projects, published_run(), found)
    context = {"programmes": programmes, "portfolio": found, "query": f"portfolio={found.pk}"}
    return _page(request, found, projects, found.currency, context)


@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme."""
    found = access.programme_to_see(request.user, code)
    projects = access.visible_to(request.user).filter(programme=found)
    currency = found.portfolio.currency if found.portfolio else plan_currency()
    context = {"programme": found, "portfolio": found.portfolio, "query": f"programme={found.pk}"}
    return _page(request, found, projects, currency, context)


def _page(
    request: HttpRequest, found: Portfolio | Programme, projects: QuerySet[Project], currency: str, context: dict[str, Any]
) -> HttpResponse:
    run, query = published_run(), context["query"]
    whole = found if isinstance(found, Portfolio) else None
    figures = groups.figures_of(projects, run)
    currency = figures.one_currency or currency  # a programme's projects may all count in another than its portfolio
    months = groups.history(request.user, projects, run, currency, whole)
    mixed = sorted(figures.currencies) if len(figures.currencies) > 1 else []
    rows: list[Project] = groups.largest(projects, run, currency=currency, mixed=bool(mixed))
    context |= {
        "group": found,
        "currency": currency,
        "run": run,
        "figures": figures,
        "tiles": _tiles(figures, months, currency, query),
        "months": months[::-1],
        "past": past(
            [formatting.short_month(one.on) for one in months],
            alignment=[one.alignment for one in months],
            delivery=[None if one.delivery is None else 100 * one.delivery for one in months],
        ),
        "mixed": mixed,
        "rows": rows,
        "left_out": confidential_sentence(request.user),
    }
    return render_page(request, "dashboards/group.html", "group", context)


def _tiles(figures: groups.Figures, months: list[groups.Past], currency: str, query: str) -> list[Tile]:
    before = months[-2] if len(months) > 1 else None
    list_href = f"{reverse('portfolio:projects')}?{query}&status=going"
    aside = _("%(n)s more apart: obligations and running the business") % {"n": figures.others} if figures.others else ""
    one_currency = len(figures.currencies) < 2
    money = formatting.money(figures.budget, currency) if one_currency else ""
    over = figures.forecast - figures.budget
    return [
        Tile(_("Strategic projects going on"), value=formatting.number(figures.strategic), note=aside, href=list_href),
        Tile(
            _("Budget this year"),
            value=money,
            note=_("forecast %(money)s (%(over)s)")
            % {"money": formatting.money(figures.forecast, currency), "over": formatting.money(over, currency, signed=True)}
            if one_currency and figures.forecast
            else "",
        ),
        Tile(
            _("Alignment"),
            value=formatting.number(figures.alignment, 0) if figures.alignment is not None else "",
            unit="/ 100",
            change=_change(figures.alignment, before.alignment if before else None),
            note=_("since %(day)s") % {"day": formatting.day(before.on)} if before else "",
            series=[one.alignment for one in months],
        ),
        Tile(
            _("Delivery confidence"),
            value=formatting.percent(figures.delivery) if figures.delivery is not None else "",
            change=_change(figures.delivery, before.delivery if before else None, 100),
            change_unit=_("points"),
            note=_("since %(day)s") % {"day": formatting.day(before.on)} if before else "",
            series=[one.delivery for one in months],
        ),
    ]


def _change(new: float | None, old: float | None, factor: float = 1.0) -> float | None:
    return None if new is None or old is None else factor * (new - old)
