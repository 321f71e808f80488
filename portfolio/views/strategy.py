"""The strategy where it meets projects and money: does money follow, and what serves an objective."""

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.audit.queries import trail
from foundation.htmx import render_page
from foundation.notifications import talk
from kpis.queries import strip as indicators
from portfolio.queries.landing_story import landing_story
from portfolio.queries.serving import coverage, serving
from portfolio.queries.strategy import DEFAULT_SORT, does_money_follow
from rse.queries.initiatives import of_objective as initiatives_of
from strategy import access, queries
from strategy.views.frame import asked_plan, framed


@require_safe
def strategy(request: HttpRequest) -> HttpResponse:
    """Objectives by the gap between their weight and their money; a blank state where there is no plan yet."""
    plan, today = asked_plan(request), timezone.localdate()
    if plan is None:
        return render_page(request, "portfolio/strategy_blank.html", "blank", framed(request, None))
    follow = does_money_follow(plan, on=today, sort=request.GET.get("sort", DEFAULT_SORT))
    context = framed(
        request,
        plan,
        current="strategy",
        follow=follow,
        default_sort=DEFAULT_SORT,
        progress=queries.progress(plan, today),
        projects_url=_projects_url(),
    )
    return render_page(request, "portfolio/strategy.html", "follow", context)


@require_safe
def objective(request: HttpRequest, pk: int) -> HttpResponse:
    """Why this objective, who answers for it, what serves it, what it weighed, who changed it."""
    found = access.objective_to_see(request.user, pk)
    today = timezone.localdate()
    plan = found.plan
    links, hidden = serving(found, request.user, on=today)
    follow = does_money_follow(plan, on=today)
    leading, following = queries.causes_of(found)
    context = framed(
        request,
        plan,
        (found.name, ""),
        objective=found,
        parts=list(found.children.filter(retired_on__isnull=True).defer("search")),
        may_word=access.may_word(request.user, found),
        line=next((line for line in follow.lines if line.objective.pk == found.pk), None),
        follow=follow,
        causes=leading,
        effects=following,
        may_link=access.may_link_some(request.user, plan),
        links=links,
        hidden=hidden,
        coverage=coverage(links),
        landing=landing_story(found, request.user),
        indicators=indicators.of_objective(found, today=today),
        initiatives=initiatives_of(found),
        levels=queries.levels(found),
        weight_history=queries.weight_history(found),
        tags=list(found.tags.all()),
        trail=trail(found, request.user),
        projects_url=_projects_url(),
    ) | talk.said(request, found, address=reverse("strategy:objective_comments", args=[found.pk]))
    return render_page(request, "portfolio/objective.html", "objective", context)


def _projects_url() -> str:
    """The list of projects, to filter; empty where there is none."""
    try:
        return reverse("portfolio:projects")
    except NoReverseMatch:
        return ""
