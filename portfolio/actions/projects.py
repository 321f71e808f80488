"""Entering and changing projects. What the score reads is also kept as recorded rows."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.versions import save_version
from portfolio.actions.cards import refresh_card
from portfolio.models import BudgetLine, EarnedValuePoint, Project, ProjectFacts
from portfolio.money import currency_of

SCORED = ("project_class", "status", "portfolio_id", "unit_id", "magnitude", "cadence", "starts_on", "ends_on", "entered_on")
TEXTS = ("name_fr", "name_en", "summary_fr", "summary_en")
NUMBERING_LOCK = 0x504F5254


def hold(project: Project) -> None:
    """Let no one else change the facts of `project` until the commit, so that its card never loses one."""
    Project.objects.select_for_update(no_key=True, of=("self",)).only("pk").get(pk=project.pk)


def create_project(*, by: User | None, at: datetime, code: str = "", **facts: Any) -> Project:
    """Enter a project; without a code it gets the next one of the year.

    Raises ValidationError when the code is taken.
    """
    with transaction.atomic():
        on = timezone.localdate(at)
        _number_one_at_a_time()
        code = code or next_code(on)
        if Project.objects.filter(code__iexact=code).exists():
            raise ValidationError({"code": _("The code %(code)s is taken; choose another one.") % {"code": code}})
        names = both_names(fr=facts.pop("name_fr", ""), en=facts.pop("name_en", ""))
        project = Project.objects.create(code=code, entered_on=facts.pop("entered_on", on), **names, **facts)
        record_facts(project, by=by, at=at)
        refresh_card(project, as_of=on)
        audit.record(by=by, at=at, verb="project.created", subjects=[project], facts={"code": code, **_told(project)})
        return project


def _number_one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING_LOCK])


def next_code(on: date) -> str:
    """The next free code of the year, such as P-2026-014. Call it in the transaction that uses it."""
    prefix = f"P-{on.year}-"
    taken = Project.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code.removeprefix(prefix)) for code in taken if code.removeprefix(prefix).isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"


def change_project(*, project: Project, version: int, by: User | None, at: datetime, **changes: Any) -> Project:
    """Change a project as it stood at `version`; raises EditedMeanwhile when somebody changed it since, and writes nothing."""
    with transaction.atomic():
        if "name_fr" in changes or "name_en" in changes:
            changes |= both_names(fr=changes.get("name_fr", project.name_fr), en=changes.get("name_en", project.name_en))
        told = save_version(project, version=version, **changes)
        if not told:
            return project
        _keep_one_currency(project)
        record_facts(project, by=by, at=at)
        refresh_card(project, as_of=timezone.localdate(at))
        facts = {"changes": {_column(name): pair for name, pair in told.items()}}
        audit.record(by=by, at=at, verb="project.changed", subjects=[project], facts=facts)
        return project


def _keep_one_currency(project: Project) -> None:
    currency = currency_of(project)
    for model in (BudgetLine, EarnedValuePoint):
        other = model.objects.current().filter(project=project).exclude(currency=currency).values_list("currency", flat=True).first()
        if other:
            text = _("The money of this project is in %(other)s and this portfolio counts in %(currency)s. Withdraw the amounts first.")
            raise ValidationError({"portfolio": text % {"other": other, "currency": currency}})


def record_facts(project: Project, *, by: User | None, at: datetime) -> None:
    """Keep what the score reads of `project`, when it differs from what is known; the caller has opened the transaction."""
    facts = Project.objects.values(*SCORED).get(pk=project.pk)
    known = ProjectFacts.objects.current().filter(project=project).first()
    if known is None:
        history.record(ProjectFacts, at=at, by=by, project=project, **facts)
    elif any(getattr(known, name) != value for name, value in facts.items()):
        history.supersede(known, at=at, by=by, **facts)


def _told(project: Project) -> dict[str, Any]:
    """What the ledger tells of a project: ids of people, never their names."""
    return {name: getattr(project, name) for name in (*TEXTS, *SCORED, "programme_id", "lead_id", "sponsor_id", "phase")}


def _column(name: str) -> str:
    return str(Project._meta.get_field(name).attname)
