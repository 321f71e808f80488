"""Doors of indicators: everybody with a role reads them, the CMO and administrators define them.

Owners, stewards and who stands in for them while they are away measure theirs, with or without a role.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from foundation.accounts.access import Rights, away_for, require_any_grant, rights_of, stood_in_for
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.asked import whole_number
from kpis.models import Indicator


def reader(user: User) -> Rights:
    """The door of the boards; 403 for a login without any role."""
    return require_any_grant(user)


def _people(user: User) -> set[int]:
    """`user` and those who are away and named `user` as their delegate."""
    return {user.pk} | stood_in_for(user)


def measures(user: User) -> bool:
    """Whether the person answers for the values of an indicator in use. Asked once a request."""
    known = user.__dict__.get("_measures")
    if known is None:
        known = user.__dict__["_measures"] = rights_of(user).user_id is not None and _measured_by(user).exists()
    return bool(known)


def _measured_by(user: User) -> QuerySet[Indicator]:
    """In one query, for every page asks it."""
    away = away_for(user)
    named = Q(owner=user) | Q(steward=user) | Q(owner__in=away) | Q(steward__in=away)
    return Indicator.objects.filter(named, retired_on__isnull=True).order_by()


def enterer(user: User) -> Rights:
    """The door of the values due: everybody with a role, and who measures an indicator; 403 for everybody else."""
    return rights_of(user) if measures(user) else require_any_grant(user)


def reads_boards(user: User) -> bool:
    """Whether `user` was given any role; without one a person reads the indicators they measure."""
    rights = rights_of(user)
    return rights.is_admin or bool(rights.roles)


def definer(user: User) -> Rights:
    """The door of whoever may create indicators; 403 for everybody else."""
    rights = rights_of(user)
    if not rights.steers:
        raise PermissionDenied(_("Only the CMO and administrators create indicators; ask one of them."))
    return rights


def measurable_by(user: User) -> QuerySet[Indicator]:
    """The indicators in use whose values `user` may enter: their own, all of them for data stewards, the CMO and administrators."""
    rights = rights_of(user)
    in_use = Indicator.objects.filter(retired_on__isnull=True)
    if rights.user_id is None:
        return in_use.none()
    if rights.steers or Role.DATA_STEWARD in rights.roles:
        return in_use
    people = _people(user)
    return in_use.filter(Q(owner__in=people) | Q(steward__in=people))


def owed_by(user: User) -> QuerySet[Indicator]:
    """The indicators in use whose values are expected of `user`: stewarded, owned without a steward, or so for somebody who is away."""
    people = _people(user)
    return Indicator.objects.filter(Q(steward__in=people) | Q(owner__in=people, steward__isnull=True), retired_on__isnull=True)


def may_measure(user: User, indicator: Indicator) -> bool:
    """Whether `user` may enter and correct values of the indicator."""
    rights = rights_of(user)
    return rights.steers or Role.DATA_STEWARD in rights.roles or _answers_for(user, indicator)


def _answers_for(user: User, indicator: Indicator) -> bool:
    return bool(_people(user) & {indicator.owner_id, indicator.steward_id})


def may_define(user: User, indicator: Indicator) -> bool:
    """Whether `user` may change what the indicator means, its targets and its status."""
    return rights_of(user).steers or indicator.owner_id == user.pk


def may_read_evidence(user: User, number: str) -> bool:
    """Whether `user` may read the files that prove the values of the indicator with this number: who enters them, steers or audits."""
    rights = rights_of(user)
    if rights.is_auditor or rights.steers:
        return True
    indicator = Indicator.objects.filter(pk=whole_number(number)).first()
    return indicator is not None and may_measure(user, indicator)


def indicator_to_see(user: User, code: str) -> Indicator:
    """The indicator with its people, for everybody with a role and for who measures it; 404 for strangers."""
    rights = rights_of(user)
    known = Indicator.objects.select_related("owner", "steward", "parent").filter(code=code).first()
    if known is None or not (reads_boards(user) or (rights.user_id and _answers_for(user, known))):
        raise Http404
    return known


def indicator_to_measure(user: User, code: str) -> Indicator:
    """The indicator, to enter or correct its values: its owner, its steward, data stewards, the CMO and administrators."""
    indicator = indicator_to_see(user, code)
    if not may_measure(user, indicator):
        raise PermissionDenied(_("Only the owner and the data steward of this indicator enter its values; ask one of them."))
    return indicator


def indicator_to_define(user: User, code: str) -> Indicator:
    """The indicator, to change its definition, targets and status: its owner, the CMO and administrators."""
    indicator = indicator_to_see(user, code)
    if not may_define(user, indicator):
        raise PermissionDenied(_("Only the owner of this indicator, the CMO and administrators change it; ask one of them."))
    return indicator
