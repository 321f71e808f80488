"""Making a project part of an initiative, and taking it out."""

from datetime import datetime

from django.db import transaction

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from portfolio.actions.projects import hold
from portfolio.models import Project, ProjectInitiative
from rse.models import Initiative


class InitiativeRefused(Refusal):
    """The project cannot be part of that initiative; the sentence says why."""


def link_initiative(*, project: Project, initiative: Initiative, by: User | None, at: datetime) -> ProjectInitiative:
    """Make a project part of an initiative: what both promise counts once from then on."""
    if not initiative.is_running:
        raise InitiativeRefused(_("This initiative has ended: a project joins one that is planned or active."))
    with transaction.atomic():
        hold(project)
        link = history.record_again(ProjectInitiative, at=at, by=by, identity={"project": project, "initiative": initiative})
        if link is None:
            raise InitiativeRefused(_("The project is already part of this initiative."))
        told = {"about": f"{project.code} → {initiative.code}"}
        audit.record(by=by, at=at, verb="initiative.project_linked", subjects=[project, initiative], facts=told)
    return link


def unlink_initiative(*, link: ProjectInitiative, by: User | None, at: datetime) -> None:
    """Take a project out of an initiative; raises ChangedMeanwhile when somebody did already."""
    with transaction.atomic():
        history.remove(link, at=at, by=by)
        told = {"about": f"{link.project.code} → {link.initiative.code}"}
        audit.record(by=by, at=at, verb="initiative.project_unlinked", subjects=[link.project, link.initiative], facts=told)
