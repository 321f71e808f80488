"""The indicators of a project as its page shows them, judged by the rules of the night; its promises."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Q

from foundation.accounts.models import User
from kpis import attainment
from kpis.models import Indicator, IndicatorShare, Target
from portfolio.access import proofs_decided_by
from portfolio.alignment import nights
from portfolio.alignment.assembly import evidence_of
from portfolio.alignment.columns import in_order
from portfolio.alignment.known_facts import Moment, Span
from portfolio.alignment.kpi import indicator_factors, paths_of
from portfolio.alignment.parameters import Parameters
from portfolio.models import KpiClaim, NoIndicatorReason, Project, ProjectIndicator


@dataclass(frozen=True)
class Proof:
    """An indicator of a project: its newest value, what is expected by now, n and f (0–1), and whether it counts yet."""

    use: ProjectIndicator
    value: float | None
    expected: float | None
    attained: float | None
    fresh: float | None
    is_due: bool

    @property
    def counts(self) -> float | None:
        """How much of its share the indicator brings now."""
        return None if self.attained is None or self.fresh is None or not self.is_due else self.attained * self.fresh


def proofs_of(project: Project, at: datetime) -> list[Proof]:
    """The indicators of a project that count now or later, by code."""
    uses = ProjectIndicator.objects.current().filter(project=project).select_related("indicator__owner").order_by("indicator__code")
    judged = _judged(project, at)
    today = nights.local_day(at)
    return [_proof(use, judged) for use in uses if use.ends_on is None or use.ends_on >= today]


def _proof(use: ProjectIndicator, judged: dict[int, tuple[float | None, ...]]) -> Proof:
    value, expected, attained, fresh, due = judged.get(use.indicator_id, (None, None, None, None, 0.0))
    return Proof(use, value, expected, attained, fresh, bool(due))


def _judged(project: Project, at: datetime) -> dict[int, tuple[float | None, ...]]:
    """By indicator: value, expected, n, f, due; as the next night would see them with the figures of the default model."""
    moment = Moment(nights.local_day(at), at)
    columns = in_order(evidence_of(moment, Span(project.pk, project.pk)).columns)
    rows = columns.indicators
    p = Parameters.from_json(nights.model_in_force(moment).parameters)
    factors = indicator_factors(columns, p)
    expected = attainment.expected_to_date(paths_of(rows), np.full(len(rows.owner), np.datetime64(moment.as_of, "D")))
    figures = zip(rows.key, rows.value, expected, factors.attained, factors.fresh, factors.due.astype(float), strict=True)
    return {int(key): tuple(None if np.isnan(one) else float(one) for one in told) for key, *told in figures}


def to_take_over(project: Project) -> list[Indicator]:
    """Indicators of the objectives that the project serves, with a target, not yet its own."""
    served = project.contributions.current().exclude(state="refused").values("objective")
    used = ProjectIndicator.objects.current().filter(project=project).values("indicator")
    shares = IndicatorShare.objects.current().filter(objective__in=served)
    aimed = Target.objects.current().values("indicator")
    found = Indicator.objects.filter(retired_on__isnull=True, pk__in=shares.values("indicator")).filter(pk__in=aimed).exclude(pk__in=used)
    return list(found.select_related("owner").order_by("code"))


def all_to_take_over(project: Project) -> list[Indicator]:
    """Every indicator in use with a target that does not prove the project yet."""
    used = ProjectIndicator.objects.current().filter(project=project, ends_on__isnull=True).values("indicator")
    aimed = Target.objects.current().values("indicator")
    return list(Indicator.objects.filter(retired_on__isnull=True, pk__in=aimed).exclude(pk__in=used).order_by("code"))


def no_indicator_reason(project: Project, at: datetime) -> NoIndicatorReason | None:
    """The reason that stands for having no indicator."""
    return (
        NoIndicatorReason.objects.current().filter(project=project, until__gte=nights.local_day(at)).select_related("recorded_by").first()
    )


def claims_of(project: Project) -> list[KpiClaim]:
    """The promises of a project, the next to be judged first."""
    return list(KpiClaim.objects.current().filter(project=project).select_related("indicator", "recorded_by").order_by("verdict", "due_on"))


def asked_of(user: User) -> list[ProjectIndicator]:
    """The changes on which `user` is to decide."""
    waiting = proofs_decided_by(user).filter(Q(asked_share__isnull=False) | Q(asked_end__isnull=False))
    return list(waiting.select_related("indicator", "project", "recorded_by").order_by("recorded_at"))
