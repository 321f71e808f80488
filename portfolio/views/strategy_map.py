"""The strategy map: which objective leads to which, and how what serves each is going."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from foundation import formatting, statuses
from foundation.htmx import render_page
from portfolio.alignment.explain import published_run
from portfolio.models import Project
from portfolio.queries.landings import Landing, landings, that_land
from strategy import access, queries
from strategy.map_layout import NODE_HEIGHT, Band, Box, chain, layout, wrapped
from strategy.models import ObjectiveLink, Perspective, StrategicObjective
from strategy.views.frame import asked_plan, framed

GROUPINGS = {"axis": _("By axis"), "perspective": _("By perspective")}


@dataclass(frozen=True)
class Node:
    """One objective on the map and in its list."""

    objective: StrategicObjective
    standing: Landing
    weight: float | None
    causes: list[ObjectiveLink]
    effects: list[ObjectiveLink]
    box: Box | None = None
    dim: bool = False

    @property
    def look(self) -> statuses.Look:
        return statuses.look(self.standing.status)

    @property
    def said(self) -> str:
        """The node in a sentence, for who cannot see it."""
        weight = formatting.percent(self.weight) if self.weight is not None else ""
        return " · ".join(filter(None, [self.objective.code, self.objective.name, str(self.look.word), weight]))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The name in lines, each with its place in the box."""
        if self.box is None:
            return []
        return [(f"{self.box.y + 36 + 15 * place:.1f}", text) for place, text in enumerate(wrapped(self.objective.name, self.box.width))]

    @property
    def places(self) -> dict[str, str]:
        """Numbers of the drawing as SVG reads them, whatever the language."""
        box = self.box
        if box is None:
            return {}
        numbers = {
            "x": box.x,
            "y": box.y,
            "width": box.width,
            "height": NODE_HEIGHT,
            "text": box.x + 12,
            "code": box.y + 19,
            "fact": box.y + NODE_HEIGHT - 10,
        }
        numbers |= {"right": box.x + box.width - 12}
        return {name: f"{value:.1f}" for name, value in numbers.items()}


@dataclass(frozen=True)
class Row:
    """One band: its title, its nodes and its place."""

    title: str | Promise
    nodes: list[Node]
    band: Band

    @property
    def places(self) -> dict[str, str]:
        return {"y": f"{self.band.y:.1f}", "height": f"{self.band.height:.1f}", "title": f"{self.band.y + 20:.1f}"}


@require_safe
def strategy_map(request: HttpRequest) -> HttpResponse:
    """The map as a drawing and as a list; `?of=` shows the chain of one objective, `?by=` groups by perspective."""
    plan, today = asked_plan(request), timezone.localdate()
    if plan is None:
        return redirect("strategy:strategy")
    run, links = published_run(), queries.causes(plan)
    objectives = _shown(queries.standing(plan), links)
    by = request.GET.get("by") if request.GET.get("by") in GROUPINGS else "axis"
    groups = _grouped(objectives, str(by))
    pairs = [(link.cause_id, link.effect_id) for link in links]
    drawn = layout([[each.pk for each in group] for _title, group in groups], pairs)
    of = next((each for each in objectives if str(each.pk) == request.GET.get("of")), None)
    lit = chain(pairs, of.pk) if of else {each.pk for each in objectives}
    standings = landings(that_land(Project.objects.all()), run, currency=plan.currency)
    facts = (standings, queries.weights_in_force(plan, today))
    rows = [
        Row(title, [_node(each, links, facts, drawn.boxes.get(each.pk), each.pk not in lit) for each in group], band)
        for (title, group), band in zip(groups, drawn.bands, strict=True)
    ]
    context = framed(
        request,
        plan,
        (_("Strategy map"), ""),
        current="map",
        rows=rows,
        links=links,
        arrows=[(link, drawn.paths[pair], not set(pair) <= lit) for link, pair in zip(links, pairs, strict=True) if pair in drawn.paths],
        height=f"{drawn.height:.0f}",
        of=of,
        by=by,
        groupings=list(GROUPINGS.items()),
        run=run,
        may_link=access.may_link_some(request.user, plan),
        may_change={link.key for link in links if access.may_link(request.user, link.cause, link.effect)},
    )
    return render_page(request, "portfolio/strategy_map.html", "map", context)


def _shown(standing: Sequence[StrategicObjective], links: Sequence[ObjectiveLink]) -> list[StrategicObjective]:
    """Leaves, and groups that stand in a link themselves."""
    parents, linked = {each.parent_id for each in standing}, {pk for link in links for pk in (link.cause_id, link.effect_id)}
    return [each for each in standing if each.pk not in parents or each.pk in linked]


def _grouped(objectives: Sequence[StrategicObjective], by: str) -> list[tuple[Any, list[StrategicObjective]]]:
    """The bands from the top: results above what makes them possible."""
    if by == "perspective":
        titles: list[tuple[Any, Any]] = [*Perspective.choices, (None, _("Without a perspective"))]
        found = [(title, [o for o in objectives if (o.axis.perspective if o.axis else None) == value]) for value, title in titles]
    else:
        axes = {each.axis.pk: each.axis for each in objectives if each.axis}
        ordered = sorted(axes.values(), key=lambda axis: (axis.position, axis.pk))
        found = [(axis.name, [o for o in objectives if o.axis_id == axis.pk]) for axis in ordered]
        found.append((_("Without an axis"), [o for o in objectives if o.axis_id is None]))
    return [(title, group) for title, group in found if group]


def _node(objective: StrategicObjective, links: Sequence[ObjectiveLink], facts: tuple[Any, Any], box: Box | None, dim: bool) -> Node:
    standing, weights = facts
    return Node(
        objective,
        standing.get(objective.pk, Landing()),
        weights.of(objective.pk),
        [link for link in links if link.effect_id == objective.pk],
        [link for link in links if link.cause_id == objective.pk],
        box,
        dim,
    )
