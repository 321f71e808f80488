"""Writing the views that the company keeps: what each asks for every week, under a name."""

from datetime import datetime

from cmo_portal.demo.words import Said
from foundation.accounts.models import OrganisationUnit, SavedView, User
from foundation.saved_views.registry import canonical

LIST, ROADMAP, BUBBLES = "portfolio:projects", "portfolio:roadmap", "portfolio:bubbles"


def write_views(people: dict[str, User], units: dict[str, OrganisationUnit], at: datetime) -> None:
    """The team's views and a private one; no entries of their own, for a person who signed entries could not leave with the demo."""
    told = (
        ("cmo", LIST, Said("À aider d’abord", "To help first"), "needs_help=on&sort=-budget", True),
        ("cmo", LIST, Said("Sans objectif validé", "Without a validated objective"), "orphan=on&sort=-budget", True),
        ("cmo", BUBBLES, Said("Alignés", "Aligned"), "band=aligned", True),
        ("cmo", ROADMAP, Said("Glissements du semestre", "Slips of the half-year"), "slipped=on&sort=-slip", True),
        ("cfo", LIST, Said("Numérique, gros budgets", "Digital, large budgets"), f"unit={units['DND'].pk}&sort=-budget", True),
        ("coo", ROADMAP, Said("Échus", "Overdue"), "period=all&state=overdue", False),
    )
    SavedView.objects.bulk_create(
        SavedView(owner=people[key], page=page, name=str(name), query=canonical(query), shared=shared, made_at=at)
        for key, page, name, query, shared in told
    )
