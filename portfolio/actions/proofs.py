"""The indicators that prove a project's effect: taken over in one click, given up only with the owner of the indicator."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from kpis.models import Indicator, Target
from portfolio.access import owner_decides
from portfolio.actions.notices import tell_of_proof
from portfolio.actions.projects import hold
from portfolio.models import NoIndicatorReason, Project, ProjectIndicator

LONGEST_WITHOUT = timedelta(days=366)


class ProofRefusal(Refusal):
    """An indicator that cannot prove the project as asked; nothing was written."""


def take_over(
    *,
    project: Project,
    indicator: Indicator,
    by: User | None,
    at: datetime,
    share: float = 1.0,
    first_due: date | None = None,
    starts_on: date | None = None,
) -> ProjectIndicator:
    """Let the indicator prove the project's effect from `starts_on` (today).

    ProofRefusal without a target, for a retired indicator, or for one that counts already.
    """
    today = timezone.localdate(at)
    if indicator.retired_on:
        raise ProofRefusal(_("%(code)s is retired: choose an indicator in use."), code=indicator.code)
    if not Target.objects.current().filter(indicator=indicator).exists():
        raise ProofRefusal(_("%(code)s has no target, so it cannot prove anything yet: ask its owner to set one."), code=indicator.code)
    if share <= 0:
        raise ProofRefusal(_("A share is more than 0: 1 counts as much as another indicator with 1."))
    with transaction.atomic():
        hold(project)
        facts = {"share": share, "first_due": first_due, "starts_on": starts_on or today, "ends_on": None}
        nothing_asked = {"asked_share": None, "asked_end": None, "asked_reason": ""}
        known = ProjectIndicator.objects.filter(project=project, indicator=indicator, superseded_at__isnull=True).first()
        if known is None:
            use = history.record(ProjectIndicator, at=at, by=by, project=project, indicator=indicator, **facts)
        elif known.removed or (known.ends_on and known.ends_on < today):
            use = history.supersede(known, at=at, by=by, removed=False, **facts, **nothing_asked)
        else:
            raise ProofRefusal(_("%(code)s already proves this project."), code=indicator.code)
        _note(use, verb="proof.taken_over", by=by, at=at, facts={"share": share})
    return use


def ask_change(
    *, use: ProjectIndicator, reason: str, by: User, at: datetime, share: float | None = None, ends_on: date | None = None
) -> ProjectIndicator:
    """Ask the owner of the indicator for another share or an end. Until they agree the indicator counts unchanged."""
    if not reason.strip():
        raise ProofRefusal(_("Say why: the owner of the indicator decides on it."))
    if share is None and ends_on is None:
        raise ProofRefusal(_("Give the share or the last day you ask for."))
    if share is not None and share <= 0:
        raise ProofRefusal(_("A share is more than 0: 1 counts as much as another indicator with 1."))
    if ends_on is not None and ends_on < timezone.localdate(at):
        raise ProofRefusal(_("The past stays as it was: choose today or a later day."))
    with transaction.atomic():
        hold(use.project)
        asked = history.supersede(use, at=at, by=by, asked_share=share, asked_end=ends_on, asked_reason=reason.strip())
        tell_of_proof(
            "proof.asked", asked, people=[use.indicator.owner] if owner_decides(asked) else [], by=by, at=at, reason=reason.strip()
        )
        _note(asked, verb="proof.change_asked", by=by, at=at, facts={"share": share, "ends_on": ends_on, "reason": reason.strip()})
    return asked


def decide_change(*, use: ProjectIndicator, accept: bool, by: User, at: datetime) -> ProjectIndicator:
    """Agree to what was asked, or leave everything as it is."""
    if not use.is_asked:
        raise ProofRefusal(_("Nothing is asked any more: look again."))
    with transaction.atomic():
        hold(use.project)
        changes: dict[str, Any] = {"asked_share": None, "asked_end": None, "asked_reason": ""}
        if accept:
            changes |= {"share": use.asked_share or use.share, "ends_on": use.asked_end or use.ends_on}
        decided = history.supersede(use, at=at, by=by, **changes)
        event = "proof.agreed" if accept else "proof.declined"
        tell_of_proof(event, decided, people=[use.project.lead], by=by, at=at)
        told = {"share": use.asked_share, "ends_on": use.asked_end, "reason": use.asked_reason}
        verb = "proof.change_agreed" if accept else "proof.change_declined"
        _note(decided, verb=verb, by=by, at=at, facts=told)
    return decided


def say_no_indicator(*, project: Project, reason: str, until: date, by: User | None, at: datetime) -> NoIndicatorReason:
    """Say why no indicator can prove the project, until a day at most a year ahead; everybody reads it."""
    today = timezone.localdate(at)
    if not reason.strip():
        raise ProofRefusal(_("Say why no indicator can prove this project: everybody reads it."))
    if not today <= until <= today + LONGEST_WITHOUT:
        raise ProofRefusal(_("The reason holds for at most a year: choose a day until then."))
    with transaction.atomic():
        hold(project)
        facts = {"reason": reason.strip(), "until": until}
        known = NoIndicatorReason.objects.filter(project=project, superseded_at__isnull=True).first()
        if known:
            row = history.supersede(known, at=at, by=by, removed=False, **facts)
        else:
            row = history.record(NoIndicatorReason, at=at, by=by, project=project, **facts)
        audit.record(by=by, at=at, verb="proof.none", subjects=[project], facts={"reason": reason.strip(), "until": until})
    return row


def _note(use: ProjectIndicator, *, verb: str, by: User | None, at: datetime, facts: dict[str, Any]) -> None:
    told = {"about": use.indicator.code, **{name: value for name, value in facts.items() if value is not None}}
    audit.record(by=by, at=at, verb=verb, subjects=[use.project, use.indicator], facts=told)
