"""Links between projects and objectives, with two keys: the lead declares, the objective's owner decides."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from portfolio.actions import notices
from portfolio.actions.cards import refresh_card, refresh_cards
from portfolio.actions.projects import hold
from portfolio.models import Project, ProjectContribution
from strategy.models import StrategicObjective

State = ProjectContribution.State
LINK = ProjectContribution._meta.label_lower


def declare_contribution(
    *, project: Project, objective: StrategicObjective, level: Decimal, by: User | None, at: datetime, rationale: str = "", source: str = ""
) -> ProjectContribution:
    """Declare that `project` contributes to a leaf objective; a refused or withdrawn link is declared anew.

    Declaring again what already stands at this level returns the standing link; at another level it raises ValidationError.
    """
    with transaction.atomic():
        hold(project)
        _require_open_leaf(project, objective)
        on = timezone.localdate(at)
        link = ProjectContribution.objects.filter(project=project, objective=objective, superseded_at__isnull=True).first()
        if link and not link.removed and link.state != State.REFUSED:
            return _standing(link, level)
        facts = _declared(level, on, by) | {"rationale": rationale, "source": source}
        if link is None:
            link = history.record(ProjectContribution, at=at, by=by, project=project, objective=objective, **facts)
        else:
            link = history.supersede(link, at=at, by=by, removed=False, **facts)
        notices.tell_owner(link, by=by, at=at)
        _finish(link, verb="contribution.declared", by=by, at=at, facts={"level": level})
        return link


def _declared(level: Decimal, on: date, by: User | None) -> dict[str, Any]:
    nothing_decided = {"validated_level": None, "decided_on": None, "decided_by": None, "reason": ""}
    return {"level": level, "state": State.DECLARED, "declared_on": on, "declared_by": by, **nothing_decided}


def _standing(link: ProjectContribution, level: Decimal) -> ProjectContribution:
    if link.level == level:
        return link
    raise ValidationError({"objective": _("This project already declares a contribution to this objective; change its level instead.")})


def _require_open_leaf(project: Project, objective: StrategicObjective) -> None:
    if objective.children.exists():
        raise ValidationError({"objective": _("%(code)s groups other objectives; choose one of those.") % {"code": objective.code}})
    if objective.retired_on:
        raise ValidationError({"objective": _("%(code)s is retired; choose an objective in force.") % {"code": objective.code}})
    plan_id = project.portfolio.plan_id if project.portfolio else None
    if plan_id and plan_id != objective.plan_id:
        raise ValidationError({"objective": _("%(code)s belongs to another plan than this project.") % {"code": objective.code}})


def change_level(
    *, link: ProjectContribution, level: Decimal, by: User | None, at: datetime, rationale: str | None = None
) -> ProjectContribution:
    """Raise or lower what is declared. What was validated stays validated up to its level; only the increase waits for the owner."""
    with transaction.atomic():
        hold(link.project)
        changes: dict[str, Any] = {"level": level, **({} if rationale is None else {"rationale": rationale})}
        accepted = link.validated_level
        if link.state == State.REFUSED:
            changes |= _declared(level, timezone.localdate(at), by)
        elif accepted is None or level > accepted:
            changes |= {"state": State.DECLARED, "declared_on": timezone.localdate(at), "declared_by": by}
        else:
            changes |= {"state": State.VALIDATED, "validated_level": level}
        changed = history.supersede(link, at=at, by=by, **changes)
        if changed.state == State.DECLARED and level > link.level:
            notices.tell_owner(changed, by=by, at=at)
        verb = "contribution.raised" if level > link.level else "contribution.lowered"
        _finish(changed, verb=verb, by=by, at=at, facts={"of": LINK, "changes": {"level": [link.level, level]}, "state": changed.state})
        return changed


def withdraw(*, link: ProjectContribution, by: User | None, at: datetime) -> None:
    """The project no longer contributes to the objective; the history stays."""
    with transaction.atomic():
        hold(link.project)
        removed = history.remove(link, at=at, by=by)
        _finish(removed, verb="contribution.withdrawn", by=by, at=at, facts={"level": link.level})


def validate(*, link: ProjectContribution, by: User | None, at: datetime, source: str = "") -> ProjectContribution:
    """Turn the second key: the declared level counts in full from today."""
    return validate_all(links=[link], by=by, at=at, source=source)[0]


def validate_all(*, links: Sequence[ProjectContribution], by: User | None, at: datetime, source: str = "") -> list[ProjectContribution]:
    """Turn the second key for many links at once, all or none; raises ChangedMeanwhile when one changed since it was read."""

    def accepted(link: ProjectContribution) -> dict[str, Any]:
        return _decided(at, by) | {"state": State.VALIDATED, "validated_level": link.level, "reason": "", "source": source or link.source}

    return _decide_all(links, verb="contribution.validated", by=by, at=at, changes=accepted)


def renew_all(*, links: Sequence[ProjectContribution], by: User | None, at: datetime) -> list[ProjectContribution]:
    """Still true: the validation of these links holds for another twelve months at its level."""
    if any(link.validated_level is None for link in links):
        raise ValidationError(_("Only validated links are renewed; validate the others first."))
    return _decide_all(links, verb="contribution.renewed", by=by, at=at, changes=lambda _link: _decided(at, by))


def refuse(*, link: ProjectContribution, reason: str, by: User | None, at: datetime) -> ProjectContribution:
    """Say no, with the reason. Of a validated link whose level was raised, only the increase is refused."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the project lead reads it.")})
    with transaction.atomic():
        hold(link.project)
        changes: dict[str, Any] = {"reason": reason.strip(), "decided_by": by}
        if link.state == State.DECLARED and link.validated_level:
            changes |= {"state": State.VALIDATED, "level": link.validated_level}
        else:
            changes |= {"state": State.REFUSED, "validated_level": None, "decided_on": timezone.localdate(at)}
        refused = history.supersede(link, at=at, by=by, **changes)
        notices.tell_lead("contribution.refused", refused, by=by, at=at, reason=refused.reason)
        facts = {"level": link.level, "kept": refused.validated_level, "reason": refused.reason}
        _finish(refused, verb="contribution.refused", by=by, at=at, facts=facts)
        return refused


def _decided(at: datetime, by: User | None) -> dict[str, Any]:
    return {"decided_on": timezone.localdate(at), "decided_by": by}


def _decide_all(
    links: Sequence[ProjectContribution],
    *,
    verb: str,
    by: User | None,
    at: datetime,
    changes: Callable[[ProjectContribution], dict[str, Any]],
) -> list[ProjectContribution]:
    """One transaction and one entry for a whole decision; projects are held in the order of ids: no deadlock."""
    with transaction.atomic():
        held = Project.objects.select_for_update(no_key=True, of=("self",)).select_related("lead")
        projects = list(held.filter(pk__in={link.project_id for link in links}).order_by("pk"))
        decided = history.supersede_all(links, at=at, by=by, changes=changes)
        if not decided:
            return []
        if verb == "contribution.validated":
            notices.tell_leads(decided, by=by, at=at)
        refresh_cards([project.pk for project in projects], as_of=timezone.localdate(at))
        objectives = list(StrategicObjective.objects.filter(pk__in={link.objective_id for link in links}).order_by("pk"))
        told = [{"row": link.pk, "project": link.project_id, "objective": link.objective_id, "level": link.level} for link in decided]
        about = ", ".join(objective.code for objective in objectives)
        audit.record(by=by, at=at, verb=verb, subjects=[*projects, *objectives], facts={"about": about, "links": told})
        return decided


def _finish(link: ProjectContribution, *, verb: str, by: User | None, at: datetime, facts: dict[str, Any]) -> None:
    refresh_card(link.project, as_of=timezone.localdate(at))
    told = {"about": link.objective.code, "project": link.project_id, "objective": link.objective_id, **facts}
    audit.record(by=by, at=at, verb=verb, subjects=[link.project, link.objective], facts=told)


def take_back(*, rows: Sequence[int], by: User | None, at: datetime) -> list[ProjectContribution]:
    """Undo a decision on the links whose versions `rows` it made: each stands again as before. What changed since stays."""
    made = list(ProjectContribution.objects.current().filter(pk__in=rows).select_related("project", "objective"))
    before = _versions_before(made)
    names = ("state", "level", "validated_level", "decided_on", "decided_by_id", "reason", "source")
    return _decide_all(
        [link for link in made if link.pk in before],
        verb="contribution.taken_back",
        by=by,
        at=at,
        changes=lambda link: {name: getattr(before[link.pk], name) for name in names},
    )


def _versions_before(links: Sequence[ProjectContribution]) -> dict[int, ProjectContribution]:
    """For each link the version that it closed."""
    closed = ProjectContribution.objects.filter(key__in=[link.key for link in links], superseded_at__isnull=False).order_by("id")
    last = {row.key: row for row in closed}
    return {link.pk: last[link.key] for link in links if link.key in last}


def contest(*, link: ProjectContribution, reason: str, by: User | None, at: datetime) -> None:
    """Say why a link is not what it claims: the trail keeps it, its lead and its owner are told. Nothing changes by itself."""
    with transaction.atomic():
        told = {"about": link.objective.code, "project": link.project_id, "objective": link.objective_id, "reason": reason.strip()}
        notices.tell_both(link, by=by, at=at, reason=reason.strip())
        audit.record(by=by, at=at, verb="contribution.contested", subjects=[link.project, link.objective], facts=told)
