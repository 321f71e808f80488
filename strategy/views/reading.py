"""The tree, and the strategy on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from foundation.audit.queries import trail
from foundation.htmx import render_page
from strategy import queries
from strategy.views.frame import asked_plan, framed


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Axes and objectives with their weights, owners and horizons."""
    plan, today = asked_plan(request), timezone.localdate()
    if plan is None:
        return redirect("strategy:strategy")
    weights = queries.weights_in_force(plan, today)
    context = framed(
        request,
        plan,
        (_("Axes and objectives"), ""),
        current="tree",
        weights=weights,
        branches=queries.branches(plan, weights),
        retired=queries.retired(plan),
        trail=trail(plan, request.user, limit=8),
    )
    return render_page(request, "strategy/tree.html", "tree", context)


@require_safe
def one_page(request: HttpRequest) -> HttpResponse:
    """Vision, mission, values, axes, objectives with three facts each: made to be printed."""
    plan, today = asked_plan(request), timezone.localdate()
    if plan is None:
        return redirect("strategy:strategy")
    weights = queries.weights_in_force(plan, today)
    context = framed(
        request,
        plan,
        (_("On one page"), ""),
        current="one_page",
        today=today,
        weights=weights,
        branches=queries.branches(plan, weights),
        values=list(plan.values.all()),
        progress=queries.progress(plan, today),
    )
    return render_page(request, "strategy/one_page.html", "sheet", context)
