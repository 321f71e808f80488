"""Initiatives: started, changed, reported on, adjusted or accepted as they are, tied to objectives."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import Site, User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from foundation.versions import save_version
from rse.actions.reminders import tell_of_duty
from rse.models import Adjustment, AdjustmentDuty, Initiative, InitiativeEffect, InitiativeObjective, InitiativeUpdate, Theme
from rse.refusals import RseRefusal
from strategy.models import StrategicObjective

Health = InitiativeUpdate.Health
RUNNING = (Initiative.State.PLANNED, Initiative.State.ACTIVE)
DAYS_TO_ANSWER = 14
HOUSE, GOALS = "house", "sdg"
WORSE = {Health.ON_TRACK: 0, Health.WATCH: 1, Health.OFF_TRACK: 2}


def start_initiative(
    *,
    code: str,
    themes: Iterable[Theme],
    sites: Iterable[Site] = (),
    objectives: Iterable[StrategicObjective] = (),
    by: User | None,
    at: datetime,
    **facts: Any,
) -> Initiative:
    """Begin an initiative; `facts` are its fields. RseRefusal where the code is taken, a date or the themes cannot be."""
    themes, objectives = list(themes), list(objectives)
    _check_days(facts["starts_on"], facts.get("ends_on"))
    check_themes(themes, None)
    names = both_names(fr=facts.pop("name_fr", ""), en=facts.pop("name_en", ""))
    with transaction.atomic():
        _check_code(code, None)
        initiative = Initiative.objects.create(code=code, **names, **facts)
        initiative.themes.set(themes)
        initiative.sites.set(sites)
        for objective in objectives:
            history.record(InitiativeObjective, at=at, by=by, initiative=initiative, objective=objective)
        told = {"code": code, "themes": [theme.code for theme in themes], **_told(facts)}
        audit.record(by=by, at=at, verb="initiative.started", subjects=[initiative, *objectives], facts=told)
    return initiative


def change_initiative(
    *,
    initiative: Initiative,
    version: int,
    themes: Iterable[Theme] | None = None,
    sites: Iterable[Site] | None = None,
    by: User | None,
    at: datetime,
    **changes: Any,
) -> Initiative:
    """Change an initiative as it stood at `version`; raises EditedMeanwhile when somebody changed it since, and writes nothing."""
    if "name_fr" in changes or "name_en" in changes:
        changes |= both_names(fr=changes.get("name_fr", initiative.name_fr), en=changes.get("name_en", initiative.name_en))
    _check_days(changes.get("starts_on", initiative.starts_on), changes.get("ends_on", initiative.ends_on))
    with transaction.atomic():
        _check_code(changes.get("code", initiative.code), initiative)
        told = save_version(initiative, version=version, **changes)
        lists = _set_many(initiative, "themes", themes) | _set_many(initiative, "sites", sites)
        if not told and not lists:
            return initiative
        check_themes(list(initiative.themes.select_related("group")), initiative)
        if initiative.state not in RUNNING:  # nobody can answer for what has ended
            initiative.duties.filter(answered_at__isnull=True).update(answered_at=at)
        if not told:
            # Only lists changed: the version still counts up, so that who read it before is told.
            Initiative.objects.filter(pk=initiative.pk).update(version=version + 1)
            initiative.version = version + 1
        columns = {str(Initiative._meta.get_field(name).attname): [_plain(one) for one in pair] for name, pair in told.items()}
        audit.record(by=by, at=at, verb="initiative.changed", subjects=[initiative], facts={"changes": columns, **lists})
    return initiative


def _set_many(initiative: Initiative, field: str, rows: Iterable[Any] | None) -> dict[str, list[Any]]:
    if rows is None:
        return {}
    held, wanted = getattr(initiative, field), list(rows)
    before, after = (sorted(row.code for row in some) for some in (held.all(), wanted))
    if before == after:
        return {}
    held.set(wanted)
    return {field: [before, after]}


def report_update(
    *,
    initiative: Initiative,
    on: date,
    health: str,
    progress: int | None = None,
    note: str = "",
    author: User | None = None,
    by: User | None,
    at: datetime,
) -> InitiativeUpdate:
    """Say how an initiative stands on a day. Off track opens one duty to adjust or accept, unless one is open already; the owner is told.

    `author` is who says it, where somebody else enters it.
    """
    if on > timezone.localdate(at):
        raise RseRefusal(_("An update tells what is known: choose today or an earlier day."))
    with transaction.atomic():
        held = _hold(initiative)
        last = held.updates.first()
        if last and on < last.on:
            raise RseRefusal(_("A later update is already there, of %(day)s: choose that day or a later one."), day=last.on)
        if not note.strip() and (health == Health.OFF_TRACK or (last and WORSE[Health(health)] > WORSE[Health(last.health)])):
            raise RseRefusal(_("Say in a sentence what happened: the health is off track or worse than before."))
        update = InitiativeUpdate.objects.create(initiative=held, on=on, health=health, progress=progress, note=note.strip(), at=at, by=by)
        duty = _open_duty(held, update, at) if health == Health.OFF_TRACK else None
        told = {"on": on, "health": health, "progress": progress, "note": update.note}
        told |= {"adjust_or_accept_by": duty.due_on} if duty else {}
        if duty:
            tell_of_duty(duty, at=at)
        audit.record(by=by, at=at, verb="initiative.updated", subjects=[held], facts=told)
    return update


def _open_duty(initiative: Initiative, update: InitiativeUpdate, at: datetime) -> AdjustmentDuty | None:
    if initiative.duties.filter(answered_at__isnull=True).exists():
        return None
    due = timezone.localdate(at) + timedelta(days=DAYS_TO_ANSWER)
    return AdjustmentDuty.objects.create(initiative=initiative, update=update, opened_at=at, due_on=due)


def adjust_initiative(
    *, initiative: Initiative, what: str, why: str, author: User | None = None, by: User | None, at: datetime
) -> Adjustment:
    """Keep in the log what changes and why; an open duty is answered by it."""
    if not what.strip():
        raise RseRefusal(_("Say what changes; if nothing does, accept the delay and say why."))
    return _answer(initiative, Adjustment.Kind.ADJUSTED, what, why, verb="initiative.adjusted", author=author or by, by=by, at=at)


def accept_initiative(*, initiative: Initiative, why: str, by: User | None, at: datetime) -> Adjustment:
    """Keep in the log why nothing changes though the initiative is off track; only an open duty can be answered so."""
    return _answer(initiative, Adjustment.Kind.ACCEPTED, "", why, verb="initiative.accepted", author=by, by=by, at=at)


def _answer(
    initiative: Initiative, kind: str, what: str, why: str, *, verb: str, author: User | None, by: User | None, at: datetime
) -> Adjustment:
    if not why.strip():
        raise RseRefusal(_("Say why: the log is read by who takes over."))
    with transaction.atomic():
        held = _hold(initiative)
        duty = held.duties.filter(answered_at__isnull=True).first()
        if kind == Adjustment.Kind.ACCEPTED and duty is None:
            raise RseRefusal(_("Nothing waits to be accepted: this initiative was not reported off track since the last answer."))
        on = timezone.localdate(at)
        kept = Adjustment.objects.create(initiative=held, kind=kind, what=what.strip(), why=why.strip(), on=on, at=at, by=author)
        if duty:
            AdjustmentDuty.objects.filter(pk=duty.pk).update(answered_at=at)
        told = {"what": kept.what, "reason": kept.why} | ({"answers_duty_of": duty.due_on} if duty else {})
        audit.record(by=by, at=at, verb=verb, subjects=[held], facts=told)
    return kept


def link_objective(*, initiative: Initiative, objective: StrategicObjective, by: User | None, at: datetime) -> InitiativeObjective:
    """Tie an initiative to an objective it serves."""
    with transaction.atomic():
        identity = {"initiative": initiative, "objective": objective}
        link = history.record_again(InitiativeObjective, at=at, by=by, identity=identity)
        if link is None:
            raise RseRefusal(_("This initiative already serves that objective."))
        told = {"about": objective.code}
        audit.record(by=by, at=at, verb="initiative.linked", subjects=[initiative, objective], facts=told)
    return link


def unlink_objective(*, link: InitiativeObjective, by: User | None, at: datetime) -> None:
    """Say that an initiative no longer serves an objective; raises ChangedMeanwhile when somebody did already."""
    with transaction.atomic():
        history.remove(link, at=at, by=by)
        told = {"about": link.objective.code}
        audit.record(by=by, at=at, verb="initiative.unlinked", subjects=[link.initiative, link.objective], facts=told)


def _hold(initiative: Initiative) -> Initiative:
    """The initiative, locked until the commit; one that ended takes no more updates."""
    held = Initiative.objects.select_for_update(no_key=True, of=("self",)).defer("search").get(pk=initiative.pk)
    if held.state not in RUNNING:
        raise RseRefusal(_("This initiative has ended: set it to active again to report on it."))
    return held


def _check_days(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise RseRefusal(_("The end lies before the start: correct one of the two days."))


def _check_code(code: str, initiative: Initiative | None) -> None:
    if Initiative.objects.filter(code__iexact=code).exclude(pk=initiative.pk if initiative else None).exists():
        raise RseRefusal(_("The code %(code)s is taken; choose another one."), code=code)


def check_themes(themes: list[Theme], initiative: Initiative | None) -> None:
    """At least one theme of the house; a goal of the UN only beside an effect that is measured."""
    groups = {theme.group.code for theme in themes}
    if HOUSE not in groups:
        raise RseRefusal(_("Choose at least one of the eight themes."))
    measured = initiative and InitiativeEffect.objects.current().filter(initiative=initiative, indicator__isnull=False).exists()
    if GOALS in groups and not measured:
        raise RseRefusal(_("A Sustainable Development Goal needs an indicator: state an effect on an indicator first, then add the goal."))


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """What the ledger tells of the fields: rows by their ids."""
    return {name: _plain(value) for name, value in facts.items() if value not in (None, "", False)}


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)
