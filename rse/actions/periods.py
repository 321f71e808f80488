"""Reporting periods: opened, reviewed, closed for good; and what is said of categories without figures."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from rse import entry
from rse.computation import period_hash
from rse.models import CategoryStatement, EmissionResult, FactorRelease, ReportingPeriod
from rse.refusals import RseRefusal

State = ReportingPeriod.State


def open_period(
    *,
    code: str,
    starts_on: date,
    ends_on: date,
    releases: Iterable[FactorRelease],
    by: User | None,
    at: datetime,
    name_fr: str = "",
    name_en: str = "",
    **facts: Any,
) -> ReportingPeriod:
    """Open a period for entry, with the releases of factors it may use."""
    if ends_on < starts_on:
        raise RseRefusal(_("The last day comes before the first: check both dates."))
    names = both_names(fr=name_fr or code, en=name_en or name_fr or code)
    with transaction.atomic():
        if ReportingPeriod.objects.filter(code=code).exists():
            raise RseRefusal(_("There is a period “%(code)s” already: open it, or choose another code."), code=code)
        period = ReportingPeriod.objects.create(code=code, starts_on=starts_on, ends_on=ends_on, **names, **facts)
        period.releases.set(releases)
        told = {"about": code, "starts_on": starts_on, "ends_on": ends_on, "releases": sorted(r.code for r in period.releases.all())}
        audit.record(by=by, at=at, verb="period.opened", subjects=[period], facts=told)
    return period


def review_period(*, period: ReportingPeriod, by: User | None, at: datetime) -> ReportingPeriod:
    """Entry is over: somebody else looks before it closes."""
    return _move(period, {State.OPEN}, State.REVIEW, verb="period.reviewed", by=by, at=at)


def reopen_period(*, period: ReportingPeriod, by: User | None, at: datetime) -> ReportingPeriod:
    """Back to entry; a closed period never comes back."""
    return _move(period, {State.REVIEW}, State.OPEN, verb="period.reopened", by=by, at=at)


def close_period(*, period: ReportingPeriod, by: User | None, at: datetime) -> ReportingPeriod:
    """Close for good: from now on only a restatement, with its reason, changes a figure."""
    with transaction.atomic():
        _lock(period)  # before the hash: what others still enter is in it, or refused
        last = EmissionResult.objects.filter(period=period).aggregate(last=Max("recorded_at"))["last"]
        facts = {"closed_at": at, "closed_by": by, "closed_hash": period_hash(period.pk, max(at, last or at))}
        return _move(period, {State.OPEN, State.REVIEW}, State.CLOSED, verb="period.closed", by=by, at=at, **facts)


def _move(period: ReportingPeriod, since: set[Any], to: str, *, verb: str, by: User | None, at: datetime, **facts: Any) -> ReportingPeriod:
    with transaction.atomic():
        held = _lock(period)
        if held.state not in since:
            raise RseRefusal(_("The period is %(state)s: look at it again before you go on."), state=held.get_state_display())
        for name, value in {"state": to, **facts}.items():
            setattr(held, name, value)
        held.version += 1
        held.save(update_fields=["state", "version", *facts])
        told = {"about": held.code, "hash": held.closed_hash} if to == State.CLOSED else {"about": held.code}
        audit.record(by=by, at=at, verb=verb, subjects=[held], facts=told)
    return held


def _lock(period: ReportingPeriod) -> ReportingPeriod:
    return ReportingPeriod.objects.select_for_update(no_key=True, of=("self",)).get(pk=period.pk)


def hold(period: ReportingPeriod, *, closed: bool = False) -> ReportingPeriod:
    """Lock the period for a write; raises RseRefusal when it is closed (or, with `closed`, when it is not)."""
    held = _lock(period)
    if held.is_closed and not closed:
        raise RseRefusal(_("This period is closed: its figures change only by a restatement, with a reason."))
    if closed and not held.is_closed:
        raise RseRefusal(_("This period is not closed: correct the value instead of restating it."))
    return held


def state_category(
    *, period: ReportingPeriod, category: str, state: str, reason: str, by: User | None, at: datetime
) -> CategoryStatement | None:
    """Say what is known of a category; "not relevant" needs its reason."""
    entry.check_category(category)
    if state == CategoryStatement.State.NOT_RELEVANT and not reason.strip():
        raise RseRefusal(_("Say why this category is not relevant: a reader must be able to judge it."))
    with transaction.atomic():
        hold(period)
        known = CategoryStatement.objects.current().filter(period=period, category=category).first()
        facts = {"state": state, "reason": reason.strip()}
        if known and (known.state, known.reason) == (state, reason.strip()):
            return known
        identity = {"period": period, "category": category}
        stated = (
            history.supersede(known, at=at, by=by, **facts)
            if known
            else history.record(CategoryStatement, at=at, by=by, **identity, **facts)
        )
        told = {"about": category, "category": category, **facts}
        audit.record(by=by, at=at, verb="category.stated", subjects=[period], facts=told)
    return stated
