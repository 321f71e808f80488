"""The initiatives a project is part of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import Recorded
from portfolio.models.projects import Project
from rse.models import Initiative


class ProjectInitiative(Recorded):
    """A project that carries out a part of an initiative: tonnes that both promise count once."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="initiative_links", verbose_name=_("project"))
    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="project_links", verbose_name=_("initiative"))

    class Meta(Recorded.Meta):
        verbose_name = _("initiative of a project")
        verbose_name_plural = _("initiatives of projects")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "initiative"], condition=models.Q(superseded_at__isnull=True), name="portfolio_initiative_linked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} → {self.initiative_id}"
