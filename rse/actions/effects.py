"""Effects of an initiative: promised with a confidence, then realised to a day; every version stays readable."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from rse.actions.initiatives import check_themes
from rse.models import Initiative, InitiativeEffect
from rse.refusals import RseRefusal

TONNES = InitiativeEffect.Unit.TCO2E


def promise_effect(
    *,
    initiative: Initiative,
    unit: str,
    expected: float,
    expected_from: date,
    name_fr: str = "",
    name_en: str = "",
    replaces: InitiativeEffect | None = None,
    by: User | None,
    at: datetime,
    **facts: Any,
) -> InitiativeEffect:
    """State what an initiative will bring; `replaces` names the effect it corrects, whose realised value stays.

    Tonnes are a change a year: a cut is negative. Other units go from `baseline` to `expected`. Raises ChangedMeanwhile.
    """
    if replaces:
        name_fr, name_en = name_fr or replaces.name_fr, name_en or replaces.name_en
        facts = {"expected_to": replaces.expected_to, "baseline": replaces.baseline, **facts}
    until, baseline = facts.get("expected_to"), facts.get("baseline")
    if unit == TONNES and expected >= 0:
        raise RseRefusal(_("Write a cut of emissions as a negative number of tonnes a year, such as −400."))
    if unit != TONNES and expected == (baseline or 0):
        raise RseRefusal(_("From and expected are the same: an effect changes something."))
    if until and until < expected_from:
        raise RseRefusal(_("The effect would end before it begins: correct one of the two days."))
    told = both_names(fr=name_fr, en=name_en) | {"unit": unit, "expected": expected, "expected_from": expected_from, **facts}
    if unit == TONNES:
        told["baseline"] = None
    with transaction.atomic():
        effect = (
            history.supersede(replaces, at=at, by=by, **told)
            if replaces
            else history.record(InitiativeEffect, at=at, by=by, initiative=initiative, **told)
        )
        _keep_goals_measured(initiative)
        _tell(effect, by=by, at=at)
    return effect


def realise_effect(*, effect: InitiativeEffect, realised: float, on: date, by: User | None, at: datetime) -> InitiativeEffect:
    """State what an effect has brought to a day. Raises ChangedMeanwhile when the effect was changed since it was read."""
    if on > timezone.localdate(at):
        raise RseRefusal(_("What is realised is known: choose today or an earlier day."))
    with transaction.atomic():
        kept = history.supersede(effect, at=at, by=by, realised=realised, realised_on=on)
        _tell(kept, by=by, at=at)
    return kept


def withdraw_effect(*, effect: InitiativeEffect, by: User | None, at: datetime) -> None:
    """Take a promise back; its history stays."""
    with transaction.atomic():
        history.remove(effect, at=at, by=by)
        _keep_goals_measured(effect.initiative)
        facts = {"about": effect.name_fr, "withdrawn": True}
        audit.record(by=by, at=at, verb="initiative.effect_set", subjects=[effect.initiative], facts=facts)


def _keep_goals_measured(initiative: Initiative) -> None:
    """A goal of the UN stays only beside an effect that is measured."""
    check_themes(list(initiative.themes.select_related("group")), initiative)


def _tell(effect: InitiativeEffect, *, by: User | None, at: datetime) -> None:
    facts = {
        "about": effect.name_fr,
        "unit": effect.unit,
        "from": effect.baseline,
        "expected": effect.expected,
        "confidence": effect.confidence,
        "realised": effect.realised,
        "realised_on": effect.realised_on,
    }
    audit.record(by=by, at=at, verb="initiative.effect_set", subjects=[effect.initiative], facts=facts)
