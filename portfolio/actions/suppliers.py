"""Saying on which suppliers a project depends: from then on what is gravely wrong with them weighs on the project."""

from datetime import datetime

from django.db import transaction

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from portfolio.actions.projects import hold
from portfolio.models import Project, ProjectSupplier
from rse.models import Supplier


class DependenceRefused(Refusal):
    """The project depends on this supplier already."""


def depend_on(*, project: Project, supplier: Supplier, purpose: str = "", by: User | None, at: datetime) -> ProjectSupplier:
    """The project depends on the supplier. Raises DependenceRefused when that is known already."""
    with transaction.atomic():
        hold(project)
        identity = {"project": project, "supplier": supplier}
        row = history.record_again(ProjectSupplier, at=at, by=by, identity=identity, purpose=purpose.strip())
        if row is None:
            raise DependenceRefused(_("The project depends on %(supplier)s already."), supplier=supplier.name)
        told = {"about": supplier.name, "supplier": supplier.code, "purpose": purpose.strip()}
        audit.record(by=by, at=at, verb="supplier.depended_on", subjects=[project, supplier], facts=told)
    return row


def depend_no_more(*, link: ProjectSupplier, by: User | None, at: datetime) -> None:
    """The project no longer depends on the supplier; that it did stays on record."""
    with transaction.atomic():
        hold(link.project)
        history.remove(link, at=at, by=by)
        told = {"about": link.supplier.name, "supplier": link.supplier.code}
        audit.record(by=by, at=at, verb="supplier.depended_on_no_more", subjects=[link.project, link.supplier], facts=told)
