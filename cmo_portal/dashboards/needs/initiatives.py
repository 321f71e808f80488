"""Initiatives that need somebody: an update or an answer overdue, or one's own answer that is wanted."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cmo_portal.dashboards.needs.need import Action, Need, Reader
from foundation import formatting
from rse.access import answers_for, may_steer
from rse.queries.initiatives import Owed, owed

READ = 30
WEIGHT = 0.04  # of what has no share of the board's money


def of_board(reader: Reader) -> list[Need]:
    """What is overdue, for who decides on CSR; what they owe themselves comes by name: overdue updates, and every answer. Two queries."""
    found = owed(today=reader.today, owner=reader.user, or_late=may_steer(reader.user))
    return [_need(one, reader) for one in found if one.is_late or one.kind == "answer"][:READ]


def _need(one: Owed, reader: Reader) -> Need:
    initiative, answers = one.initiative, one.kind == "answer"
    own = answers_for(reader.user, initiative.owner_id)
    page = reverse("rse:initiative", args=[initiative.code])
    act = reverse("rse:initiative_answer" if answers else "rse:initiative_update", args=[initiative.code])
    label = _("Adjust or accept") if answers else _("Report")
    return Need(
        kind="initiative",
        about=f"initiative:{initiative.pk}",
        status="off_track" if answers else "outdated",
        title=initiative.name,
        href=page,
        cause=_cause(one),
        change=_when(one),
        owner=initiative.owner.full_name if initiative.owner else "",
        weight=WEIGHT,
        urgency=1.25 if answers and own else 1.0,
        state=f"{one.kind}:{one.due_on}",
        actions=[Action("link", label, act, "message") if own else Action("link", _("See the initiative"), page)],
        why=[_why(one, reader) if own else _("You decide on CSR: what initiatives owe comes to you once it is overdue.")],
    )


def _why(one: Owed, reader: Reader) -> str:
    owner = one.initiative.owner
    if owner is None or owner.pk == reader.user.pk:
        return _("You own this initiative.")
    return _("You stand in for %(name)s.") % {"name": owner.full_name}


def _cause(one: Owed) -> str:
    if one.kind == "answer":
        said = f" “{one.note}”" if one.note else ""
        return _("Reported off track: it waits to be adjusted, or accepted with a reason.") + said
    return _("No update in its rhythm: nobody knows how it stands.")


def _when(one: Owed) -> str:
    if one.is_late:
        return _("Wanted since %(day)s") % {"day": formatting.day(one.due_on)}
    return _("Wanted %(when)s") % {"when": formatting.days_ago(-one.days_left)}
