"""The funded trajectory: what approved, funded initiatives and projects are expected to cut, against the gap to the target."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from portfolio.access import visible_to
from portfolio.alignment.explain import published_run
from portfolio.funded import Counted, Measure, count_once
from portfolio.models import BudgetLine, GateReview, KpiClaim, Project, ProjectInitiative, ScoreSnapshot, health_of
from portfolio.models.projects import ProjectStatus
from rse.catalogues import categories
from rse.models import InitiativeEffect, ReductionTarget
from rse.queries.footprint import years
from rse.queries.initiatives import RUNNING, standing
from rse.queries.trajectory import Standing
from rse.queries.trajectory import standing as standing_of

TONNES = InitiativeEffect.Unit.TCO2E
TYPICAL_CONFIDENCE = 0.7
LIVING = (ProjectStatus.ACTIVE, ProjectStatus.NOT_STARTED, ProjectStatus.PAUSED)


@dataclass(frozen=True)
class Line:
    """One initiative or project as the page shows it."""

    name: str
    href: str
    health: str
    is_project: bool
    counted: Counted


@dataclass(frozen=True)
class Funded:
    """Everything the page shows; tonnes a year."""

    held: Standing | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def gap(self) -> float | None:
        """Tonnes still to be cut from the last known year to the target."""
        return None if self.held is None or self.held.left is None else max(self.held.left / 1000, 0.0)

    @property
    def counted(self) -> float:
        return sum(line.counted.counted for line in self.lines)

    @property
    def discounted(self) -> float:
        return sum(line.counted.discounted for line in self.lines)

    @property
    def share(self) -> float | None:
        """The part of the gap that is covered."""
        return self.counted / self.gap if self.gap else None

    @property
    def missing(self) -> float | None:
        return None if self.gap is None else max(self.gap - self.counted, 0.0)


def funded(user: User) -> Funded:
    """The first target with all that is to cut its emissions. A fixed number of queries."""
    target = ReductionTarget.objects.first()
    scopes = target.scopes if target else "123"
    rows = [*_initiatives(scopes), *_projects(user)]
    counted = count_once([measure for measure, _facts in rows])
    lines = [Line(counted=one, **facts) for one, (_measure, facts) in zip(counted, rows, strict=True)]
    lines.sort(key=lambda line: (-line.counted.counted, -line.counted.measure.expected, line.counted.measure.code))
    return Funded(standing_of(target, years(target.basis)) if target else None, lines)


def _initiatives(scopes: str) -> list[tuple[Measure, dict[str, Any]]]:
    """The running initiatives that promise tonnes, with those still to come. Two queries."""
    effects: dict[int, list[InitiativeEffect]] = defaultdict(list)
    for effect in InitiativeEffect.objects.current().filter(unit=TONNES, initiative__state__in=RUNNING):
        effects[effect.initiative_id].append(effect)
    found = []
    for one in standing().filter(pk__in=effects).order_by("code"):
        ours = effects[one.pk]
        to_come = [max((effect.realised or 0.0) - effect.expected, 0.0) for effect in ours]
        tonnes = sum(to_come)
        sure = sum(t * effect.confidence for t, effect in zip(to_come, ours, strict=True)) / 100
        lowered = {str(categories()[code].scope) for code in one.categories if code in categories()}
        measure = Measure(
            code=one.code,
            tonnes=tonnes,
            confidence=sure / tonnes if tonnes else 0.0,
            funded=one.funded,
            in_scope=not lowered or bool(lowered & set(scopes)),
            budget=None if one.budget is None else float(one.budget),
        )
        found.append((measure, {"name": one.name, "href": one.get_absolute_url(), "health": one.health, "is_project": False}))
    return found


def _projects(user: User) -> list[tuple[Measure, dict[str, Any]]]:
    """The living projects that promise tonnes and were not judged yet; confidential ones stay out. Six queries."""
    claims = KpiClaim.objects.current().filter(verdict="", delta__lt=0, indicator__unit=TONNES)
    tonnes: dict[int, float] = defaultdict(float)
    for project, delta in claims.values_list("project", "delta"):
        tonnes[project] -= delta
    approved = GateReview.objects.current().filter(project=OuterRef("pk"), gate=1, decision__in=("approved", "conditions"))
    living = Project.objects.filter(pk__in=tonnes, status__in=LIVING, is_confidential=False).annotate(gate=Exists(approved))
    rows = list(living.select_related("card").defer("search", "attributes").order_by("code"))
    budgets = dict(BudgetLine.objects.current().filter(project__in=rows).order_by().values_list("project").annotate(Sum("baseline")))
    links = ProjectInitiative.objects.current().filter(project__in=rows).filter(Q(initiative__state__in=RUNNING))
    inside: dict[int, list[str]] = defaultdict(list)
    for project, code in links.order_by("initiative__code").values_list("project", "initiative__code"):
        inside[project].append(code)
    run = published_run()
    surely = dict(ScoreSnapshot.objects.filter(run=run, project__in=rows).values_list("project", "d_computed")) if run else {}
    seen = set(visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    found = []
    for row in rows:
        sure, budget = surely.get(row.pk), budgets.get(row.pk)
        measure = Measure(
            code=row.code if row.pk in seen else "",
            tonnes=tonnes[row.pk],
            confidence=TYPICAL_CONFIDENCE if sure is None else sure,
            approved=row.gate or row.status == ProjectStatus.ACTIVE,
            funded=bool(budget),
            budget=float(budget) if budget else None,
            inside=tuple(inside[row.pk]),
        )
        name = row.name if row.pk in seen else _("A project you may not open")
        href = reverse("portfolio:project", args=[row.code]) if row.pk in seen else ""
        found.append((measure, {"name": name, "href": href, "health": health_of(sure) if sure is not None else "", "is_project": True}))
    return found
