"""Saying that one objective helps another, and taking it back."""

from datetime import datetime

from django.db import transaction

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from strategy.map_layout import reached
from strategy.models import ObjectiveLink, StrategicObjective, StrategicPlan
from strategy.refusals import StrategyRefusal


def declare_cause(
    *,
    cause: StrategicObjective,
    effect: StrategicObjective,
    because_fr: str = "",
    because_en: str = "",
    by: User | None,
    at: datetime,
) -> ObjectiveLink:
    """Say that reaching `cause` helps to reach `effect`, and why; a link taken back earlier comes back under its key.

    Raises StrategyRefusal where the link cannot stand: other plans, retired objectives, known already, or a circle.
    """
    with transaction.atomic():
        StrategicPlan.objects.select_for_update(no_key=True).get(pk=cause.plan_id)
        _refuse(cause, effect)
        words = {"because_fr": (because_fr or because_en).strip(), "because_en": (because_en or because_fr).strip()}
        link = history.record_again(ObjectiveLink, at=at, by=by, identity={"cause": cause, "effect": effect}, **words)
        if link is None:
            raise StrategyRefusal(_("“%(cause)s” leads to “%(effect)s” already."), cause=cause.name, effect=effect.name)
        _told(link, verb="cause.declared", by=by, at=at)
    return link


def withdraw_cause(*, link: ObjectiveLink, by: User, at: datetime) -> ObjectiveLink:
    """Take a link back; its history stays. Raises ChangedMeanwhile when somebody was faster."""
    with transaction.atomic():
        gone = history.remove(link, at=at, by=by)
        _told(gone, verb="cause.withdrawn", by=by, at=at)
    return gone


def _refuse(cause: StrategicObjective, effect: StrategicObjective) -> None:
    if cause.pk == effect.pk:
        raise StrategyRefusal(_("An objective does not cause itself: choose two."))
    if cause.plan_id != effect.plan_id:
        raise StrategyRefusal(_("“%(effect)s” belongs to another plan: choose two objectives of one plan."), effect=effect.name)
    retired = next((one for one in (cause, effect) if one.retired_on), None)
    if retired:
        raise StrategyRefusal(_("“%(objective)s” is retired: take it back first, or choose another one."), objective=retired.name)
    known = ObjectiveLink.objects.current().filter(cause__plan=cause.plan_id).values_list("cause_id", "effect_id")
    if cause.pk in reached(known, effect.pk):
        sentence = _("“%(effect)s” leads to “%(cause)s” already: the other way round would make a circle.")
        raise StrategyRefusal(sentence, effect=effect.name, cause=cause.name)


def _told(link: ObjectiveLink, *, verb: str, by: User | None, at: datetime) -> None:
    facts = {"about": f"{link.cause.code} → {link.effect.code}"}
    audit.record(by=by, at=at, verb=verb, subjects=[link.cause, link.effect, link.cause.plan], facts=facts)
