"""What a person may see and do, computed at request time from the grants in force."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import Delegation, OrganisationUnit, User
from foundation.accounts.roles import EDITORS, READERS, REPORTERS, Role, Scope


@dataclass(frozen=True)
class Reach:
    """The part of the company that some roles cover: everything, or named ids by kind."""

    everything: bool = False
    units: frozenset[int] = frozenset()
    portfolios: frozenset[int] = frozenset()
    projects: frozenset[int] = frozenset()
    objectives: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.units or self.portfolios or self.projects or self.objectives)


@dataclass(frozen=True)
class Rights:
    """What the grants of one person add up to on one day."""

    user_id: int | None = None
    is_admin: bool = False
    roles: frozenset[str] = frozenset()
    lenses: tuple[str, ...] = ()
    reads: Reach = field(default_factory=Reach)
    reports: Reach = field(default_factory=Reach)
    edits: Reach = field(default_factory=Reach)
    owns: Reach = field(default_factory=Reach)

    @property
    def lens(self) -> str:
        """The board an executive opens first; the CMO's when none is named."""
        return self.lenses[0] if self.lenses else "cmo"

    @property
    def is_executive(self) -> bool:
        return self.is_admin or Role.EXECUTIVE in self.roles

    @property
    def is_auditor(self) -> bool:
        return self.is_admin or Role.AUDITOR in self.roles

    @property
    def steers(self) -> bool:
        """May change the strategy and arbitrate: the administrator and the CMO."""
        return self.is_admin or ("cmo" in self.lenses and self.reads.everything)


def rights_of(user: User) -> Rights:
    """The rights of `user` today; kept on the user object, so one request asks the database once."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Rights()
    known = user.__dict__.get("_rights")
    if known is None:
        known = user.__dict__["_rights"] = _rights_from_grants(user)
    return known


def forget_rights(user: User) -> None:
    """Read the grants anew at the next question (after a grant changed in the same request)."""
    user.__dict__.pop("_rights", None)


def _rights_from_grants(user: User) -> Rights:
    grants = list(user.grants.in_force(timezone.localdate()))
    is_admin = user.is_superuser or any(g.role == Role.ADMIN for g in grants)
    return Rights(
        user_id=user.pk,
        is_admin=is_admin,
        roles=frozenset(g.role for g in grants),
        lenses=tuple(g.lens for g in grants if g.lens),
        reads=Reach(everything=True) if is_admin else _reach([g for g in grants if g.role in READERS]),
        reports=Reach(everything=True) if is_admin else _reach([g for g in grants if g.role in REPORTERS]),
        edits=Reach(everything=True) if is_admin else _reach([g for g in grants if g.role in EDITORS]),
        owns=_reach([g for g in grants if g.role == Role.OBJECTIVE_OWNER and g.scope == Scope.OBJECTIVE]),
    )


def _reach(grants: list) -> Reach:
    by_kind: dict[str, set[int]] = {}
    for grant in grants:
        by_kind.setdefault(grant.scope, set()).add(grant.scope_id)
    units = OrganisationUnit.objects.subtree_ids(by_kind[Scope.UNIT]) if Scope.UNIT in by_kind else set()
    return Reach(
        # A team lead without a named scope leads the projects that name them, not every project.
        everything=any(g.scope == Scope.EVERYTHING and g.role != Role.TEAM_LEAD for g in grants),
        units=frozenset(units),
        portfolios=frozenset(by_kind.get(Scope.PORTFOLIO, ())),
        projects=frozenset(by_kind.get(Scope.PROJECT, ())),
        objectives=frozenset(by_kind.get(Scope.OBJECTIVE, ())),
    )


def require_admin(user: User) -> Rights:
    """The door of administrators; 403 for everybody else."""
    rights = rights_of(user)
    if not rights.is_admin:
        raise PermissionDenied(_("Only administrators may do this."))
    return rights


def require_role(user: User, *roles: str) -> Rights:
    """The door of people who hold one of `roles` (administrators always do); 403 for everybody else."""
    rights = rights_of(user)
    if not rights.is_admin and not rights.roles.intersection(roles):
        raise PermissionDenied(_("Your role does not allow this."))
    return rights


def require_any_grant(user: User) -> Rights:
    """The door of everybody who was given any role; 403 for a login without one."""
    rights = rights_of(user)
    if not rights.is_admin and not rights.roles:
        raise PermissionDenied(_("You were given no role yet; ask an administrator."))
    return rights


def away_for(user: User) -> QuerySet[Delegation, int]:
    """The ids of the people who are away today and named `user` as their delegate, for use inside another query."""
    today = timezone.localdate()
    running = Delegation.objects.filter(delegate=user, starts_on__lte=today, ends_on__gte=today, revoked_at__isnull=True)
    return running.filter(user__is_active=True).order_by().values_list("user_id", flat=True)


def stood_in_for(user: User) -> set[int]:
    """The ids of the people who are away today and named `user` as their delegate. Asked once a request."""
    known = user.__dict__.get("_stood_in_for")
    if known is None:
        known = user.__dict__["_stood_in_for"] = set(away_for(user))
    return known


def delegation_to_end(user: User, pk: int) -> Delegation:
    """A delegation that is not over, for the person away and their delegate; 404 for everybody else."""
    running = Delegation.objects.filter(revoked_at__isnull=True, ends_on__gte=timezone.localdate()).select_related("user", "delegate")
    return get_object_or_404(running.filter(Q(user=user) | Q(delegate=user)), pk=pk)


def person_to_forget(user: User, pk: int) -> User:
    """A person whose name an administrator may take; 403 for everybody else, 404 for who has none any more."""
    require_admin(user)
    return get_object_or_404(User.objects.filter(pseudonymised_at__isnull=True).select_related("unit"), pk=pk)
