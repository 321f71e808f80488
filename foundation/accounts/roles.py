"""Roles as code: what a person is, and for what part of the company."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    EXECUTIVE = "executive", _("Executive")
    OBJECTIVE_OWNER = "objective_owner", _("Objective owner")
    TEAM_LEAD = "team_lead", _("Team lead")
    RSE_OFFICER = "rse_officer", _("CSR officer")
    DATA_STEWARD = "data_steward", _("Data steward")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


class Lens(models.TextChoices):
    """What an executive looks at first."""

    CMO = "cmo", _("CMO")
    CEO = "ceo", _("CEO")
    CFO = "cfo", _("CFO")
    COO = "coo", _("COO")


class Scope(models.TextChoices):
    """The part of the company a grant speaks of; the object is named by kind and id, without a foreign key upward."""

    EVERYTHING = "everything", _("Everything")
    UNIT = "unit", _("Unit and its sub-units")
    PORTFOLIO = "portfolio", _("Portfolio")
    PROJECT = "project", _("Project")
    OBJECTIVE = "objective", _("Objective")


# Roles that read everything inside their scope.
READERS = frozenset({Role.EXECUTIVE, Role.AUDITOR, Role.RSE_OFFICER, Role.DATA_STEWARD, Role.ADMIN, Role.TEAM_LEAD})
# Roles that report on, and edit, the projects inside their scope.
REPORTERS = frozenset({Role.TEAM_LEAD, Role.ADMIN})
# Roles that edit the projects inside their scope without reporting on them.
EDITORS = REPORTERS | {Role.DATA_STEWARD}
