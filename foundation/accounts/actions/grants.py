"""Giving a role and taking it back."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts import queries
from foundation.accounts.access import forget_rights
from foundation.accounts.actions.administrators import hold_administrators
from foundation.accounts.models import RoleGrant, User
from foundation.accounts.roles import Role, Scope
from foundation.audit import actions as audit

GIVEN = ("role", "lens", "scope", "scope_id", "valid_from", "valid_until")


def grant_role(
    *,
    person: User,
    role: str,
    by: User | None,
    at: datetime,
    lens: str = "",
    scope: str = Scope.EVERYTHING,
    scope_id: int | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> RoleGrant:
    """Give `person` a role for a part of the company, from a day (today) until a day (none: without end).

    Raises ValidationError when the facts contradict each other or the person already holds this very grant.
    """
    grant = RoleGrant(
        user=person, role=role, lens=lens, scope=scope, scope_id=scope_id if scope != Scope.EVERYTHING else None,
        valid_from=valid_from or timezone.localdate(at), valid_until=valid_until, granted_by=by, granted_at=at,
    )  # fmt: skip
    _check(grant)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        _refuse_twice(grant)
        grant.save()
        given = {name: [None, value] for name in GIVEN if (value := getattr(grant, name))}
        audit.record(by=by, at=at, verb="role.granted", subjects=[person, grant], facts={"of": "accounts.rolegrant", "changes": given})
    forget_rights(person)
    return grant


def take_back(*, grant: RoleGrant, by: User, at: datetime) -> RoleGrant:
    """End a grant now. Raises ValidationError when it would leave the portal without an administrator."""
    with transaction.atomic():
        hold_administrators()
        now = RoleGrant.objects.select_for_update(no_key=True).select_related("user").get(pk=grant.pk)
        if now.revoked_at:
            return now
        if now.role == Role.ADMIN and not _another_administrator(now, at):
            raise ValidationError(_("This is the last administrator: give somebody else the role first."))
        now.revoked_at, now.revoked_by = at, by
        now.save(update_fields=["revoked_at", "revoked_by"])
        taken = {name: [value, None] for name in GIVEN if (value := getattr(now, name))}
        audit.record(by=by, at=at, verb="role.taken_back", subjects=[now.user, now], facts={"of": "accounts.rolegrant", "changes": taken})
    forget_rights(now.user)
    return now


def _check(grant: RoleGrant) -> None:
    if grant.lens and grant.role != Role.EXECUTIVE:
        raise ValidationError({"lens": _("Only an executive looks through a lens: choose the role Executive or no lens.")})
    if grant.role == Role.EXECUTIVE and not grant.lens:
        raise ValidationError({"lens": _("Choose what this executive looks at first.")})
    if grant.role == Role.ADMIN and grant.scope != Scope.EVERYTHING:
        raise ValidationError({"scope": _("An administrator administers everything: choose the scope Everything.")})
    if grant.scope != Scope.EVERYTHING and not grant.scope_id:
        raise ValidationError({"scope_id": _("Choose the unit, portfolio, project or objective.")})
    if grant.valid_until and grant.valid_until < grant.valid_from:
        raise ValidationError({"valid_until": _("The last day comes before the first one.")})


def _refuse_twice(grant: RoleGrant) -> None:
    same = RoleGrant.objects.filter(user=grant.user, role=grant.role, lens=grant.lens, scope=grant.scope, scope_id=grant.scope_id).in_force(
        grant.valid_from
    )
    if same.exists():
        raise ValidationError(_("This person already holds this role for this scope: take it back first to change its dates."))


def _another_administrator(grant: RoleGrant, at: datetime) -> bool:
    if queries.administrators(timezone.localdate(at)).exclude(pk=grant.user_id).exists():
        return True
    others = grant.user.grants.in_force(timezone.localdate(at)).filter(role=Role.ADMIN).exclude(pk=grant.pk)
    return grant.user.is_superuser or others.exists()
