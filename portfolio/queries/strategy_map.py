"""What serves each objective and whether it is going to land: the status an objective has on the strategy map."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, FilteredRelation, FloatField, Q, Sum
from django.db.models.functions import Cast

from portfolio.models import ProjectContribution, health_of
from portfolio.models.projects import ProjectClass
from portfolio.queries.serving import LIVING, valid_links
from strategy.models import StrategicObjective


@dataclass(frozen=True)
class Standing:
    """An objective by what serves it: how many projects, and their delivery confidence weighted by what they contribute."""

    projects: int = 0
    delivery: float | None = None

    @property
    def status(self) -> str:
        """`orphan` where nothing serves it, `no_data` where nothing of that is scored, else the colour of its delivery."""
        if not self.projects:
            return "orphan"
        return "no_data" if self.delivery is None else str(health_of(self.delivery).value)


def standings(objectives: Iterable[StrategicObjective], run_id: int | None, *, on: date) -> dict[int, Standing]:
    """{objective: its standing} by validated, unexpired links of going projects; confidential ones are in no sum. One query."""
    links = ProjectContribution.objects.current().filter(objective__in=list(objectives), project__status__in=LIVING)
    links = valid_links(links, on).filter(project__is_confidential=False).exclude(project__project_class=ProjectClass.RUN)
    links = links.annotate(shot=FilteredRelation("project__snapshots", condition=Q(project__snapshots__run=run_id or 0)))
    level = Cast("validated_level", FloatField())
    rows = links.order_by().values("objective").annotate(
        n=Count("pk"), carried=Sum(level, filter=Q(shot__d__isnull=False)), landed=Sum(level * F("shot__d"))
    )  # fmt: skip
    return {row["objective"]: Standing(row["n"], row["landed"] / row["carried"] if row["carried"] else None) for row in rows}
