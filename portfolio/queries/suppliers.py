"""The suppliers projects depend on, and which of their findings vetoes a project."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from foundation.accounts.models import User
from portfolio.access import visible_to
from portfolio.models import Project, ProjectSupplier
from rse.models import Finding, Supplier
from rse.queries.due_diligence import severe


@dataclass(frozen=True)
class Veto:
    """A severe finding at a supplier on which a project depends, with nothing to mitigate it."""

    project_id: int
    finding: Finding

    @property
    def supplier(self) -> Supplier:
        return self.finding.supplier


def suppliers_of(project: Project) -> list[ProjectSupplier]:
    """The suppliers a project depends on, the gravest first. One query."""
    rows = ProjectSupplier.objects.current().filter(project=project).select_related("supplier", "recorded_by").defer("supplier__search")
    return list(rows.order_by("-supplier__worst", "supplier__sort_name"))


def vetoes(projects: Collection[int], cut_off: datetime | None = None) -> list[Veto]:
    """What vetoes these projects through their suppliers, as known at `cut_off` or now. Two queries."""
    known = ProjectSupplier.objects.known_at(cut_off) if cut_off else ProjectSupplier.objects.current()
    links = list(known.filter(project__in=projects).order_by("project_id", "supplier_id").values_list("project_id", "supplier_id"))
    if not links:
        return []
    rows = severe(cut_off).filter(supplier__in={supplier for _project, supplier in links})
    found = list(rows.select_related("supplier", "theme").defer("supplier__search").order_by("found_on", "id"))
    return [Veto(project, finding) for project, supplier in links for finding in found if finding.supplier_id == supplier]


def dependent_on(suppliers: Collection[int], user: User) -> dict[int, list[Project]]:
    """{supplier: the projects that depend on it and that `user` sees}. One query."""
    links = ProjectSupplier.objects.current().filter(supplier__in=suppliers, project__in=visible_to(user).order_by().values("pk"))
    found: dict[int, list[Project]] = defaultdict(list)
    for link in links.select_related("project").defer("project__search", "project__attributes").order_by("project__code"):
        found[link.supplier_id].append(link.project)
    return found


def dependants(supplier: Supplier, user: User) -> QuerySet[Project]:
    """The projects that depend on a supplier, as far as `user` sees them. One query."""
    links = ProjectSupplier.objects.current().filter(supplier=supplier)
    return visible_to(user).filter(pk__in=links.values("project")).select_related("lead").order_by("code")
