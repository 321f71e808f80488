"""Which projects carry out which initiatives."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.accounts.models import User
from portfolio.access import visible_to
from portfolio.models import Project, ProjectInitiative
from rse.models import Initiative
from rse.queries.initiatives import RUNNING, standing


def initiatives_of(project: Project) -> list[tuple[ProjectInitiative, Initiative]]:
    """The initiatives a project is part of, each with how it stands. Two queries."""
    links = {link.initiative_id: link for link in ProjectInitiative.objects.current().filter(project=project)}
    rows = standing().filter(pk__in=links).select_related("owner").order_by("code") if links else []
    return [(links[row.pk], row) for row in rows]


def initiatives_left(project: Project) -> Sequence[Initiative]:
    """The running initiatives it is not part of."""
    linked = ProjectInitiative.objects.current().filter(project=project).values("initiative")
    return list(Initiative.objects.filter(state__in=RUNNING).exclude(pk__in=linked).defer("search").order_by("code"))


@dataclass(frozen=True)
class Carriers:
    """The projects of an initiative that a person may see, and how many they may not; of confidential ones not even how many."""

    projects: list[Project]
    hidden: int


def projects_of(initiative: Initiative, user: User) -> Carriers:
    """The projects that carry out an initiative. Two queries."""
    links = ProjectInitiative.objects.current().filter(initiative=initiative)
    seen = visible_to(user).filter(pk__in=links.values("project")).select_related("card", "lead", "unit").order_by("code")
    projects = list(seen)
    told = links.filter(project__is_confidential=False).count()
    return Carriers(projects, told - sum(not project.is_confidential for project in projects))
