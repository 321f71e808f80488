"""Writing the portfolio, its programmes and projects, with their facts, members and gates through time."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cmo_portal.demo.chronicle import Step
from cmo_portal.demo.company import PAUSED_DAYS, Tale, read
from cmo_portal.demo.days import Calendar, dice, instant
from cmo_portal.demo.scene import Scene
from cmo_portal.demo.words import Said, said
from foundation.accounts.models import OrganisationUnit, User
from portfolio.models import GateReview, Portfolio, Programme, Project, ProjectFacts, ProjectMember
from portfolio.models.projects import Phase, ProjectStatus
from strategy.models import StrategicPlan

SECOND_GATE, THIRD_GATE = 0.3, 0.7
ROLES = (
    Said("Conception", "Design"),
    Said("Essais", "Testing"),
    Said("Déploiement", "Roll-out"),
    Said("Formation", "Training"),
    Said("Relais métier", "Business relay"),
    Said("Données", "Data"),
)
NAMED_SHARE = Decimal("0.050")
LEADING = Said("Pilotage", "Lead")
APPROVED = Said("Approuvé par le comité de portefeuille.", "Approved by the portfolio board.")
GO_ON = Said("Poursuivre.", "Go on.")
GO_ON_WATCHED = Said("Poursuivre, avec un point au comité suivant.", "Go on, with a review at the next board.")


def write_portfolio(plan: StrategicPlan) -> tuple[Portfolio, dict[str, Programme]]:
    """The portfolio and its programmes by code."""
    facts = read("programmes")
    portfolio = Portfolio.objects.create(
        code=facts["portfolio"]["code"], name_fr=facts["portfolio"]["fr"], name_en=facts["portfolio"]["en"], plan=plan, is_demo=True
    )
    programmes = {
        one["code"]: Programme.objects.create(code=one["code"], name_fr=one["fr"], name_en=one["en"], portfolio=portfolio, is_demo=True)
        for one in facts["programme"]
    }
    return portfolio, programmes


def write_projects(
    told: list[Tale],
    *,
    portfolio: Portfolio,
    programmes: dict[str, Programme],
    units: dict[str, OrganisationUnit],
    people: dict[str, User],
    calendar: Calendar,
) -> dict[str, Project]:
    """The projects as they stand today, by code."""
    rows = Project.objects.bulk_create(
        Project(
            code=tale.code,
            name_fr=tale.name.fr,
            name_en=tale.name.en,
            summary_fr=tale.summary.fr,
            summary_en=tale.summary.en,
            portfolio=portfolio,
            programme=programmes.get(tale.programme),
            unit=units[tale.unit],
            lead=people[tale.lead],
            sponsor=people[tale.sponsor],
            project_class=tale.project_class,
            is_confidential=tale.confidential,
            status=tale.status,
            phase=_phase(tale, calendar.today),
            magnitude=Decimal(tale.magnitude),
            cadence=tale.cadence,
            starts_on=tale.starts_on,
            ends_on=tale.ends_on,
            entered_on=tale.starts_on,
            is_demo=True,
        )
        for tale in told
    )
    return {row.code: row for row in rows}


def tell_facts(scene: Scene) -> None:
    """The scored facts: active from gate 1, then paused or ended; a new schedule moves the end."""
    tale, calendar, project = scene.tale, scene.calendar, scene.project
    by, facts = scene.lead, _scored_facts(project)
    first = facts | {"status": ProjectStatus.ACTIVE, "ends_on": first_end(tale)}
    steps: list[Step] = [(instant(tale.starts_on, 9), by, first)]
    if tale.earned.get("rephased"):
        steps.append((instant(rephased_on(tale, calendar), 11), by, facts))
    if tale.status == ProjectStatus.PAUSED:
        steps.append((instant(calendar.away(-PAUSED_DAYS), 12), by, facts))
    elif tale.ended:
        steps.append((instant(tale.ends_on, 17), by, facts))
    scene.chronicle.tell(ProjectFacts, tale.code, steps)


def rephased_on(tale: Tale, calendar: Calendar) -> date:
    """The day on which a recovered project received its new schedule."""
    return calendar.month_end(-int(tale.earned["rephased"])) + timedelta(days=9)


def first_end(tale: Tale) -> date:
    """The end promised at the start: ten weeks earlier where the schedule was redone."""
    return tale.ends_on - timedelta(days=70) if tale.earned.get("rephased") else tale.ends_on


def tell_gates(scene: Scene) -> None:
    """Gate 1 on the first day, gates 2 and 3 on the way, gate 4 when the project ends."""
    tale, project = scene.tale, scene.project
    decider = scene.people["cmo"]
    gates = [(1, tale.starts_on, GateReview.Decision.APPROVED, str(APPROVED))]
    for gate, share in ((2, SECOND_GATE), (3, THIRD_GATE)):
        decision = GateReview.Decision.CONDITIONS if tale.health != "G" else GateReview.Decision.APPROVED
        note = str(GO_ON if tale.health == "G" else GO_ON_WATCHED)
        gates.append((gate, tale.life(share), decision, note))
    if tale.lessons:
        stopped = tale.status == ProjectStatus.CANCELLED
        gates = [one for one in gates if one[0] != 3] if stopped else gates
        gates.append((4, tale.ends_on, GateReview.Decision.STOPPED if stopped else GateReview.Decision.APPROVED, str(tale.lessons)))
    for gate, day, decision, note in gates:
        if day <= scene.quiet:
            facts: dict[str, Any] = {"project": project, "gate": gate, "decision": decision, "decided_on": day, "decided_by": decider}
            scene.chronicle.tell(GateReview, f"{tale.code}:{gate}", [(instant(day, 9, 30), decider, facts | {"note": note})])


def members_of(tale: Tale, project: Project, people: dict[str, User]) -> list[ProjectMember]:
    """The lead and two or three colleagues, each with a share of their time; of a confidential project those it names."""
    if tale.members:
        return [_named(one, project, people) for one in tale.members]
    chance = dice(tale.code, "members")
    helpers = sorted(key for key, person in people.items() if person.unit_id and key not in (tale.lead, "admin", "auditor", "ceo"))
    chosen = chance.sample(helpers, 2 + (tale.magnitude in ("4", "8")))
    lead = ProjectMember(
        project=project, user=people[tale.lead], role=str(LEADING), share=Decimal(chance.choice(["0.100", "0.120", "0.150"]))
    )
    shares = ["0.050", "0.100", "0.150"]
    return [
        lead,
        *(
            ProjectMember(project=project, user=people[key], role=str(chance.choice(ROLES)), share=Decimal(chance.choice(shares)))
            for key in chosen
        ),
    ]


def _named(told: dict[str, Any], project: Project, people: dict[str, User]) -> ProjectMember:
    return ProjectMember(project=project, user=people[told["person"]], role=said(told["role"]), share=NAMED_SHARE)


def _scored_facts(project: Project) -> dict[str, Any]:
    names = ("project_class", "status", "portfolio", "unit", "magnitude", "cadence", "starts_on", "ends_on", "entered_on")
    return {"project": project} | {name: getattr(project, name) for name in names}


def _phase(tale: Tale, today: date) -> str:
    if tale.ended:
        return Phase.CLOSING
    passed = (today - tale.starts_on).days / max(1, (tale.ends_on - tale.starts_on).days)
    return Phase.PLANNING if passed < 0.15 else Phase.CLOSING if passed > 0.92 else Phase.EXECUTING
