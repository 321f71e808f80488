"""Leads with reports due, a month of meters that wait, closed figures: made in a running portal by its own actions; runs inside it."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from foundation.accounts import actions as accounts
from foundation.accounts.models import User
from portfolio.actions.projects import create_project
from portfolio.actions.status import report_status
from rse.actions.footprint import remove_activity
from rse.models import ActivityData, ReportingPeriod
from rse.queries.footprint import months_waiting

PLACES = ("Arles", "Brest", "Cahors", "Dax", "Elbeuf", "Foix")
AGO = timedelta(days=9)  # on whatever day of the week, a weekly report is due again by now


def add_leads(*projects_each: int) -> list[str]:
    """Add one lead for each number, with so many green projects to report on; returns their logins."""
    at = timezone.now()
    sponsor = User.objects.get(email="owner@vauterre.example")
    return [_add_lead(count, sponsor, at) for count in projects_each]


def _add_lead(count: int, sponsor: User, at) -> str:
    login = f"lead-{uuid4().hex[:8]}"
    lead = accounts.invite(email=f"{login}@vauterre.example", full_name=f"Lou {login.title()}", by=None, at=at)
    lead.set_password(settings.DEMO_PASSWORD)
    lead.save(update_fields=["password"])
    accounts.grant_role(person=lead, role="team_lead", by=None, at=at)
    for place in PLACES[:count]:
        facts = {"name_fr": f"Dépôt de {place}", "name_en": f"{place} depot", "cadence": "weekly", "lead": lead, "sponsor": sponsor}
        project = create_project(by=None, at=at - 10 * AGO, code=f"{login[5:]}-{place[:2]}".upper(), status="active", **facts)
        report_status(project=project, health="green", note="Rien à signaler.", by=lead, at=at - AGO)
    return login


def waiting_month(category: str = "s2.1") -> str:
    """The address of the last full month, its values of `category` taken out again so that they wait on the task list."""
    today, at = timezone.localdate(), timezone.now()
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    for row in ActivityData.objects.current().filter(category=category, starts_on=first):
        remove_activity(activity=row, by=None, at=at)
    waiting = next(one for one in months_waiting(today=today) if one.category.code == category)
    return f"/rse/periods/{waiting.period.code}/month/?category={category}&month={waiting.month:%Y-%m}"


def closed_lines(count: int) -> list[str]:
    """The addresses of lines of the last closed period."""
    period = ReportingPeriod.objects.filter(state="closed").first()
    keys = ActivityData.objects.current().filter(period=period).order_by("pk").values_list("key", flat=True)
    return [f"/rse/lines/{key}/" for key in keys[:count]]
