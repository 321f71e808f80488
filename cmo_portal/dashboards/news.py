"""Good news of the last two weeks."""

from datetime import date, timedelta

from django.db.models import QuerySet

from foundation.accounts.models import User
from portfolio.access import visible_to
from portfolio.models import Project, Win

DAYS, SHOWN = 14, 2


def of_projects(projects: QuerySet[Project], today: date) -> list[Win]:
    """The latest wins about these projects. One query."""
    since = today - timedelta(days=DAYS)
    stands = Win.objects.filter(withdrawn_at__isnull=True, at__date__gte=since)
    rows = stands.filter(project__in=projects.order_by().values("pk")).select_related("project", "by")
    return list(rows.defer("project__search", "project__attributes")[:SHOWN])


def seen_by(user: User, today: date) -> list[Win]:
    """The latest wins about projects that `user` may see. One query."""
    return of_projects(visible_to(user).filter(is_confidential=False), today)
