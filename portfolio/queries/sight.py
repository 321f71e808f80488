"""Who may see a project and why, and what a person may see: the reasons behind the doors, read from the same facts.

A test holds these reasons against the doors themselves, person by person and project by project.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from foundation.accounts.models import Delegation, OrganisationUnit, RoleGrant, User
from foundation.accounts.roles import EDITORS, READERS, REPORTERS, Lens, Role, Scope
from portfolio.models import Project, ProjectContribution, ProjectMember


@dataclass(frozen=True)
class Reason:
    """One reason, as a sentence; `until` is its last day where it has one, `by_name` says that it holds for confidential projects too."""

    text: str
    until: date | None = None
    by_name: bool = False
    reports: bool = False
    edits: bool = False


@dataclass
class Seer:
    """A person who may see a project, with all the reasons, and what else they may do there."""

    user: User
    reasons: list[Reason] = field(default_factory=list)

    @property
    def may_report(self) -> bool:
        return any(reason.reports for reason in self.reasons)

    @property
    def may_edit(self) -> bool:
        return any(reason.edits for reason in self.reasons)


@dataclass(frozen=True)
class Facts:
    """What the reasons are drawn from, for some people and some projects."""

    grants: Sequence[RoleGrant]
    members: set[tuple[int, int]]  # (project, person)
    served: dict[int, set[int]]  # project: objectives it links to
    owners: dict[int, int | None]  # objective: its owner
    away: Sequence[Delegation]
    above: dict[int, set[int]]  # unit: itself and the units above it
    superusers: Sequence[User]


def facts(projects: Sequence[Project], on: date, person: User | None = None) -> Facts:
    """Six queries, whatever the number of people and projects; for one person, or for everybody who may sign in."""
    grants = RoleGrant.objects.in_force(on).filter(user__is_active=True).select_related("user__unit")
    away = Delegation.objects.filter(starts_on__lte=on, ends_on__gte=on, revoked_at__isnull=True)
    away = away.filter(user__is_active=True, delegate__is_active=True).select_related("user", "delegate__unit")
    members = ProjectMember.objects.filter(project__in=projects, user__is_active=True)
    superusers = User.objects.filter(is_superuser=True, is_active=True).select_related("unit")
    if person is not None:
        grants, away, members = grants.filter(user=person), away.filter(delegate=person), members.filter(user=person)
        superusers = superusers.filter(pk=person.pk)
    served, owners = _served(projects)
    pairs = set(members.values_list("project_id", "user_id"))
    return Facts(list(grants), pairs, served, owners, list(away), _above(), list(superusers))


def _served(projects: Sequence[Project]) -> tuple[dict[int, set[int]], dict[int, int | None]]:
    links = ProjectContribution.objects.current().filter(project__in=projects)
    served: dict[int, set[int]] = {}
    owners: dict[int, int | None] = {}
    for project_id, objective_id, owner_id in links.values_list("project_id", "objective_id", "objective__owner_id"):
        served.setdefault(project_id, set()).add(objective_id)
        owners[objective_id] = owner_id
    return served, owners


def _above() -> dict[int, set[int]]:
    parents = dict(OrganisationUnit.objects.values_list("pk", "parent_id"))
    found = {}
    for unit in parents:
        chain, step = set(), unit
        while step and step not in chain:
            chain.add(step)
            step = parents.get(step)
        found[unit] = chain
    return found


def seers(project: Project, on: date) -> list[Seer]:
    """Everybody who may see `project` and why, by name. Eight queries."""
    known = facts([project], on)
    granted, standing_in = [grant.user for grant in known.grants], [row.delegate for row in known.away]
    people = {user.pk: user for user in [*granted, *standing_in, *known.superusers]}
    named = {project.lead_id, project.sponsor_id, *(person for _project, person in known.members), *known.owners.values()} - {None}
    missing = named - people.keys()
    people |= {user.pk: user for user in User.objects.filter(pk__in=missing, is_active=True).select_related("unit")}
    found = [Seer(user, reasons(user, project, known)) for user in people.values()]
    return sorted((seer for seer in found if seer.reasons), key=lambda seer: (seer.user.full_name, seer.user.pk))


def reasons(user: User, project: Project, known: Facts) -> list[Reason]:
    """Why `user` may see `project`; none when they may not."""
    found = [*_by_name(user, project, known), *_by_right(user, project, known)]
    if not project.is_confidential:
        return found
    # Who is named also keeps what their roles let them do; a role alone opens nothing confidential.
    return found if any(reason.by_name for reason in found) else []


def _by_name(user: User, project: Project, known: Facts) -> Iterable[Reason]:
    if project.lead_id == user.pk:
        yield Reason(_("leads the project"), by_name=True, reports=True, edits=True)
    if project.sponsor_id == user.pk:
        yield Reason(_("sponsors the project"), by_name=True)
    if (project.pk, user.pk) in known.members:
        yield Reason(_("is a member of the project"), by_name=True)
    for row in known.away:
        if row.delegate_id == user.pk and row.user_id == project.lead_id:
            yield Reason(_("stands in for %(name)s, who leads it") % {"name": row.user.full_name}, row.ends_on, by_name=True, reports=True)


def _by_right(user: User, project: Project, known: Facts) -> Iterable[Reason]:
    if any(one.pk == user.pk for one in known.superusers):
        yield Reason(_("first administrator"), reports=True, edits=True)
    served = known.served.get(project.pk, set())
    if any(known.owners.get(objective) == user.pk for objective in served):
        yield Reason(_("owns an objective that it serves"))
    for grant in known.grants:
        if grant.user_id == user.pk and covers(grant, project, known, served):
            in_reach = grant.scope != Scope.OBJECTIVE
            steers = grant.lens == Lens.CMO and grant.scope == Scope.EVERYTHING
            yield Reason(
                _("%(role)s, scope: %(scope)s") % {"role": grant.get_role_display(), "scope": grant.get_scope_display()},
                grant.valid_until,
                reports=in_reach and grant.role in REPORTERS,
                edits=in_reach and (grant.role in EDITORS or steers),
            )


def covers(grant: RoleGrant, project: Project, known: Facts, served: set[int]) -> bool:
    """Does a grant let its holder see a project that is not confidential?"""
    if grant.role == Role.ADMIN:
        return True
    if grant.scope == Scope.OBJECTIVE:
        return grant.scope_id in served and (grant.role in READERS or grant.role == Role.OBJECTIVE_OWNER)
    reached = {
        # A team lead without a named scope leads the projects that name them, not every project.
        Scope.EVERYTHING: grant.role != Role.TEAM_LEAD,
        Scope.UNIT: grant.scope_id in known.above.get(project.unit_id or 0, ()),
        Scope.PORTFOLIO: grant.scope_id is not None and grant.scope_id == project.portfolio_id,
        Scope.PROJECT: grant.scope_id == project.pk,
    }
    return grant.role in READERS and reached[Scope(grant.scope)]


def reasons_of(person: User, projects: Sequence[Project], on: date) -> list[tuple[Project, Seer]]:
    """Why `person` may see each of these projects. Seven queries, whatever their number."""
    known: Any = facts(projects, on, person)
    return [(project, Seer(person, reasons(person, project, known))) for project in projects]
