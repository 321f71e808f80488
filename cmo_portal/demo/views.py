"""Writing the views that the company keeps: what each asks for every week, under a name."""

from datetime import datetime

from foundation.accounts.models import OrganisationUnit, SavedView, User
from foundation.saved_views.registry import canonical

LIST, ROADMAP, BUBBLES = "portfolio:projects", "portfolio:roadmap", "portfolio:bubbles"


def write_views(people: dict[str, User], units: dict[str, OrganisationUnit], at: datetime) -> None:
    """The team's views and a private one; no entries of their own, for a person who signed entries could not leave with the demo."""
    told = (
        ("cmo", LIST, "À aider d’abord", "needs_help=on&sort=-budget", True),
        ("cmo", LIST, "Sans objectif validé", "orphan=on&sort=-budget", True),
        ("cmo", BUBBLES, "Alignés", "band=aligned", True),
        ("cmo", ROADMAP, "Glissements du semestre", "slipped=on&sort=-slip", True),
        ("cfo", LIST, "Numérique, gros budgets", f"unit={units['DND'].pk}&sort=-budget", True),
        ("coo", ROADMAP, "Échus", "period=all&state=overdue", False),
    )
    SavedView.objects.bulk_create(
        SavedView(owner=people[key], page=page, name=name, query=canonical(query), shared=shared, made_at=at)
        for key, page, name, query, shared in told
    )
