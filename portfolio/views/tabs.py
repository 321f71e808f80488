"""The pages of a project beside its overview: milestones, money, risks and gates, team."""

from dataclasses import replace
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.charts import Figure
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.submissions import entered
from portfolio import access
from portfolio.actions import members
from portfolio.charts.earned_value import Point, earned_value_curve
from portfolio.forms.facts import MemberForm
from portfolio.models import Project, ProjectMember
from portfolio.queries import project_page
from portfolio.views.figures import csv_of
from portfolio.views.project_page import frame
from portfolio.views.timeline import timeline


@require_safe
def milestones(request: HttpRequest, code: str) -> HttpResponse:
    """The milestones with their slip."""
    project = access.project_to_see(request.user, code)
    today, found = timezone.localdate(), project_page.milestones(project)
    drawing = timeline(project, found, project_page.gate_reviews(project), today)
    context = frame(request, project, "milestones") | {"milestones": found, "drawing": drawing, "today": today}
    return render_page(request, "portfolio/milestones.html", "milestones", context)


@require_safe
def money(request: HttpRequest, code: str) -> HttpResponse:
    """Budget, forecast and spending by year; earned value with its ratios."""
    project = access.project_to_see(request.user, code)
    earned = project_page.earned_value(project)
    last = next((row for row in earned if row.point.earned_value is not None), None)
    context = frame(request, project, "money") | {
        "years": project_page.money_by_year(project),
        "earned": earned,
        "last": last,
        "curve": _curve(project, earned, last) if earned else None,
        "this_year": timezone.localdate().year,
    }
    return render_page(request, "portfolio/money.html", "money", context)


def _curve(project: Project, earned: list[project_page.EarnedValue], last: project_page.EarnedValue | None) -> Figure:
    points = [
        Point(row.point.on, float(row.point.planned_value), _float(row.point.earned_value), _float(row.point.actual_cost)) for row in earned
    ]
    currency = earned[0].point.currency
    curve = earned_value_curve(points[::-1], currency=currency, cpi=last.cpi if last else None, spi=last.spi if last else None)
    return replace(curve, csv_url=csv_of(project, "earned-value"))


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


@require_safe
def risks(request: HttpRequest, code: str) -> HttpResponse:
    """Risks by exposure, and the decisions at the gates."""
    project = access.project_to_see(request.user, code)
    context = frame(request, project, "risks") | {"risks": project_page.risks(project), "gates": project_page.gate_reviews(project)}
    return render_page(request, "portfolio/risks.html", "risks", context)


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, code: str) -> HttpResponse:
    """The people on the project; who may edit puts somebody on it, or changes their share."""
    project = access.project_to_see(request.user, code)
    form = MemberForm(request.POST or None)
    if request.method == "POST":
        project = access.project_to_edit(request.user, code)

    def act() -> str:
        members.set_member(project=project, by=request.user, at=timezone.now(), **form.answers)
        return reverse("portfolio:team", args=[project.code])

    if done := entered(request, form, act):
        return done
    context = frame(request, project, "team") | {"members": project_page.members(project), "form": form}
    return render_page(request, "portfolio/team.html", "team", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def member_leaves(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a person off the project."""
    project = access.project_to_edit(request.user, code)
    member = get_object_or_404(ProjectMember.objects.select_related("user"), project=project, pk=number)
    members.remove_member(member=member, by=request.user, at=timezone.now())
    toasts.say(request, _("%(name)s is no longer on the project.") % {"name": member.user.full_name})
    return see_other(request, "portfolio:team", project.code)
