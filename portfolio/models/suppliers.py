"""The suppliers a project depends on: what is gravely wrong with one of them weighs on the project."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.models.projects import Project
from rse.models import Supplier


class ProjectSupplier(Recorded):
    """A project depends on a supplier, for what it says."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="supplier_links", verbose_name=_("project"))
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="project_links", verbose_name=_("supplier"))
    purpose = models.CharField(_("what it supplies"), max_length=200, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("supplier of a project")
        verbose_name_plural = _("suppliers of projects")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "supplier"], condition=models.Q(superseded_at__isnull=True), name="portfolio_supplier_linked_once"
            ),
        ]
        indexes = [models.Index(fields=["project", "recorded_at"]), models.Index(fields=["supplier", "recorded_at"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.supplier_id}"
