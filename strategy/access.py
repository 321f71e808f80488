"""Doors of the strategy: everybody with a role reads it, the CMO and administrators steer it, owners word their objective."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from foundation.accounts.access import Rights, require_any_grant, rights_of
from foundation.accounts.models import User
from strategy.models import ObjectiveLink, StrategicAxis, StrategicObjective, StrategicPlan


def reader(user: User) -> Rights:
    """The door of the strategy's pages; 403 for a login without any role."""
    return require_any_grant(user)


def steerer(user: User) -> Rights:
    """The door of whoever may change the strategy; 403 for everybody else."""
    rights = rights_of(user)
    if not rights.steers:
        raise PermissionDenied(_("Only the CMO and administrators change the strategy; ask one of them."))
    return rights


def plan_to_see(user: User, pk: int | None = None) -> StrategicPlan | None:
    """The plan `pk`, or the one people live by: active, else the latest; None where there is none yet. 404 for strangers to `pk`."""
    if pk is None:
        reader(user)
        return StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).first() or StrategicPlan.objects.first()
    return _found(user, StrategicPlan.objects, pk)


def plan_to_steer(user: User, pk: int) -> StrategicPlan:
    """The plan `pk`, to change it: 404 for strangers, 403 for whoever only reads."""
    plan = _found(user, StrategicPlan.objects, pk)
    steerer(user)
    return plan


def axis_to_steer(user: User, pk: int) -> StrategicAxis:
    """The axis `pk` with its plan, to change it: 404 for strangers, 403 for whoever only reads."""
    axis = _found(user, StrategicAxis.objects.select_related("plan"), pk)
    steerer(user)
    return axis


def objectives_visible_to(user: User) -> QuerySet[StrategicObjective]:
    """The objectives `user` may see: all of them, for who holds a role."""
    rights = rights_of(user)
    return StrategicObjective.objects.all() if rights.is_admin or rights.roles else StrategicObjective.objects.none()


def objective_to_see(user: User, pk: int) -> StrategicObjective:
    """The objective `pk` with its plan, axis, parent and owner; 404 for strangers."""
    return _found(user, StrategicObjective.objects.select_related("plan", "axis", "parent", "owner"), pk)


def objective_to_steer(user: User, pk: int) -> StrategicObjective:
    """The objective `pk`, to place, retire or hand it over: 404 for strangers, 403 for whoever only reads."""
    objective = objective_to_see(user, pk)
    steerer(user)
    return objective


def objective_to_word(user: User, pk: int) -> StrategicObjective:
    """The objective `pk`, to change what it says and what its levels mean: its owner may, and whoever steers."""
    objective = objective_to_see(user, pk)
    if not may_word(user, objective):
        raise PermissionDenied(_("Only the owner of this objective, the CMO and administrators change its words; ask one of them."))
    return objective


def may_word(user: User, objective: StrategicObjective) -> bool:
    """Whether `user` may change the words of the objective."""
    return rights_of(user).steers or owns(user, objective)


def owns(user: User, objective: StrategicObjective) -> bool:
    """Whether `user` answers for the objective: named on it while they hold a role, or by a grant for it."""
    rights = rights_of(user)
    return objective.pk in rights.owns.objectives or (objective.owner_id == user.pk and bool(rights.roles or rights.is_admin))


def plan_to_link(user: User, pk: int) -> StrategicPlan:
    """The plan `pk`, to say what leads to what: for whoever steers, and for owners of its objectives."""
    plan = _found(user, StrategicPlan.objects, pk)
    if not may_link_some(user, plan):
        raise PermissionDenied(_("Only owners of objectives, the CMO and administrators say what leads to what."))
    return plan


def may_link_some(user: User, plan: StrategicPlan) -> bool:
    """Whether `user` may declare a link of the plan."""
    rights = rights_of(user)
    mine = StrategicObjective.objects.filter(plan=plan, retired_on__isnull=True).filter(Q(owner=user) | Q(pk__in=rights.owns.objectives))
    return rights.steers or (bool(rights.roles) and mine.exists())


def may_link(user: User, cause: StrategicObjective, effect: StrategicObjective) -> bool:
    """Whether `user` may say that one leads to the other: who answers for either."""
    return may_word(user, cause) or may_word(user, effect)


def link_to_change(user: User, key: UUID) -> ObjectiveLink:
    """The current link `key` with its objectives: 404 for strangers, 403 for who answers for neither."""
    rights = rights_of(user)
    link = ObjectiveLink.objects.current().select_related("cause__plan", "effect").filter(key=key).first()
    if link is None or not (rights.is_admin or rights.roles):
        raise Http404
    return _for_linkers(user, link)


def withdrawn_link(user: User, cause: int, effect: int) -> ObjectiveLink:
    """The link between two objectives as it was when it was taken back: 404 where none was."""
    rights = rights_of(user)
    gone = ObjectiveLink.objects.filter(superseded_at__isnull=True, removed=True, cause=cause, effect=effect)
    link = gone.select_related("cause__plan", "effect").first()
    if link is None or not (rights.is_admin or rights.roles):
        raise Http404
    return _for_linkers(user, link)


def _for_linkers(user: User, link: ObjectiveLink) -> ObjectiveLink:
    if not may_link(user, link.cause, link.effect):
        raise PermissionDenied(_("Only the owners of the two objectives, the CMO and administrators change this link."))
    return link


def _found(user: User, rows, pk: int):  # type: ignore[no-untyped-def]
    rights = rights_of(user)
    row = rows.filter(pk=pk).first() if rights.is_admin or rights.roles else None
    if row is None:
        raise Http404
    return row
