"""What waits for a person by name: questions, decisions, links to validate, reports owed, links of theirs that were refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cmo_portal.dashboards.needs import sentences
from cmo_portal.dashboards.needs.deeds import take
from cmo_portal.dashboards.needs.need import Action, Need, Reader, strategic_weight
from foundation import formatting
from foundation.accounts.access import stood_in_for
from foundation.accounts.models import User
from kpis.queries.due import due_for
from portfolio import access
from portfolio.models import ActionItem, Decision, Project, ProjectContribution
from portfolio.models.projects import ProjectStatus
from portfolio.money import Rates, rates
from portfolio.queries.converted import budget_in
from portfolio.queries.decisions import soonest
from portfolio.queries.duties import help_asked_of
from portfolio.reporting_calendar import GRACE_DAYS, OPENS_DAYS_BEFORE
from rse.queries.grounds import expired_claims

READ = 30
OVERDUE, SOON, SOON_DAYS = 1.15, 1.0, 7
LATER = 0.85
REFUSED_DAYS = 60
UNKNOWN_WEIGHT = 0.05  # of what has no share of the board's money


@dataclass(frozen=True)
class Whole:
    """The money beside which matters weigh, and how unlike money is converted into its currency; 0 where there is no board."""

    currency: str
    on: date
    amount: float = 0.0
    known: Rates | None = None

    @cached_property
    def rates(self) -> Rates:
        """Those of the board; elsewhere asked for only where money is unlike. One query at most."""
        return self.known or rates()

    def worth(self, project: Project) -> float | None:
        """This year's budget of a project (with portfolio and card) in this currency; None where it or a rate is unknown."""
        if not hasattr(project, "card"):
            return None
        alike = project.portfolio is None or project.portfolio.currency == self.currency
        return budget_in(self.currency, project, rates=Rates() if alike else self.rates, on=self.on)


def decisions_of(user: User) -> dict[int, Decision]:
    """{project: the decision on it that waits for `user`}, the soonest first. One query."""
    rows = soonest(Decision.objects.current().filter(decider=user, state=Decision.State.WAITING))
    rows = rows.select_related("project__card", "project__portfolio")
    found: dict[int, Decision] = {}
    for row in rows[:READ]:
        found.setdefault(row.project_id, row)
    return found


def decisions(reader: Reader, money: Whole, told: Collection[int | None] = ()) -> list[Need]:
    """The decisions whose project is not among the exceptions (`told`) already."""
    return [_decision(row, money, reader) for number, row in reader.waiting.items() if number not in told]


def _decision(row: Decision, money: Whole, reader: Reader) -> Need:
    today = reader.today
    asked_by = row.recorded_by.full_name if row.recorded_by else ""
    facts = {"name": asked_by, "when": formatting.days_ago((today - row.recorded_at.date()).days)}
    return _of_project(
        row.project, money, "decision", about=f"decision:{row.key.hex[:12]}", status="decision", title=row.title,
        cause=_("%(project)s waits for your decision.") % {"project": row.project.name},
        change=_when(row.due_on, today), owner=_("%(name)s, %(when)s") % facts if asked_by else "", urgency=_pressure(row.due_on, today),
        actions=[take(row, reader.back)], href=reverse("portfolio:decision", args=[row.key]),
    )  # fmt: skip


def asked_of(reader: Reader, money: Whole) -> list[Need]:
    """The questions to a person and the help asked of them. One query."""
    return [_asked(item, money, reader) for item in help_asked_of(reader.user)[:READ]]


def _asked(item: ActionItem, money: Whole, reader: Reader) -> Need:
    answer = Action(
        "say", _("Answer"), reverse("portfolio:help_answer", args=[item.key]), "message",
        field_label=_("What you did or decided"), field_name="answer", required=True, hidden=(("next", reader.back),),
    )  # fmt: skip
    return _of_project(
        item.project, money, "asked", about=f"item:{item.key.hex[:12]}", status="asked", title=item.project.name,
        cause=_("“%(what)s”") % {"what": item.title}, change=_when(item.due_on, reader.today),
        owner=item.asked_by.full_name if item.asked_by else "", urgency=_pressure(item.due_on, reader.today), actions=[answer],
    )  # fmt: skip


def _of_project(project: Project, money: Whole, kind: str, **facts: object) -> Need:
    budget = money.worth(project)
    share = (budget or 0.0) / money.amount if money.amount else 0.0
    return Need(
        kind=kind,
        href=str(facts.pop("href", "") or reverse("portfolio:project", args=[project.code])),
        amount=budget or None,
        weight=strategic_weight(share, UNKNOWN_WEIGHT),
        money_share=share,
        project_id=project.pk,
        state="waiting",
        **facts,  # type: ignore[arg-type]
    )


def to_validate(reader: Reader) -> list[Need]:
    """One matter for all links that wait for a person. One query."""
    links = access.links_decided_by(reader.user).filter(
        state=ProjectContribution.State.DECLARED, level__gt=0, project__status__in=("not_started", "active", "paused")
    )
    found = links.aggregate(count=Count("id"), oldest=Min("declared_on"))
    if not found["count"]:
        return []
    count, oldest = found["count"], found["oldest"]
    cause = ngettext(
        "%(count)s link waits for your key; without it the score counts half of it at most.",
        "%(count)s links wait for your key; without it the score counts half of them at most.",
        count,
    )
    change = _("The oldest was declared %(when)s") % {"when": formatting.days_ago((reader.today - oldest).days)}
    address = reverse("portfolio:to_validate")
    return [
        Need(
            kind="validate",
            about="links:1",
            status="declared",
            title=_("Links to validate"),
            href=address,
            cause=cause % {"count": formatting.number(count)},
            change=change,
            owner=reader.user.full_name,
            weight=UNKNOWN_WEIGHT * min(count, 10) / 5,
            state=str(oldest),
            actions=[Action("link", _("Validate"), address, "checklist")],
        )
    ]


def duties(reader: Reader) -> list[Need]:
    """One matter for all reports that a person owes, beside a board; who mainly reports has them listed. One query."""
    user, today = reader.user, reader.today
    leads = {user.pk} | stood_in_for(user)
    due = today + timedelta(days=OPENS_DAYS_BEFORE)
    owed = Project.objects.filter(lead__in=leads, status=ProjectStatus.ACTIVE, card__due_on__lte=due)
    found = owed.aggregate(count=Count("id"), oldest=Min("card__due_on"))
    if not found["count"]:
        return []
    late = found["oldest"] < today - timedelta(days=GRACE_DAYS)
    address = reverse("portfolio:duties")
    cause = ngettext("You owe %(count)s report.", "You owe %(count)s reports.", found["count"]) % {"count": found["count"]}
    need = Need(
        kind="duties", about="reports:1", status="outdated" if late else "due", title=_("Reports to give"), href=address, cause=cause,
        change=_when(found["oldest"], today), weight=UNKNOWN_WEIGHT, urgency=OVERDUE if late else SOON, state=str(found["oldest"]),
        actions=[Action("link", _("Report"), address, "inbox")], owner=user.full_name,
    )  # fmt: skip
    return [need]


def values(reader: Reader) -> list[Need]:
    """One matter for all values of indicators that a person owes. At most two queries."""
    owed = due_for(reader.user, today=reader.today)
    if not owed:
        return []
    address = reverse("kpis:due")
    cause = ngettext("%(name)s waits for its value.", "%(count)s values are to be entered, the first: %(name)s.", len(owed)) % {
        "count": formatting.number(len(owed)),
        "name": owed[0].indicator.name,
    }
    late = owed[0].is_late
    need = Need(
        kind="values", about="values:1", status="outdated" if late else "due", title=_("Measurements due"), href=address, cause=cause,
        change=_when(owed[0].due_on, reader.today), weight=UNKNOWN_WEIGHT, urgency=OVERDUE if late else SOON,
        state=f"{owed[0].due_on}/{len(owed)}", owner=reader.user.full_name,
        actions=[Action("link", _("Enter the values"), address, "pencil")],
    )  # fmt: skip
    return [need]


def claims(reader: Reader) -> list[Need]:
    """One matter for the public claims a person answers for that are past their day. One query."""
    late = expired_claims(reader.user, today=reader.today)
    if not late:
        return []
    address = f"{reverse('rse:claims')}?look=expired"
    cause = ngettext(
        "“%(what)s” is past its day and still stands in public.", "%(count)s claims are past their day, the first: “%(what)s”.", len(late)
    ) % {"count": formatting.number(len(late)), "what": late[0].statement}
    need = Need(
        kind="claim", about="claims:1", status="outdated", title=_("Public claims to renew"), href=address, cause=cause,
        change=_when(late[0].expires_on, reader.today), weight=UNKNOWN_WEIGHT, urgency=OVERDUE, state=f"{late[0].expires_on}/{len(late)}",
        actions=[Action("link", _("Renew or withdraw"), address, "pencil")], owner=reader.user.full_name,
    )  # fmt: skip
    return [need]


def refused(reader: Reader, money: Whole) -> list[Need]:
    """The links of a person's projects that were refused lately. One query."""
    rows = ProjectContribution.objects.current().filter(
        project__lead=reader.user, state=ProjectContribution.State.REFUSED, decided_on__gte=reader.today - timedelta(days=REFUSED_DAYS)
    )
    rows = rows.select_related("project__card", "project__portfolio", "objective", "decided_by").order_by("-decided_on", "id")
    return [_refused(link, money, reader.today) for link in rows[:READ]]


def _refused(link: ProjectContribution, money: Whole, today: date) -> Need:
    facts = {"objective": f"{link.objective.code} {link.objective.name}", "reason": link.reason}
    address = reverse("portfolio:contributions", args=[link.project.code])
    return _of_project(
        link.project, money, "refused", about=f"link:{link.key.hex[:12]}", status="refused", title=link.project.name, href=address,
        cause=_("Its link to %(objective)s was refused: “%(reason)s”.") % facts,
        change=_("Refused %(when)s") % {"when": formatting.days_ago((today - link.decided_on).days)} if link.decided_on else "",
        owner=link.decided_by.full_name if link.decided_by else "",
        actions=[Action("link", _("Look at the links"), address, "link")],
    )  # fmt: skip


def _when(due: date | None, today: date) -> str:
    if due is None:
        return ""
    if due < today:
        return _("Wanted since %(day)s") % {"day": formatting.day(due)}
    return _("Wanted %(when)s") % {"when": formatting.days_ago((today - due).days)}


def _pressure(due: date | None, today: date) -> float:
    """More urgent once the day has passed, less while it is far."""
    if due is None:
        return LATER
    days = (due - today).days
    return OVERDUE if days < 0 else SOON if days <= SOON_DAYS else LATER


def with_reasons(need: Need) -> list[str]:
    """Why a matter of one's own is here: somebody waits by name."""
    return [_("Somebody waits for you by name."), *sentences.why(need)[1:]]
