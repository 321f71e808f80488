"""Assessing a project on the themes of responsibility: a theme at a time, or "no notable effect" for all that is left."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from portfolio.actions.projects import hold
from portfolio.models import Project, RseAssessment
from rse.models import Theme
from rse.queries.materiality import in_force


class AssessmentRefused(Refusal):
    """The assessment says too little, or nothing can be approved."""


def assess_theme(
    *, project: Project, theme: Theme, effect: Decimal, rationale: str, mitigation: str = "", by: User | None, at: datetime
) -> RseAssessment:
    """Say how a project bears on a theme; whatever is not "none" needs its reason. A new assessment needs its mitigation approved anew."""
    if effect and not rationale.strip():
        raise AssessmentRefused(_("Say what the effect is and how you know: a reviewer must be able to judge it."))
    if not -1 <= effect <= 1:
        raise AssessmentRefused(_("An effect lies between severe harm and much better."))
    with transaction.atomic():
        hold(project)
        facts = {"effect": effect, "rationale": rationale.strip(), "mitigation": mitigation.strip()}
        assessed = _record(project, theme, facts, by=by, at=at)
        told = {"about": theme.code, "theme": theme.code, "effect": effect, "mitigation": mitigation.strip()}
        audit.record(by=by, at=at, verb="responsibility.assessed", subjects=[project], facts=told)
    return assessed


def assess_no_effect(*, project: Project, by: User | None, at: datetime) -> list[RseAssessment]:
    """Every material theme nobody assessed yet has no notable effect: one click."""
    with transaction.atomic():
        hold(project)
        force = in_force(as_of=timezone.localdate(at), cut_off=at)
        codes = [code for code, weight in force.themes.items() if weight] if force else []
        known = RseAssessment.objects.current().filter(project=project).values("theme")
        left = Theme.objects.filter(group__code="house", code__in=codes).exclude(pk__in=known)
        rows = [_record(project, theme, {"effect": Decimal(0), "rationale": "", "mitigation": ""}, by=by, at=at) for theme in left]
        if rows:
            told = {"about": ", ".join(theme.code for theme in left), "effect": 0}
            audit.record(by=by, at=at, verb="responsibility.none", subjects=[project], facts=told)
    return rows


def approve_mitigation(*, assessment: RseAssessment, by: User, at: datetime) -> RseAssessment:
    """Accept what is done against a severe harm: it stops capping the score. Not by who assessed it."""
    if not assessment.mitigation.strip():
        raise AssessmentRefused(_("There is no mitigation to approve: ask for one first."))
    if assessment.recorded_by_id == by.pk:
        raise AssessmentRefused(_("Somebody else must approve the mitigation you wrote."))
    with transaction.atomic():
        hold(assessment.project)
        facts = {"mitigation_approved_by": by, "mitigation_approved_on": timezone.localdate(at)}
        approved = history.supersede(assessment, at=at, by=by, **facts)
        told = {"about": assessment.theme.code, "theme": assessment.theme.code}
        audit.record(by=by, at=at, verb="responsibility.mitigated", subjects=[assessment.project], facts=told)
    return approved


def _record(project: Project, theme: Theme, facts: dict[str, object], *, by: User | None, at: datetime) -> RseAssessment:
    facts = facts | {"mitigation_approved_by": None, "mitigation_approved_on": None}
    known = RseAssessment._base_manager.filter(project=project, theme=theme, superseded_at__isnull=True).first()
    if known:
        return history.supersede(known, at=at, by=by, removed=False, **facts)
    return history.record(RseAssessment, at=at, by=by, project=project, theme=theme, **facts)
