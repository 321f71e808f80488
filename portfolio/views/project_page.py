"""The page of one project: what it is, why it scores what it scores, how it goes."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from foundation import formatting
from foundation.asked import whole_number
from foundation.audit import queries as audit
from foundation.bilingual import language
from foundation.htmx import render_page
from portfolio import access
from portfolio.alignment.explain import published_run
from portfolio.charts.scores import alignment_over_time
from portfolio.models import AttributeDefinition, Project, ScoreSnapshot
from portfolio.models.projects import ProjectClass
from portfolio.money import currency_of
from portfolio.queries import project_page, score_story, wins
from portfolio.views.figures import csv_of

WHYS = {"sentence": gettext_lazy("In words"), "table": gettext_lazy("Table"), "history": gettext_lazy("History")}
TRAIL_SHOWN = 30


def frame(request: HttpRequest, project: Project, current: str) -> dict[str, Any]:
    """What every page of a project shows around its part: tabs and what the person may do."""
    tabs = [
        ("project", _("Overview"), ""),
        ("contributions", _("Contributions"), project.card.links or ""),
        ("proofs", _("Indicators"), ""),
        ("responsibility", _("Responsibility"), ""),
        ("milestones", _("Milestones"), ""),
        ("money", _("Budget"), ""),
        ("risks", _("Risks and gates"), project.card.open_risks or ""),
        ("reports", pgettext("tab", "Reports"), ""),
        ("team", _("Team"), ""),
        ("comments", _("Comments"), ""),
        ("trail", _("Trail"), ""),
    ]
    return {
        "project": project,
        "currency": currency_of(project),
        "tabs": [
            {"label": label, "count": count, "href": reverse(f"portfolio:{name}", args=[project.code]), "current": name == current}
            for name, label, count in tabs
        ],
        "may_edit": access.can_edit(request.user, project),
        "may_report": access.can_report(request.user, project),
        "may_waive": access.can_waive(request.user),
    }


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """Overview: the score and why, delivery, the next milestones, the last report."""
    found = access.project_to_see(request.user, code)
    today = timezone.localdate()
    told = score_story.story(found, published_run())
    since = _date(request.GET.get("since", ""))
    why = request.GET.get("why") if request.GET.get("why") in WHYS else "sentence"
    reports = list(project_page.reports(found)[:1])
    moved = score_story.bridge(found, told, since) if why != "table" else None
    context = frame(request, found, "project") | {
        "story": told,
        "why": why,
        "whys": list(WHYS.items()),
        "open_ended": bool(told.snapshot and round((told.snapshot.high or 0) - (told.snapshot.low or 0))),
        "reliable": _reliable(told.snapshot, found),
        "since_text": since.isoformat() if since else "",
        "since_days": _days(told),
        "history_figure": replace(alignment_over_time(told.points), csv_url=csv_of(found, "history")) if why == "history" else None,
        "bridge": moved,
        "bridge_change": moved.after - moved.before if moved else None,
        "bridge_moved": moved is not None and any(step.points for step in moved.steps),
        "report": reports[0] if reports else None,
        "waiver": project_page.waiver(found, today),
        "next_milestones": [one for one in project_page.milestones(found) if not one.reached_on][:4],
        "money": next((year for year in project_page.money_by_year(found) if year.year == today.year), None),
        "today": today,
        "summary": found.in_language("summary"),
        "about": about(found),
        "wins": wins.latest(request.user, found),
    }
    return render_page(request, "portfolio/project.html", ["overview", "why"], context)


@require_safe
def trail(request: HttpRequest, code: str) -> HttpResponse:
    """Who did what, when; the ledger of the project."""
    found = access.project_to_see(request.user, code)
    before = request.GET.get("before", "")
    entries = audit.trail(found, limit=TRAIL_SHOWN + 1, before=whole_number(before))
    older = entries[TRAIL_SHOWN - 1].position if len(entries) > TRAIL_SHOWN else None
    context = frame(request, found, "trail") | {"entries": entries[:TRAIL_SHOWN], "older": older}
    return render_page(request, "portfolio/trail.html", "trail", context)


def _reliable(snapshot: ScoreSnapshot | None, project: Project) -> bool:
    """May the score be shown in full colour? Obligations are never ranked, which says nothing of their data."""
    return snapshot is not None and (snapshot.ranked or project.project_class != ProjectClass.STRATEGIC)


def _days(told: score_story.Story) -> list[tuple[str, str]]:
    """The days to look back to, the newest first."""
    days = sorted({one.run.as_of for one in told.history[:-1]}, reverse=True)
    return [(day.isoformat(), formatting.day(day)) for day in days]


def about(project: Project) -> list[tuple[str, Any]]:
    """The facts that stand nowhere else on the page."""
    facts = [
        (_("Portfolio"), project.portfolio and project.portfolio.name),
        (_("Programme"), project.programme and project.programme.name),
        (_("Sponsor"), project.sponsor),
        (_("Phase"), project.get_phase_display()),
        (_("Reporting"), project.get_cadence_display()),
        (_("Magnitude"), formatting.number(project.magnitude)),
        (_("In the portal since"), formatting.day(project.entered_on)),
    ]
    labels = {one.key: one.label_en if language() == "en" else one.label_fr for one in AttributeDefinition.objects.all()}
    extra = [(labels.get(key, key), value) for key, value in project.attributes.items()]
    return [(label, value) for label, value in [*facts, *extra] if value not in (None, "")]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
