"""Telling who owns an initiative what it owes: an update by its rhythm, an answer while off track; each once, whatever is called twice."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import RoleGrant, User
from foundation.accounts.queries import stand_ins
from foundation.accounts.roles import Role
from foundation.notifications.actions import notify
from rse.models import AdjustmentDuty, Initiative
from rse.queries.initiatives import Owed, owed

OLDEST = timedelta(days=120)  # an initiative nobody reports on any more is no news each period


def tell_of_duty(duty: AdjustmentDuty, *, at: datetime) -> None:
    """The owner, and who stands in for them, learn that it must be adjusted or accepted by a day; without an owner, the CSR officers."""
    officers = [] if duty.initiative.owner_id else _officers(at)
    _tell("initiative.answer", duty.initiative, duty.due_on, officers, at=at, away=stand_ins(timezone.localdate(at)))


def remind(*, at: datetime) -> int:
    """Tell owners and who stands in for them of what is due within a week, them and CSR officers of what is overdue; the number decided.

    May run at any time and any number of times: the key of each notice names the initiative and the day.
    """
    today = timezone.localdate(at)
    found = [one for one in owed(today=today) if one.due_on >= today - OLDEST]
    away = stand_ins(today)
    officers = _officers(at) if any(one.is_late or one.initiative.owner is None for one in found) else []
    for one in found:
        also = officers if one.is_late or one.initiative.owner is None else []
        _tell(_event(one), one.initiative, one.due_on, also, at=at, away=away)
    return len(found)


def _event(one: Owed) -> str:
    late = {"update": "initiative.late", "answer": "initiative.unanswered"}
    soon = {"update": "initiative.due", "answer": "initiative.answer"}
    return (late if one.is_late else soon)[one.kind]


def _tell(event: str, initiative: Initiative, due_on: date, also: Iterable[int], *, at: datetime, away: Mapping[int, list[int]]) -> None:
    owner = initiative.owner_id
    notify(
        event=event,
        key=f"{initiative.pk}:{due_on:%Y%m%d}",
        people=[*([owner, *away.get(owner, [])] if owner else []), *also],
        subject=initiative,
        address=reverse(_page(event), args=[initiative.code]),
        at=at,
        facts={"initiative": {"fr": initiative.name_fr, "en": initiative.name_en}, "day": {"date": due_on.isoformat()}},
    )


def _page(event: str) -> str:
    return "rse:initiative_answer" if event in ("initiative.answer", "initiative.unanswered") else "rse:initiative_update"


def _officers(at: datetime) -> list[int]:
    grants = RoleGrant.objects.in_force(timezone.localdate(at)).filter(role=Role.RSE_OFFICER, user__is_active=True)
    return list(User.objects.filter(pk__in=grants.values("user")).values_list("pk", flat=True))
