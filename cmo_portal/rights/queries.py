"""What the pages of rights show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from foundation.accounts.access import rights_of
from foundation.accounts.models import Delegation, RoleGrant, User
from foundation.accounts.roles import Role, Scope
from foundation.search import matching
from portfolio import access
from portfolio.models import Project
from portfolio.queries import sight
from strategy.access import objectives_visible_to

PAGE = 40
KIND = {
    Scope.UNIT: "accounts.organisationunit",
    Scope.PORTFOLIO: "portfolio.portfolio",
    Scope.PROJECT: "portfolio.project",
    Scope.OBJECTIVE: "strategy.strategicobjective",
}


@dataclass(frozen=True)
class Given:
    """A grant with the name of what it is for, and whether it holds: now, not yet, no longer."""

    grant: RoleGrant
    scope: str
    state: str


@dataclass(frozen=True)
class Ability:
    """Something the portal lets people do: whether this person may, and for what reason (or what would be needed)."""

    label: str
    may: bool
    why: str
    href: str = ""


@dataclass(frozen=True)
class PersonPage:
    """All that is known of the rights of one person."""

    person: User
    given: list[Given]
    abilities: list[Ability]
    standing: list[tuple[str, int]]
    away: list[Delegation]
    stands_in: list[Delegation]
    projects: list[tuple[Project, sight.Seer]]
    total: int
    hidden: int
    after: str

    @property
    def in_force(self) -> list[Given]:
        return [one for one in self.given if one.state == "now"]

    @property
    def others(self) -> list[Given]:
        return [one for one in self.given if one.state != "now"]


def people(text: str, *, on: date, without_role: bool = False) -> list[User]:
    """The people whose words begin like those of `text`, with the roles they hold; the first ones, by name."""
    roles = RoleGrant.objects.in_force(on).filter(user=OuterRef("pk"))
    rows = matching(User.objects.select_related("unit").defer("search"), text).annotate(has_role=Exists(roles))
    if without_role:
        rows = rows.filter(has_role=False, is_superuser=False, is_active=True)
    counted = rows.annotate(n_grants=Count("grants", filter=Q(grants__in=RoleGrant.objects.in_force(on))))
    return list(counted.order_by("-is_active", "full_name", "id")[: PAGE + 1])


def projects(user: User, text: str) -> list[Project]:
    """The projects the administrator sees whose words begin like those of `text`."""
    return list(matching(access.visible_to(user), text).select_related("unit", "lead").defer("search").order_by("code")[: PAGE + 1])


def person_page(person: User, *, asked_by: User, on: date, after: str = "") -> PersonPage:
    """The rights of a person with their reasons; of confidential projects only those the reader sees are named."""
    seen = access.visible_to(person)
    shown = seen.filter(pk__in=access.visible_to(asked_by).order_by().values("pk"))
    total, common = seen.count(), shown.count()
    rows = list(shown.filter(code__gt=after).select_related("unit").defer("search").order_by("code")[: PAGE + 1])
    return PersonPage(
        person=person,
        given=_given(person, asked_by, on),
        abilities=abilities(person),
        standing=_standing(person),
        away=list(_delegations(on).filter(user=person)),
        stands_in=list(_delegations(on).filter(delegate=person)),
        projects=sight.reasons_of(person, rows[:PAGE], on),
        total=total,
        hidden=total - common,
        after=rows[PAGE - 1].code if len(rows) > PAGE else "",
    )


def _delegations(on: date) -> Any:
    rows = Delegation.objects.filter(revoked_at__isnull=True, ends_on__gte=on)
    return rows.select_related("user", "delegate").order_by("starts_on", "id")


def _given(person: User, asked_by: User, on: date) -> list[Given]:
    grants = list(person.grants.select_related("granted_by", "revoked_by").order_by("-granted_at", "-id"))
    names = _scope_names(grants, asked_by)
    return [Given(grant, names.get((grant.scope, grant.scope_id), str(grant.get_scope_display())), _state(grant, on)) for grant in grants]


def _scope_names(grants: list[RoleGrant], asked_by: User) -> dict[tuple[str, int | None], str]:
    """The names of what grants are for; of a project that the reader does not see there is none."""
    found = {}
    for scope, label in KIND.items():
        wanted = {grant.scope_id for grant in grants if grant.scope == scope}
        if wanted:
            rows = access.visible_to(asked_by) if scope == Scope.PROJECT else apps.get_model(label)._base_manager.all()
            rows = rows.in_bulk(wanted)
            found |= {(scope, number): row.name for number, row in rows.items()}
    return found


def _state(grant: RoleGrant, on: date) -> str:
    if grant.revoked_at:
        return "taken_back"
    if grant.valid_from > on:
        return "coming"
    return "over" if grant.valid_until and grant.valid_until < on else "now"


def _standing(person: User) -> list[tuple[str, int]]:
    """In how many places the person is named."""
    live = Project.objects.exclude(status__in=("closed", "cancelled"))
    counts = [
        (_("projects led"), live.filter(lead=person).count()),
        (_("projects sponsored"), live.filter(sponsor=person).count()),
        (_("projects worked on"), live.filter(members__user=person).count()),
        (_("objectives owned"), person.owned_objectives.count()),
        (_("units headed"), person.heads.count()),
    ]
    return [(label, count) for label, count in counts if count]


def abilities(person: User) -> list[Ability]:
    """What the portal lets people do, asked of the same doors that guard it."""
    rights = rights_of(person)
    owns = Role.OBJECTIVE_OWNER in rights.roles or bool(rights.owns) or (person.is_active and person.owned_objectives.exists())
    admin, steer = _("administrator"), _("CMO of the whole company, or administrator")
    asked = [
        (_("Read the strategy"), objectives_visible_to(person).query.is_empty() is False, _("any role"), "strategy:strategy"),
        (_("Change the strategy and its weights"), rights.steers, steer, "strategy:tree"),
        (_("Enter a project"), access.can_create(person), _("team lead, data steward, CMO or administrator"), "portfolio:project_new"),
        (
            _("Validate links to objectives"),
            rights.steers or owns,
            _("objective owner, CMO or administrator"),
            "portfolio:to_validate",
        ),
        (_("Set the delivery confidence by decision"), access.can_waive(person), steer, ""),
        (_("Keep exchange rates"), access.keeps_rates(person), _("data steward, CMO or administrator"), "portfolio:rates"),
        (_("Read the ledger"), rights.is_auditor, _("auditor or administrator"), "ledger:entries"),
        (_("Import projects"), rights.is_admin, admin, "exchange:imports"),
        (_("Invite people and give rights"), rights.is_admin, admin, "admin:accounts_user_changelist"),
    ]
    return [Ability(label, bool(may), why, _address(name) if name else "") for label, may, why, name in asked]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
