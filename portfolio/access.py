"""Who sees, reports on, edits and decides: each door fetches and checks in one step.

404 for a stranger, who is not told that the project exists; 403 for who may see but not do.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from foundation.accounts.access import Reach, require_any_grant, rights_of, stood_in_for
from foundation.accounts.models import OrganisationUnit, User
from foundation.accounts.roles import Role
from portfolio.models import (
    Decision,
    Portfolio,
    Programme,
    Project,
    ProjectContribution,
    ProjectIndicator,
    ProjectMember,
    StatusReport,
    Win,
)


def visible_to(user: User) -> QuerySet[Project]:
    """The projects `user` may see: inside a scope they read, theirs by name, or serving an objective they own.

    A confidential project is seen only by those it names: its lead, its sponsor and its members.
    """
    rights = rights_of(user)
    if rights.user_id is None:
        return Project.objects.none()
    if rights.reads.everything:
        return Project.objects.filter(Q(is_confidential=False) | _named(user))
    serves = Exists(_links_of_owner(user).filter(project=OuterRef("pk")))
    return Project.objects.filter(Q(is_confidential=False) & (_inside(rights.reads) | serves) | _named(user))


def hidden_from(user: User) -> QuerySet[Project]:
    """The projects `user` may not see."""
    rights = rights_of(user)
    if rights.user_id is not None and rights.reads.everything:
        return Project.objects.filter(is_confidential=True).exclude(_named(user))
    return Project.objects.exclude(pk__in=visible_to(user).order_by().values("pk"))


def reportable_by(user: User) -> QuerySet[Project]:
    """The projects `user` may report on: those they lead, and those inside their scope as team lead or administrator."""
    rights = rights_of(user)
    if rights.user_id is None:
        return Project.objects.none()
    if rights.reports.everything:
        return visible_to(user)
    return visible_to(user).filter(_inside(rights.reports) | Q(lead=user) | Q(lead__in=stood_in_for(user)))


def _inside(reach: Reach) -> Q:
    return Q(unit__in=reach.units) | Q(portfolio__in=reach.portfolios) | Q(pk__in=reach.projects)


def _named(user: User) -> Q:
    member = ProjectMember.objects.filter(project=OuterRef("pk"), user=user)
    return Q(lead=user) | Q(sponsor=user) | Exists(member) | Q(lead__in=stood_in_for(user))


def _links_of_owner(user: User) -> QuerySet[ProjectContribution]:
    return ProjectContribution.objects.current().filter(
        Q(objective__owner=user) | Q(objective__in=rights_of(user).owns.objectives | rights_of(user).reads.objectives)
    )


def sees(user: User, project: Project) -> bool:
    """May `user` see `project`?"""
    return visible_to(user).filter(pk=project.pk).exists()


def can_report(user: User, project: Project) -> bool:
    """May `user` report on `project`: its lead, who stands in for them today, or who leads a scope around it?"""
    return project.lead_id == user.pk or _covers(rights_of(user).reports, project) or project.lead_id in stood_in_for(user)


def can_edit(user: User, project: Project) -> bool:
    """May `user` change what is known about `project`?"""
    rights = rights_of(user)
    return project.lead_id == user.pk or rights.steers or _covers(rights.edits, project)


def can_place(user: User, project: Project | None = None) -> bool:
    """May `user` decide where a project belongs: its unit, portfolio, class, lead and sponsor?"""
    rights = rights_of(user)
    return rights.steers or (bool(rights.edits) if project is None else _covers(rights.edits, project))


def can_waive(user: User) -> bool:
    """May `user` lift the delivery confidence of a project above what is computed?"""
    return rights_of(user).steers


def can_open_decision(user: User, project: Project) -> bool:
    """May `user` ask somebody for a decision about `project`: executives, its sponsor, and who may change it?"""
    return rights_of(user).is_executive or project.sponsor_id == user.pk or can_edit(user, project)


def can_decide(user: User, decision: Decision) -> bool:
    """May `user` close the decision: who was asked, and the CMO?"""
    return decision.decider_id == user.pk or rights_of(user).steers


def can_create(user: User) -> bool:
    """May `user` enter a project? Team leads may: portfolio work often starts from below."""
    rights = rights_of(user)
    return rights.steers or bool(rights.roles & {Role.TEAM_LEAD, Role.DATA_STEWARD})


def _covers(reach: Reach, project: Project) -> bool:
    return reach.everything or project.unit_id in reach.units or project.portfolio_id in reach.portfolios or project.pk in reach.projects


def units_open_to(user: User) -> QuerySet[OrganisationUnit]:
    """The units `user` may put a project into."""
    rights = rights_of(user)
    if rights.steers or rights.edits.everything:
        return OrganisationUnit.objects.all()
    return OrganisationUnit.objects.filter(pk__in=rights.edits.units | ({user.unit_id} if user.unit_id else set()))


def portfolios_open_to(user: User) -> QuerySet[Portfolio]:
    """The portfolios `user` may put a project into; one that covers units may use any, its money is judged there."""
    rights = rights_of(user)
    if rights.steers or rights.edits.everything or rights.edits.units:
        return Portfolio.objects.all()
    return Portfolio.objects.filter(pk__in=rights.edits.portfolios)


def portfolio_to_see(user: User, code: str) -> Portfolio:
    """The portfolio with its plan, for who sees one of its projects or reads everything; 404 otherwise."""
    return get_object_or_404(_holding(user, Portfolio.objects.select_related("plan"), "portfolio"), code=code)


def programme_to_see(user: User, code: str) -> Programme:
    """The programme with its portfolio, for who sees one of its projects or reads everything; 404 otherwise."""
    return get_object_or_404(_holding(user, Programme.objects.select_related("portfolio"), "programme"), code=code)


def _holding(user: User, rows: QuerySet, name: str) -> QuerySet:
    if rights_of(user).reads.everything:
        return rows
    return rows.filter(Exists(visible_to(user).filter(**{name: OuterRef("pk")})))


# --- Doors -----------------------------------------------------------------------------------------------------------
def project_to_see(user: User, code: str) -> Project:
    """The project with its unit, people, portfolio and card; 404 for a stranger."""
    return get_object_or_404(visible_to(user).select_related("unit", "lead", "sponsor", "portfolio__plan", "programme", "card"), code=code)


def reports_visible_to(user: User) -> QuerySet[StatusReport]:
    """The reports that hold, of the projects `user` may see."""
    return StatusReport.objects.current().filter(project__in=visible_to(user)).select_related("project")


def reports_hidden_from(user: User) -> QuerySet[StatusReport]:
    """Every version of the reports of projects `user` may not see."""
    return StatusReport.objects.filter(project__in=hidden_from(user).order_by().values("pk"))


def report_to_see(user: User, code: str, key: UUID) -> tuple[Project, StatusReport]:
    """A report that holds, with its project; 404 for strangers."""
    project = project_to_see(user, code)
    report = child_of(project, StatusReport, key)
    report.project = project
    return project, report


def win_to_see(user: User, number: int) -> Win:
    """A win that stands, of a project the person may see; 404 for strangers."""
    rows = Win.objects.filter(withdrawn_at__isnull=True, project__in=visible_to(user)).select_related("project")
    return get_object_or_404(rows, pk=number)


def project_to_report(user: User, code: str) -> Project:
    """The project, for who may report on it."""
    project = project_to_see(user, code)
    if not can_report(user, project):
        raise PermissionDenied(_("Only the project lead may report on this project."))
    return project


def project_to_edit(user: User, code: str) -> Project:
    """The project, for who may change what is known about it."""
    project = project_to_see(user, code)
    if not can_edit(user, project):
        raise PermissionDenied(_("Only the project lead, the CMO and data stewards may change this project."))
    return project


def project_to_waive(user: User, code: str) -> Project:
    """The project, for who may set its delivery confidence by a reasoned decision."""
    project = project_to_see(user, code)
    if not can_waive(user):
        raise PermissionDenied(_("Only the CMO may set the delivery confidence of a project."))
    return project


def project_creator(user: User) -> User:
    """The person, if they may enter projects; 403 otherwise."""
    if not can_create(user):
        raise PermissionDenied(_("Your role does not allow you to enter projects; ask the CMO office."))
    return user


def keeps_rates(user: User) -> bool:
    """May `user` enter exchange rates?"""
    rights = rights_of(user)
    return rights.steers or Role.DATA_STEWARD in rights.roles


def rate_keeper(user: User) -> User:
    """The person, if they may enter exchange rates; 403 otherwise."""
    if not keeps_rates(user):
        raise PermissionDenied(_("Only the CMO and data stewards keep exchange rates."))
    return user


def links_decided_by(user: User) -> QuerySet[ProjectContribution]:
    """The current links whose second key is in the hands of `user`."""
    links = ProjectContribution.objects.current()
    rights = rights_of(user)
    if rights.user_id is None:
        return links.none()
    links = links.filter(Q(project__is_confidential=False) | Q(project__in=Project.objects.filter(_named(user))))
    if rights.is_admin:
        return links
    mine = Q(objective__owner=user) | Q(objective__in=rights.owns.objectives)
    return links.filter(mine | _without_owner()) if rights.steers else links.filter(mine)


def _without_owner() -> Q:
    """Objectives that nobody answers for: without an owner, or with one who has left."""
    return Q(objective__owner__isnull=True) | Q(objective__owner__is_active=False)


def link_to_decide(user: User, key: UUID) -> ProjectContribution:
    """The current version of a link, for the owner of its objective (the CMO where there is none) and administrators."""
    link = _current(ProjectContribution.objects.current().select_related("project__lead", "objective__owner"), key)
    if link is None:
        raise Http404
    if not links_decided_by(user).filter(pk=link.pk).exists():
        if not visible_to(user).filter(pk=link.project_id).exists():
            raise Http404
        raise PermissionDenied(_("Only the owner of the objective may decide on this link."))
    return link


def proofs_decided_by(user: User) -> QuerySet[ProjectIndicator]:
    """The indicators of projects whose changes `user` decides on: those they own, and as CMO those without an owner who may.

    An owner does not decide for a project that they lead, nor for a confidential one that does not name them.
    """
    uses = ProjectIndicator.objects.current().annotate(
        owner_decides=Case(When(_owner_may_decide(), then=Value(True)), default=Value(False))  # an empty owner is no owner
    )
    rights = rights_of(user)
    if rights.user_id is None:
        return uses.none()
    mine = Q(indicator__owner=user, owner_decides=True)
    if not rights.steers:
        return uses.filter(mine)
    others = uses.filter(owner_decides=False, project__in=visible_to(user).order_by().values("pk")).exclude(project__lead=user)
    return uses.filter(mine | Q(pk__in=others.values("pk")))


def _owner_may_decide() -> Q:
    owner = F("indicator__owner")
    member = ProjectMember.objects.filter(project=OuterRef("project"), user=OuterRef("indicator__owner"))
    named = Q(project__sponsor=owner) | Exists(member)
    not_the_lead = Q(project__lead__isnull=True) | ~Q(project__lead=owner)
    return Q(indicator__owner__is_active=True) & not_the_lead & (Q(project__is_confidential=False) | named)


def owner_decides(use: ProjectIndicator) -> bool:
    """Is the owner of the indicator the one who decides on it for this project?"""
    return ProjectIndicator.objects.filter(_owner_may_decide(), pk=use.pk).exists()


def proof_to_decide(user: User, code: str, key: UUID) -> ProjectIndicator:
    """An indicator of a project, for who decides on changes asked of it."""
    use = _current(ProjectIndicator.objects.current().select_related("project__lead", "indicator__owner").filter(project__code=code), key)
    if use is None:
        raise Http404
    if not proofs_decided_by(user).filter(pk=use.pk).exists():
        if not sees(user, use.project):
            raise Http404
        raise PermissionDenied(_("Only the owner of the indicator decides what it counts for a project; the CMO where there is none."))
    return use


def decides_on_proofs(user: User, project: Project) -> set[int]:
    """The ids of the indicators of `project` whose changes `user` decides on."""
    return set(proofs_decided_by(user).filter(project=project).values_list("indicator_id", flat=True))


def promise_reader(user: User) -> User:
    """The person, if they hold any role: promises are read by everybody who sees their projects."""
    require_any_grant(user)
    return user


def child_of(project: Project, model: type[Any], key: UUID) -> Any:
    """The current version of a fact of `project` (a milestone, a risk …); 404 when it belongs elsewhere or was removed."""
    found = _current(model.objects.current().filter(project=project), key)
    if found is None:
        raise Http404
    return found


def _current(queryset: QuerySet, key: UUID) -> Any | None:
    return queryset.filter(key=key).first()


def validator(user: User) -> User:
    """The person, if any link may wait for them; 403 otherwise."""
    rights = rights_of(user)
    owns = Role.OBJECTIVE_OWNER in rights.roles or bool(rights.owns) or user.owned_objectives.exists()
    if not (rights.steers or owns):
        raise PermissionDenied(_("Only owners of objectives and the CMO validate links."))
    return user


def decisions_seen_by(user: User) -> QuerySet[Decision]:
    """The current decisions about projects that `user` may see, and those asked of them."""
    return Decision.objects.current().filter(Q(project__in=visible_to(user).order_by().values("pk")) | Q(decider=user))


def decision_to_see(user: User, key: UUID) -> Decision:
    """A decision with its project and people; 404 for a stranger."""
    return get_object_or_404(decisions_seen_by(user).select_related("project__unit", "project__lead", "decider", "recorded_by"), key=key)


def decision_to_take(user: User, key: UUID) -> Decision:
    """A decision, for who may close it."""
    decision = decision_to_see(user, key)
    if not can_decide(user, decision):
        raise PermissionDenied(_("Only the person asked and the CMO may close this decision."))
    return decision


def project_to_bring_to_decision(user: User, code: str) -> Project:
    """The project, for who may ask for a decision about it."""
    project = project_to_see(user, code)
    if not can_open_decision(user, project):
        raise PermissionDenied(_("Only executives, the sponsor and the lead may ask for a decision on this project."))
    return project
