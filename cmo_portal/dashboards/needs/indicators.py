"""Indicators that need somebody: off track, or with a target out of reach; by what their objectives weigh, or by who answers for them."""

from collections import defaultdict
from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from cmo_portal.dashboards.needs.need import Action, Need, Reader
from foundation import formatting
from kpis import words
from kpis.models import Indicator, IndicatorShare
from kpis.queries.strip import needing

READ = 30
OF_NO_OBJECTIVE = 0.02


def of_board(weights: Mapping[int, float]) -> list[Need]:
    """The indicators of the strategy that need somebody; `weights` of objectives by number. Three queries."""
    return _needs(list(needing()[:READ]), weights)


def by_name(reader: Reader) -> list[Need]:
    """Those the person answers for. Three queries."""
    return _needs(list(needing(reader.user)[:READ]), {})


def _needs(rows: list[Indicator], weights: Mapping[int, float]) -> list[Need]:
    if not rows:
        return []
    held: dict[int, float] = defaultdict(float)
    shares = IndicatorShare.objects.current().filter(indicator__in=[row.pk for row in rows]).values_list("indicator_id", "objective_id")
    for indicator, objective in shares:
        held[indicator] = max(held[indicator], weights.get(objective, 0.0))
    return [_need(row, held[row.pk]) for row in rows]


def _need(row: Indicator, weight: float) -> Need:
    href = reverse("kpis:indicator", args=[row.code])
    alerts = row.grave  # type: ignore[attr-defined]
    return Need(
        kind="indicator",
        about=f"indicator:{row.pk}",
        status="off_track" if any(one.kind == one.Kind.OFF_TRACK for one in alerts) else "watch",
        title=row.name,
        href=href,
        cause=" ".join(words.of_alert(one) for one in alerts),
        owner=row.owner.full_name if row.owner else "",
        weight=max(weight / 2, OF_NO_OBJECTIVE),
        state=",".join(sorted(one.kind for one in alerts)),
        actions=[Action("link", _("See why"), href)],
        why=[_reason(weight)],
    )


def _reason(weight: float) -> str:
    if not weight:
        return _("You answer for it, or it is one of the indicators in use.")
    return _("It measures an objective that weighs %(weight)s in the strategy.") % {"weight": formatting.percent(weight)}
