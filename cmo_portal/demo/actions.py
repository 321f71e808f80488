"""Seeding the demo company: everything in one transaction, with one entry in the ledger."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from cmo_portal.demo.asks import tell_asks
from cmo_portal.demo.campaigns import tell_campaigns
from cmo_portal.demo.chronicle import Chronicle
from cmo_portal.demo.company import read, tales
from cmo_portal.demo.days import Calendar, instant
from cmo_portal.demo.earned_value import tell_earned_value
from cmo_portal.demo.grounds import tell_grounds
from cmo_portal.demo.indicators import Company, roll_up, start_pillar, tell_indicators, tell_proofs
from cmo_portal.demo.initiatives import tell_initiatives
from cmo_portal.demo.links import tell_links
from cmo_portal.demo.milestones import tell_milestones
from cmo_portal.demo.money import tell_money
from cmo_portal.demo.organisation import write_grants, write_organisation
from cmo_portal.demo.projects import members_of, tell_facts, tell_gates, write_portfolio, write_projects
from cmo_portal.demo.promises import tell_promises
from cmo_portal.demo.reports import tell_reports
from cmo_portal.demo.responsibility import start_responsibility, tell_responsibility
from cmo_portal.demo.risks import tell_risks
from cmo_portal.demo.scene import Scene
from cmo_portal.demo.strategy import tell_causes, write_objectives, write_plan, write_weights
from cmo_portal.demo.surveys import tell_surveys
from cmo_portal.demo.talk import tell_talk
from cmo_portal.demo.value_chain import tell_value_chain
from cmo_portal.demo.views import write_views
from foundation.audit import actions as audit
from foundation.bilingual import language
from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from portfolio.actions.cards import refresh_cards
from portfolio.models import Project
from strategy.models import StrategicPlan

TELLERS = (tell_facts, tell_links, tell_gates, tell_money, tell_earned_value, tell_milestones, tell_risks, tell_reports, tell_asks)


class DemoRefused(Refusal):
    """The demo company cannot be seeded here; the sentence says what to do."""


@dataclass(frozen=True)
class Seeded:
    """What a seed wrote: rows by table, or nothing when the company was there already."""

    rows: dict[str, int]

    @property
    def already_there(self) -> bool:
        return not self.rows


def seed_demo(*, by: Any, at: datetime, today: date, force: bool = False, told_in: str = "") -> Seeded:
    """Write Groupe Vauterre as it stands on `today`, with two years behind it; a second call changes nothing.

    Names are bilingual; what people say is told in `told_in` (fr or en; by default DEMO_LANGUAGE).

    Raises DemoRefused beside real projects (unless `force`) or a real plan in force.
    """
    with transaction.atomic(), translation.override(told_in or settings.DEMO_LANGUAGE):
        if Project.objects.filter(is_demo=True).exists():
            return Seeded({})
        _refuse_beside_real_work(force)
        rows = _write(Calendar(today), by=by, at=at)
    return Seeded(rows)


def _refuse_beside_real_work(force: bool) -> None:
    real = Project.objects.filter(is_demo=False).count()
    if real and not force:
        raise DemoRefused(_("There are real projects here (%(count)s): seed the demo into an empty portal."), count=real)
    if StrategicPlan.objects.filter(is_demo=False, status=StrategicPlan.Status.ACTIVE).exists():
        raise DemoRefused(_("A real plan is in force and only one can be: close it, or seed the demo into an empty portal."))


def _write(calendar: Calendar, *, by: Any, at: datetime) -> dict[str, int]:
    units, people = write_organisation(calendar)
    plan = write_plan(calendar)
    objectives = write_objectives(plan, people)
    write_weights(plan, objectives, people["cmo"], calendar)
    write_grants(units, people, objectives, calendar)
    portfolio, programmes = write_portfolio(plan)
    told = tales(calendar)
    projects = write_projects(told, portfolio=portfolio, programmes=programmes, units=units, people=people, calendar=calendar)
    chronicle = Chronicle(until=instant(calendar.today, 0))
    tell_causes(chronicle, plan, objectives, people["cmo"])
    owners = {one["code"]: one["owner"] for one in read("strategy")["objective"]}
    indicators = tell_indicators(Company(chronicle, calendar, people, objectives, owners))
    for tale in told:
        scene = Scene(chronicle, calendar, tale, projects[tale.code], people, objectives)
        _tell(scene)
        tell_proofs(scene, indicators)
    tell_talk(chronicle, calendar, people, projects, objectives)
    rows = chronicle.write()
    roll_up(indicators, calendar)
    start_pillar(calendar, people["cmo"])
    tell_responsibility(calendar, people, projects)
    start_responsibility(calendar)
    initiatives = tell_initiatives(calendar, people, units, objectives, projects)
    suppliers = tell_value_chain(calendar, people, projects)
    tell_grounds(calendar, people, initiatives)
    campaigns = tell_campaigns(calendar, people, units, initiatives)
    tell_promises(calendar, initiatives, campaigns)
    surveys = tell_surveys(calendar, people, units)
    refresh_cards([project.pk for project in projects.values()], as_of=calendar.today)
    write_views(people, units, at)
    rows |= {"portfolio.project": len(projects), "accounts.user": len(people), "accounts.organisationunit": len(units)}
    rows |= {"kpis.indicator": len(indicators), "rse.initiative": len(initiatives), "rse.supplier": suppliers}
    rows |= {"rse.campaign": len(campaigns), "rse.survey": len(surveys)}
    subjects = [plan, portfolio, *objectives.values(), *(one for one in projects.values() if not one.is_confidential)]
    facts = {"today": calendar.today, "language": language(), "rows": rows}
    audit.record(by=by, at=at, verb="demo.seeded", subjects=subjects, facts=facts)
    return rows


def _tell(scene: Scene) -> None:
    for teller in TELLERS:
        teller(scene)
    for member in members_of(scene.tale, scene.project, scene.people):
        scene.chronicle.add(member)
