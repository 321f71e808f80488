"""The cast and the objects that addresses speak of. Lea leads the project, Otto owns the objective, Sam is a stranger."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from foundation.accounts.models import OrganisationUnit, RoleGrant, SavedView, User
from foundation.history import record, remove
from kpis.models import Indicator, IndicatorShare, LatestMeasurement, Measurement, Slice, Target
from portfolio.actions.cards import refresh_card
from portfolio.actions.initiatives import link_initiative
from portfolio.actions.responsibility import assess_theme
from portfolio.actions.suppliers import depend_on
from portfolio.models import (
    ConfidenceWaiver,
    Decision,
    KpiClaim,
    Milestone,
    Portfolio,
    Programme,
    Project,
    ProjectContribution,
    ProjectIndicator,
    ProjectMember,
    StatusReport,
    Win,
)
from rse.actions import promises
from rse.actions.alerts import file_alert, name_recipient
from rse.actions.campaigns import Audience, hold_session, plan_campaign
from rse.actions.due_diligence import ask_correction, raise_finding
from rse.actions.effects import promise_effect
from rse.actions.equality import compute_index
from rse.actions.footprint import Activity, record_activities
from rse.actions.grounds import start_local_project, state_claim
from rse.actions.initiatives import start_initiative
from rse.actions.materiality import add_iro, draft_assessment
from rse.actions.periods import open_period
from rse.actions.questionnaires import answer_questionnaire, ask_questionnaire
from rse.actions.suppliers import SupplierFacts, add_supplier
from rse.actions.surveys import plan_wave, start_survey
from rse.actions.targets import set_target
from rse.equality_index import Inputs, PayGroup
from rse.models import AlertRecipient, EmissionFactor, FactorRelease, Theme
from rse.partner_points import STAFF
from strategy.models import ObjectiveLink, ObjectiveWeight, StrategicAxis, StrategicObjective, StrategicPlan, WeightSet

NOON = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
ROLES = {
    "sam": {},
    "lea": {"role": "team_lead"},
    "otto": {"role": "objective_owner"},
    "eva": {"role": "executive", "lens": "cmo"},
    "auditor": {"role": "auditor"},
    "ada": {"role": "admin"},
}


@dataclass
class World:
    """People by name, and the objects of addresses."""

    people: dict[str, User] = field(default_factory=dict)
    unit: Any = None
    plan: Any = None
    axis: Any = None
    objective: Any = None
    weights: Any = None
    portfolio: Any = None
    programme: Any = None
    view: Any = None
    cause: Any = None
    withdrawn_cause: Any = None
    project: Any = None
    member: Any = None
    link: Any = None
    report: Any = None
    milestone: Any = None
    removed_milestone: Any = None
    assessment: Any = None
    iro: Any = None
    index: Any = None
    initiative: Any = None
    effect: Any = None
    project_initiative: Any = None
    campaign: Any = None
    wave: Any = None
    session: Any = None
    period: Any = None
    activity: Any = None
    correction: Any = None
    questionnaire: Any = None
    reduction: Any = None
    dependence: Any = None
    alert: Any = None
    local_project: Any = None
    public_claim: Any = None
    recipient: Any = None
    decision: Any = None
    win: Any = None
    indicator: Any = None
    target: Any = None
    measurement: Any = None
    share: Any = None
    slice: Any = None
    proof: Any = None
    claim: Any = None
    campaign_claim: Any = None
    initiative_claim: Any = None


@cache
def password() -> str:
    """What is stored of everybody's password: hashing is slow by purpose, so it is done once."""
    return make_password("trois mots à elle")


def build() -> World:
    """One plan, one objective, one project and the six people."""
    world = World()
    for name, grant in ROLES.items():
        world.people[name] = user = User.objects.create_user(f"{name}@example.org", full_name=f"{name} Martin", language="en")
        User.objects.filter(pk=user.pk).update(password=password())
        user.refresh_from_db()
        if grant:
            RoleGrant.objects.create(user=world.people[name], valid_from=date(2020, 1, 1), granted_at=timezone.now(), **grant)
    world.unit = OrganisationUnit.objects.create(code="DIS", name_fr="Industrie", name_en="Industry")
    world.plan = StrategicPlan.objects.create(
        code="PLAN", name_fr="Plan", name_en="Plan", starts_on=date(2025, 1, 1), ends_on=date(2029, 1, 1), status="active"
    )
    world.axis = StrategicAxis.objects.create(plan=world.plan, code="A", name_fr="Axe", name_en="Axis", perspective="customer")
    world.objective = StrategicObjective.objects.create(
        plan=world.plan, axis=world.axis, code="O1", name_fr="Objectif", name_en="Objective", owner=world.people["otto"]
    )
    world.weights = record(WeightSet, at=NOON, by=None, plan=world.plan, number=1, method="classes", in_force_from=date(2025, 1, 1))
    ObjectiveWeight.objects.create(weight_set=world.weights, objective=world.objective, weight_class=3, weight=1.0)
    facts = {"plan": world.plan, "axis": world.axis, "name_fr": "Autre", "name_en": "Other"}
    other, third = (StrategicObjective.objects.create(code=code, **facts) for code in ("O8", "O9"))
    world.cause = record(ObjectiveLink, at=NOON, by=None, cause=world.objective, effect=other)
    world.withdrawn_cause = remove(record(ObjectiveLink, at=NOON, by=None, cause=world.objective, effect=third), at=NOON, by=None)
    world.portfolio = Portfolio.objects.create(code="PF", name_fr="Portefeuille", name_en="Portfolio", plan=world.plan)
    world.programme = Programme.objects.create(code="PG", name_fr="Programme", name_en="Programme", portfolio=world.portfolio)
    world.view = SavedView.objects.create(owner=world.people["eva"], page="portfolio:projects", name="Mine", query="q=x", made_at=NOON)
    world.project = Project.objects.create(
        code="P1", name_fr="Projet", name_en="Project", lead=world.people["lea"], unit=world.unit, portfolio=world.portfolio,
        programme=world.programme, entered_on=date(2026, 1, 1),
    )  # fmt: skip
    world.member = ProjectMember.objects.create(project=world.project, user=world.people["lea"])
    world.link = record(
        ProjectContribution,
        at=NOON,
        by=None,
        project=world.project,
        objective=world.objective,
        level=1,
        state="declared",
        declared_on=NOON.date(),
    )
    dates = {"name_fr": "Jalon", "name_en": "Milestone", "baseline_on": NOON.date(), "forecast_on": NOON.date()}
    world.milestone, gone = (record(Milestone, at=NOON, by=None, project=world.project, **dates) for _ in range(2))
    world.removed_milestone = remove(gone, at=NOON, by=None)
    reason = {"value": "0.5", "reason": "Why", "starts_on": NOON.date(), "expires_on": date(2999, 1, 1)}
    record(ConfidenceWaiver, at=NOON, by=None, project=world.project, **reason)
    asked = {"title": "Go on?", "decider": world.people["eva"]}
    world.decision = record(Decision, at=NOON, by=world.people["lea"], project=world.project, **asked)
    told = {"reported_on": NOON.date(), "health": "green"}
    world.report = record(StatusReport, at=NOON, by=None, project=world.project, **told)
    told_by = {"by": world.people["lea"], "at": NOON}
    world.win = Win.objects.create(project=world.project, text_fr="Tenu", text_en="Kept", **told_by)
    refresh_card(world.project, as_of=NOON.date())
    _measure(world)
    _build_footprint(world)
    _build_responsibility(world)
    _build_initiative(world)
    _build_suppliers(world)
    _build_campaign(world)
    return world


def _measure(world: World) -> None:
    """Otto owns an indicator with a target and a value; Lea's project is proved by it and promises an effect on it."""
    names = {"name_fr": "Satisfaction", "name_en": "Satisfaction"}
    world.indicator = Indicator.objects.create(code="NPS", direction="up", owner=world.people["otto"], **names)
    dates = {"baseline_on": date(2026, 1, 1), "target_on": date(2026, 12, 31)}
    world.target = record(Target, at=NOON, by=None, indicator=world.indicator, baseline=20, target=40, **dates)
    period = {"period_start": date(2026, 6, 1), "period_end": date(2026, 6, 30)}
    world.measurement = record(Measurement, at=NOON, by=None, indicator=world.indicator, value=27, **period)
    LatestMeasurement.objects.create(
        indicator=world.indicator, measurement=world.measurement, period_end=date(2026, 6, 30), value=27, status="watch"
    )
    world.slice = Slice.objects.create(indicator=world.indicator, dimensions={"channel": "web"})
    world.share = record(IndicatorShare, at=NOON, by=None, indicator=world.indicator, objective=world.objective)
    world.proof = record(
        ProjectIndicator, at=NOON, by=None, project=world.project, indicator=world.indicator, starts_on=NOON.date(), asked_share=0.5
    )
    promise = {"delta": 2, "promised_on": NOON.date(), "start_value": 27, "due_on": date(2999, 1, 1), "assumption": "More advisers"}
    world.claim = record(KpiClaim, at=NOON, by=None, project=world.project, indicator=world.indicator, **promise)


def _build_footprint(world: World) -> None:
    """An open period with one line of electricity."""
    ada, release = world.people["ada"], FactorRelease.objects.get(code="PORTAL-3")
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    world.period = open_period(code="2026", releases=[release], by=ada, at=NOON, **days)
    power = EmissionFactor.objects.get(release=release, code="electricity.fr")
    line = Activity("s2.1", "Meter", date(2026, 1, 1), date(2026, 1, 31), 10, "MWh", power)
    path = {"base_year": 2020, "base_kg": 9e6, "target_year": 2030, "target_kg": 5e6}
    world.reduction = set_target(code="SBT", name_fr="Scopes 1 et 2", by=ada, at=NOON, **path)
    world.activity = record_activities(period=world.period, values=[line], by=ada, at=NOON).added[0]


def _build_responsibility(world: World) -> None:
    """A draft of the materiality with one entry, a harm assessed by Léa, an equality index."""
    ada, theme = world.people["ada"], Theme.objects.get(code="human_rights")
    harm = {"effect": Decimal(-1), "rationale": "A supplier", "mitigation": "Replaced"}
    world.assessment = assess_theme(project=world.project, theme=theme, by=world.people["lea"], at=NOON, **harm)
    draft = draft_assessment(name_fr="2026", by=ada, at=NOON)
    world.iro = add_iro(assessment=draft, topic=Theme.objects.get(code="E1"), kind="impact", name_fr="Climat", by=ada, at=NOON)
    groups = [PayGroup(30, 30, 30_000, 31_000)]
    world.index = compute_index(year=2025, inputs=Inputs(groups, 4, 6, raised=(3, 4)), by=ada, at=NOON)


def _build_initiative(world: World) -> None:
    """Otto owns an initiative that serves his objective, promises an effect, and holds Lea's project."""
    ada, otto = world.people["ada"], world.people["otto"]
    themes, facts = Theme.objects.filter(code="energy"), {"owner": otto, "starts_on": date(2026, 1, 1), "objectives": [world.objective]}
    world.initiative = start_initiative(code="OVENS", name_fr="Fours", themes=themes, by=ada, at=NOON, **facts)
    promise = {"unit": "tCO2e", "expected": -10.0, "expected_from": date(2026, 1, 1)}
    world.effect = promise_effect(initiative=world.initiative, name_fr="Gaz", by=ada, at=NOON, **promise)
    world.project_initiative = link_initiative(project=world.project, initiative=world.initiative, by=ada, at=NOON)


def _build_suppliers(world: World) -> None:
    """A supplier with a severe finding and its corrective action."""
    by_ada = {"by": world.people["ada"], "at": NOON}
    supplier = add_supplier(facts=SupplierFacts("F-1", "Supplier", "FR"), **by_ada)
    row, _token = ask_questionnaire(supplier=supplier, **by_ada)
    told = {"answers": {STAFF: 12}, "year": 2025, "respondent": "The manager"}
    world.questionnaire = answer_questionnaire(questionnaire=row, at=NOON, **told)
    finding = raise_finding(supplier=supplier, title="Found", severity="severe", found_on=NOON.date(), **by_ada)
    name_recipient(person=world.people["otto"], **by_ada)
    first, last = NOON.date().replace(month=1, day=1), NOON.date()
    world.local_project = start_local_project(code="L-1", name_fr="Toits", territory="Nord", starts_on=first, **by_ada)
    days = {"period_from": first, "period_to": last, "expires_on": date(2999, 1, 1)}
    world.public_claim = state_claim(statement_fr="Sobre", channel="Site", owner=world.people["ada"], **days, **by_ada)
    world.recipient = AlertRecipient.objects.get()
    world.alert, _code = file_alert(key=uuid4(), subject="safety", text="Told in confidence", at=NOON)
    world.dependence = depend_on(project=world.project, supplier=supplier, **by_ada)
    world.correction = ask_correction(finding=finding, what="Put right", due_on=NOON.date(), owner=None, **by_ada)


def _build_campaign(world: World) -> None:
    """A campaign for forty people with one session."""
    ada, days = world.people["ada"], {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 12, 31)}
    theme = Theme.objects.get(code="training")
    audience = [Audience(world.unit, None, 40)]
    world.campaign = plan_campaign(code="C1", name_fr="Gestes", themes=[theme], audience=audience, by=ada, at=NOON, **days)
    world.session = hold_session(campaign=world.campaign, on=NOON.date(), place="Atelier", hours=2, by=ada, at=NOON)
    survey = start_survey(code="S1", template="wellbeing", owner=world.people["otto"], by=ada, at=NOON)
    until = {"opens_on": NOON.date(), "closes_on": date(2999, 1, 1)}
    world.wave = plan_wave(survey=survey, audience=audience, by=ada, at=NOON, **until)
    promise = {"indicator": world.indicator, "delta": 2, "due_on": date(2999, 1, 1), "assumption": "More advisers", "by": ada, "at": NOON}
    world.campaign_claim = promises.promise(promiser=world.campaign, **promise)
    world.initiative_claim = promises.promise(promiser=world.initiative, **promise)


# What `at="…"` of a line of the policy fills into the address.
AT: dict[str, Callable[[World], dict[str, Any]]] = {
    "project": lambda world: {"code": world.project.code},
    "portfolio": lambda world: {"code": world.portfolio.code},
    "programme": lambda world: {"code": world.programme.code},
    "cause_key": lambda world: {"key": world.cause.key},
    "withdrawn_cause": lambda world: {"cause": world.withdrawn_cause.cause_id, "effect": world.withdrawn_cause.effect_id},
    "view": lambda world: {"pk": world.view.pk},
    "figure": lambda world: {"code": world.project.code, "slug": "milestones"},
    "member": lambda world: {"code": world.project.code, "number": world.member.pk},
    "person": lambda world: {"pk": world.people["lea"].pk},
    "win": lambda world: {"number": world.win.pk},
    "report": lambda world: {"code": world.project.code, "key": world.report.key},
    "link": lambda world: {"code": world.project.code, "key": world.link.key},
    "link_key": lambda world: {"key": world.link.key},
    "kind_of_fact": lambda world: {"code": world.project.code, "slug": "milestone"},
    "fact": lambda world: {"code": world.project.code, "slug": "milestone", "key": world.milestone.key},
    "removed_fact": lambda world: {"code": world.project.code, "slug": "milestone", "key": world.removed_milestone.key},
    "decision": lambda world: {"key": world.decision.key},
    "objective_called": lambda world: {"number": world.objective.pk},
    "plan_number": lambda world: {"pk": world.plan.pk},
    "axis": lambda world: {"pk": world.axis.pk},
    "objective_number": lambda world: {"pk": world.objective.pk},
    "weight_set": lambda world: {"pk": world.plan.pk, "number": world.weights.number},
    "assessment": lambda world: {"code": world.project.code, "number": world.assessment.pk},
    "campaign": lambda world: {"code": world.campaign.code},
    "session": lambda world: {"code": world.campaign.code, "number": world.session.pk},
    "campaign_claim": lambda world: {"code": world.campaign.code, "key": world.campaign_claim.key},
    "join_code": lambda world: {"code": world.session.code},
    "survey": lambda world: {"code": world.wave.survey.code},
    "wave": lambda world: {"code": world.wave.survey.code, "number": world.wave.number},
    "no_link": lambda world: {"token": "none"},
    "no_ticket": lambda world: {"code": world.session.code, "ticket": "none"},
    "no_quiz_ticket": lambda world: {"code": world.session.code, "phase": "before", "ticket": "none"},
    "materiality": lambda world: {"number": world.iro.assessment.number},
    "iro": lambda world: {"number": world.iro.assessment.number, "iro": world.iro.pk},
    "initiative": lambda world: {"code": world.initiative.code},
    "effect": lambda world: {"code": world.initiative.code, "key": world.effect.key},
    "initiative_claim": lambda world: {"code": world.initiative.code, "key": world.initiative_claim.key},
    "initiative_objective": lambda world: {"code": world.initiative.code, "key": world.initiative.objective_links.current().get().key},
    "project_initiative": lambda world: {"code": world.project.code, "key": world.project_initiative.key},
    "index_run": lambda world: {"number": world.index.pk},
    "reduction_target": lambda world: {"code": world.reduction.code},
    "rse_period": lambda world: {"code": world.period.code},
    "activity": lambda world: {"key": world.activity.key},
    "supplier": lambda world: {"code": world.correction.supplier.code},
    "questionnaire": lambda world: {"code": world.correction.supplier.code, "number": world.questionnaire.pk},
    "finding": lambda world: {"code": world.correction.supplier.code, "key": world.correction.finding_key},
    "project_supplier": lambda world: {"code": world.project.code, "key": world.dependence.key},
    "alert": lambda world: {"key": world.alert.handle},
    "recipient": lambda world: {"number": world.recipient.pk},
    "local_project": lambda world: {"code": world.local_project.code},
    "public_claim": lambda world: {"key": world.public_claim.key},
    "correction": lambda world: {"key": world.correction.key},
    "evidence": lambda world: {"number": 1},
    "objective": lambda world: {"code": world.objective.code},
    "plan": lambda world: {"code": world.plan.code},
    "template_language": lambda world: {"language": "fr"},
    "proof": lambda world: {"code": world.project.code, "key": world.proof.key},
    "claim": lambda world: {"code": world.project.code, "key": world.claim.key},
    "indicator": lambda world: {"code": world.indicator.code},
    "target": lambda world: {"code": world.indicator.code, "key": world.target.key},
    "slice": lambda world: {"code": world.indicator.code, "number": world.slice.pk},
    "share": lambda world: {"code": world.indicator.code, "key": world.share.key},
    "measurement": lambda world: {"code": world.indicator.code, "key": world.measurement.key},
    "no_token": lambda world: {"number": 0},
    "no_file": lambda world: {"token": "00000000-0000-4000-8000-000000000000"},
    "reset_link": lambda world: {"uidb36": "1", "key": "set-password"},
}
