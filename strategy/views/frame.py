"""What the pages of the strategy share: the plan they speak of, the way back, the other pages of the area."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.accounts.access import rights_of
from strategy import access
from strategy.models import StrategicPlan

Crumb = tuple[str | Promise, str]


@dataclass(frozen=True)
class Page:
    """One page of the area in its row of tabs."""

    label: str | Promise
    icon: str
    href: str
    current: bool


def asked_plan(request: HttpRequest) -> StrategicPlan | None:
    """The plan named by `?plan=`, else the one people live by; a value that names none falls back."""
    wanted = request.GET.get("plan", "")
    usual = access.plan_to_see(request.user)
    if not wanted.isdecimal() or (usual and int(wanted) == usual.pk):
        return usual
    return StrategicPlan.objects.filter(pk=int(wanted)).first() or usual


def framed(request: HttpRequest, plan: StrategicPlan | None, *crumbs: Crumb, current: str = "", **context: Any) -> dict[str, Any]:
    """The context of a page of the area about `plan`."""
    way: list[Crumb] = [(_("Strategy"), reverse("strategy:strategy"))]
    return context | {
        "plan": plan,
        "plans": list(StrategicPlan.objects.only("id", "name_fr", "name_en", "status")),
        "may_steer": rights_of(request.user).steers,
        "crumbs": [*way, *crumbs],
        "pages": _pages(plan, current) if plan else [],
    }


def _pages(plan: StrategicPlan, current: str) -> list[Page]:
    suffix = "" if plan.status == StrategicPlan.Status.ACTIVE else f"?plan={plan.pk}"
    return [
        Page(_("Does money follow?"), "wallet", reverse("strategy:strategy") + suffix, current == "strategy"),
        Page(_("Axes and objectives"), "sitemap", reverse("strategy:tree") + suffix, current == "tree"),
        Page(_("Strategy map"), "git-fork", reverse("strategy:map") + suffix, current == "map"),
        Page(_("Weights"), "scale", reverse("strategy:weights", args=[plan.pk]), current == "weights"),
        Page(_("On one page"), "file-text", reverse("strategy:one_page") + suffix, current == "one_page"),
    ]
