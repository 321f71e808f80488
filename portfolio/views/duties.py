"""My duties: what I have to report, and what is asked of me."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation import toasts
from foundation.htmx import render_page, see_other
from kpis.queries import due as measurements
from portfolio import access
from portfolio.actions import reporting
from portfolio.models import ActionItem, Health
from portfolio.queries import duties as queries
from portfolio.queries import proofs
from portfolio.views.attention import came_from
from rse.queries import initiatives, people_duties, questionnaires
from rse.queries import suppliers as corrections

CORRECTIONS_DAYS = 14  # what suppliers must put right is shown this long before
SECONDS_EACH = 30  # what a report takes, told in advance
QUICK = (Health.GREEN.value, Health.AMBER.value, Health.RED.value)  # the answers a row offers


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """The reports that are due, what moved in each project, and the help asked of the person."""
    today = timezone.localdate()
    due = queries.duties_of(request.user, today=today)
    context = {
        "due": due,
        "minutes": max(1, round(len(due) * SECONDS_EACH / 60)),
        "confirmable": [duty for duty in due if duty.may_confirm],
        "coming": queries.next_duties_of(request.user, today=today),
        "asked": queries.help_asked_of(request.user),
        "measurements_due": measurements.count_for(request.user, today=today),
        "initiatives_owed": initiatives.owed(today=today, owner=request.user),
        "people_owed": people_duties.owed_by(request.user, today=today),
        "corrections": corrections.due_corrections(request.user, until=today + timedelta(days=CORRECTIONS_DAYS)),
        "questionnaires": questionnaires.to_review(request.user),
        "proofs_asked": proofs.asked_of(request.user),
        "proof_answers": [("agree", _("Agree")), ("decline", _("Decline"))],
        "token": uuid4(),
        "today": today,
        "healths": QUICK,
    }
    return render_page(request, "portfolio/duties.html", "duties", context)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Report "nothing new" for the ticked green projects, all at once."""
    codes = request.POST.getlist("project")[:200]
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        token = uuid4()
    projects = list(access.reportable_by(request.user).filter(code__in=codes).order_by("code"))
    outcome = reporting.confirm_unchanged(projects=projects, by=request.user, at=timezone.now(), token=token)
    count = len(outcome.reports)
    if count:
        told = ngettext("%(count)s project confirmed: nothing new.", "%(count)s projects confirmed: nothing new.", count)
        toasts.say(request, told % {"count": count})
    for project, why in outcome.left_out:
        toasts.say(request, f"{project.name} : {why}", level="warning")
    if not count and not outcome.left_out:
        toasts.say(request, _("Tick at least one project."), level="warning")
    return see_other(request, came_from(request, reverse("portfolio:duties")))


@require_POST
def answer_help(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what was done about a request for help."""
    item = get_object_or_404(ActionItem.objects.current().filter(owner=request.user, state=ActionItem.State.OPEN), key=key)
    answer = request.POST.get("answer", "").strip()[:2_000]
    if not answer:
        toasts.say(request, _("Say in a sentence what you did or decided."), level="warning")
    else:
        reporting.answer_help(item=item, answer=answer, by=request.user, at=timezone.now())
        toasts.say(request, _("Answered; the person who asked is told."))
    return see_other(request, came_from(request, reverse("portfolio:duties")))
