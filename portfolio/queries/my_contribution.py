"""From my project to the vision: what each of my projects brings to which objective, under which axis, for which vision."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from foundation.accounts.access import stood_in_for
from foundation.accounts.models import User
from portfolio.models import Project, ProjectContribution, ProjectMember, Publication, ScoreComponent, ScoreSnapshot
from portfolio.models.projects import ProjectStatus
from portfolio.queries.serving import state_on
from portfolio.queries.strategy import validated_projects
from strategy.models import ObjectiveWeight, StrategicObjective, StrategicPlan, WeightSet

LIVE = (ProjectStatus.NOT_STARTED, ProjectStatus.ACTIVE, ProjectStatus.PAUSED)
SHOWN = 20


@dataclass(frozen=True)
class Way:
    """One way from the project to the vision: the link, how it counts, and the points it brings to the project's score."""

    link: ProjectContribution
    state: str
    points: Decimal | None
    weight: float | None
    projects: int

    @property
    def objective(self) -> StrategicObjective:
        return self.link.objective


@dataclass
class Part:
    """A project of mine, my part in it, its score and its ways."""

    project: Project
    part: str  # lead, stand_in, sponsor or member
    share: Decimal | None
    role: str
    snapshot: ScoreSnapshot | None = None
    ways: list[Way] = field(default_factory=list)
    other_points: Decimal = Decimal(0)

    @property
    def plan(self) -> StrategicPlan | None:
        """The plan whose vision it serves."""
        return self.ways[0].objective.plan if self.ways else None


def parts_of(user: User) -> list[Part]:
    """The live projects of `user` with their part in each, led ones first. Two queries (and one for whom they stand in)."""
    away = stood_in_for(user)
    shares = {row.project_id: row for row in ProjectMember.objects.filter(user=user)}
    mine = Q(lead=user) | Q(sponsor=user) | Q(pk__in=shares) | Q(lead__in=away)
    rows = Project.objects.filter(mine, status__in=LIVE).select_related("unit", "portfolio__plan").defer("search")
    found = [_part(project, user, shares.get(project.pk), away) for project in rows.order_by("code")]
    return sorted(found, key=lambda part: ("lead", "stand_in", "member", "sponsor").index(part.part))[:SHOWN]


def _part(project: Project, user: User, member: ProjectMember | None, away: set[int]) -> Part:
    named = {"lead": project.lead_id == user.pk, "stand_in": project.lead_id in away, "member": member is not None}
    part = next((name for name, holds in named.items() if holds), "sponsor")
    return Part(project, part, member.share if member else None, member.role if member else "")


def with_ways(part: Part, on: date) -> Part:
    """The part with its score in the published run and its ways to the vision, the strongest first. Six queries."""
    run = Publication.objects.filter(pk=1).values_list("run_id", flat=True).first()
    part.snapshot = ScoreSnapshot.objects.filter(run=run, project=part.project).first() if run else None
    points = _points(part) if part.snapshot else {}
    links = ProjectContribution.objects.current().filter(project=part.project, objective__retired_on__isnull=True)
    links = list(links.select_related("objective__axis", "objective__plan", "objective__owner").defer("objective__search"))
    objectives = [link.objective for link in links]
    weights, serving = _weights(objectives, on), validated_projects(objectives, on=on) if objectives else Counter()
    ways = [
        Way(link, state_on(link, on), points.get(link.objective_id), weights.get(link.objective_id), serving[link.objective_id])
        for link in links
    ]
    part.ways = sorted(ways, key=lambda way: (-(way.points or 0), -way.link.level, way.objective.code))
    part.other_points = sum((value for key, value in points.items() if key is None), Decimal(0))
    return part


def _points(part: Part) -> dict[int | None, Decimal]:
    """Points by objective; under None what the other pillars bring."""
    found: dict[int | None, Decimal] = defaultdict(Decimal)
    rows = ScoreComponent.objects.filter(run=part.snapshot.run_id, project=part.project) if part.snapshot else []
    for row in rows:
        found[row.subject_id if row.pillar == ScoreComponent.Pillar.CONTRIBUTION else None] += row.points
    return found


def _weights(objectives: list[StrategicObjective], on: date) -> dict[int, float]:
    """The weight in force of each objective."""
    sets = WeightSet.objects.current().filter(plan__in={o.plan_id for o in objectives}, in_force_from__lte=on)
    latest = sets.order_by("plan_id", "-in_force_from", "-number").distinct("plan_id").values("pk")
    rows = ObjectiveWeight.objects.filter(weight_set__in=latest, objective__in=objectives)
    return dict(rows.values_list("objective_id", "weight"))
