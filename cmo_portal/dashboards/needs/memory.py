"""What a person remembers of the matters on their home page, and what they did about them lately."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cmo_portal.dashboards.models import SeenMatter
from cmo_portal.dashboards.needs.need import Need, Seen
from foundation import formatting
from foundation.accounts.models import User
from foundation.audit.models import LedgerSubject
from portfolio.models import Project
from strategy.models import StrategicObjective

ACTED_DAYS = 14
DONE = {
    "help.offered": _("You offered help %(when)s."),
    "question.asked": _("You asked %(when)s."),
    "lead.reminded": _("You reminded them %(when)s."),
    "decision.opened": _("You asked for a decision %(when)s."),
    "ideas.called": _("You called for ideas %(when)s."),
}
PROJECT, OBJECTIVE = Project._meta.label_lower, StrategicObjective._meta.label_lower


def remembered(user: User, found: Sequence[Need], today: date) -> tuple[list[Need], int]:
    """The matters that `user` has not set aside, each with the days on which they saw it; and how many are set aside. One query."""
    rows = SeenMatter.objects.filter(user=user, key__in=[need.key for need in found])
    known = {row.key: Seen(row.fingerprint, row.days, row.seen_on, row.set_aside_until) for row in rows}
    kept = [need for need in found if not (need.key in known and known[need.key].aside(need.fingerprint, today))]
    told = [replace(need, days_before=known[need.key].days_before(need.fingerprint, today)) if need.key in known else need for need in kept]
    return told, len(found) - len(kept)


def handled(user: User, found: Iterable[Need], today: date) -> list[Need]:
    """The matters with what `user` did about them in the last two weeks. One query."""
    found = list(found)
    projects = {str(need.project_id) for need in found if need.project_id}
    objectives = {str(need.objective_id) for need in found if need.objective_id}
    if not projects and not objectives:
        return found
    about = Q(kind=PROJECT, object_id__in=projects) | Q(kind=OBJECTIVE, object_id__in=objectives)
    mine = Q(entry__by=user, entry__verb__in=DONE, entry__at__gte=timezone.now() - timedelta(days=ACTED_DAYS))
    rows = LedgerSubject.objects.filter(about, mine).order_by("entry__position")
    done = {(kind, number): (verb, at) for kind, number, verb, at in rows.values_list("kind", "object_id", "entry__verb", "entry__at")}
    return [_with_deed(need, done, today) for need in found]


def _with_deed(need: Need, done: dict, today: date) -> Need:
    place = (PROJECT, str(need.project_id)) if need.project_id else (OBJECTIVE, str(need.objective_id))
    if place not in done:
        return need
    verb, at = done[place]
    when = formatting.days_ago((today - timezone.localdate(at)).days)
    return replace(need, handled=DONE[verb] % {"when": when})
