"""Risks of a project: opened, changed, closed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from portfolio.actions.cards import refresh_card
from portfolio.actions.projects import hold
from portfolio.models import Project, Risk


def open_risk(*, project: Project, title: str, probability: int, impact: int, by: User | None, at: datetime, **facts: Any) -> Risk:
    """Name a risk (probability and impact 1 to 5)."""
    with transaction.atomic():
        hold(project)
        stated = {"title": title, "probability": probability, "impact": impact, **facts}
        risk = history.record(Risk, at=at, by=by, project=project, **stated)
        _finish(risk, verb="risk.opened", by=by, at=at, facts={"probability": probability, "impact": impact})
        return risk


def change_risk(*, risk: Risk, by: User | None, at: datetime, **changes: Any) -> Risk:
    """Record a new version; raises ChangedMeanwhile when somebody changed the risk since it was read."""
    with transaction.atomic():
        hold(risk.project)
        told = audit.changes(_told(risk, changes), {_column(name): _id(value) for name, value in changes.items()})
        if not told:
            return risk
        changed = history.supersede(risk, at=at, by=by, **changes)
        verb = "risk.closed" if changed.state == Risk.State.CLOSED and risk.state != Risk.State.CLOSED else "risk.changed"
        _finish(changed, verb=verb, by=by, at=at, facts={"changes": told})
        return changed


def close_risk(*, risk: Risk, by: User | None, at: datetime) -> Risk:
    """The risk is over; it leaves the exposure of the project and stays in its history."""
    return change_risk(risk=risk, by=by, at=at, state=Risk.State.CLOSED)


def _told(risk: Risk, changes: dict[str, Any]) -> dict[str, Any]:
    return {_column(name): getattr(risk, _column(name)) for name in changes}


def _column(name: str) -> str:
    return Risk._meta.get_field(name).attname


def _id(value: Any) -> Any:
    return getattr(value, "pk", value)


def _finish(risk: Risk, *, verb: str, by: User | None, at: datetime, facts: dict[str, Any]) -> None:
    refresh_card(risk.project, as_of=timezone.localdate(at))
    told = {"about": risk.title, "of": "portfolio.risk", "risk": risk.key, **facts}
    audit.record(by=by, at=at, verb=verb, subjects=[risk.project], facts=told)
