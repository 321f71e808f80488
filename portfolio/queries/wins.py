"""Wins: those of one project, and those of all the projects a person may see."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from foundation.accounts.models import OrganisationUnit, User
from portfolio.access import visible_to
from portfolio.models import Project, Thanks, Win

PAGE = 30
LATEST = 3


@dataclass(frozen=True)
class Page:
    """Wins, newest first; `older` is the number to go on before, None at the end."""

    wins: list[Win]
    older: int | None


def wins_for(user: User) -> QuerySet[Win]:
    """The wins of the projects `user` may see, newest first, each with how many thanked and whether `user` did."""
    mine = Thanks.objects.filter(win=OuterRef("pk"), by=user)
    rows = Win.objects.filter(withdrawn_at__isnull=True, project__in=visible_to(user)).select_related("project__unit", "by")
    return rows.annotate(thank_count=Count("thanks"), thanked=Exists(mine)).order_by("-id")


def page(user: User, *, unit: OrganisationUnit | None = None, to_thank: bool = False, before: int | None = None) -> Page:
    """One page of them: of a unit and what stands under it, only those `user` has not thanked for. Two queries."""
    rows = wins_for(user)
    if unit is not None:
        rows = rows.filter(project__unit__in=OrganisationUnit.objects.subtree_ids([unit.pk]))
    if to_thank:
        rows = rows.filter(thanked=False).exclude(by=user)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def latest(user: User, project: Project) -> list[Win]:
    """The latest wins of a project, for its page."""
    return list(wins_for(user).filter(project=project)[:LATEST])


def of_project(user: User, project: Project) -> list[Win]:
    """All wins of a project."""
    return list(wins_for(user).filter(project=project)[:100])


def units_with_wins(user: User) -> QuerySet[OrganisationUnit]:
    """The units one may filter by."""
    return OrganisationUnit.objects.filter(projects__in=visible_to(user), projects__wins__withdrawn_at__isnull=True).distinct()
