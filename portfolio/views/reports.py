"""Reports of a project, and the decision that sets its delivery confidence."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.submissions import once
from portfolio import access
from portfolio.actions import status
from portfolio.forms.facts import StatusForm, WaiverForm
from portfolio.queries import project_page
from portfolio.views.project_page import frame
from portfolio.views.refusals import add_errors

SHOWN = 24


@require_safe
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """What was declared, newest first."""
    project = access.project_to_see(request.user, code)
    context = frame(request, project, "reports") | {
        "reports": list(project_page.reports(project)[:SHOWN]),
        "waiver": project_page.waiver(project, timezone.localdate()),
    }
    return render_page(request, "portfolio/reports.html", "reports", context)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Declare how the project is: one health, a note where it is red or worse."""
    project = access.project_to_report(request.user, code)
    last = project_page.reports(project).first()
    form = StatusForm(request.POST or None, last=last)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            status.report_status(project=project, by=request.user, at=timezone.now(), **form.facts())
            return reverse("portfolio:project", args=[project.code])

        try:
            answer = once(request, form.cleaned_data["token"], timezone.now(), act)
            toasts.say(request, _("Reported. The figures follow tonight."))
            return see_other(request, answer)
        except ValidationError as error:
            add_errors(form, error)
    context = frame(request, project, "reports") | {"form": form, "last": last}
    return render_page(request, "portfolio/report_form.html", "report-form", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, code: str) -> HttpResponse:
    """Set the delivery confidence by a reasoned decision, for at most 60 days."""
    project = access.project_to_waive(request.user, code)
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("value", "expires_on", "reason")}

        def act() -> str:
            status.grant_waiver(project=project, starts_on=timezone.localdate(), by=request.user, at=timezone.now(), **facts)
            return reverse("portfolio:reports", args=[project.code])

        try:
            return see_other(request, once(request, form.cleaned_data["token"], timezone.now(), act))
        except ValidationError as error:
            add_errors(form, error)
    context = frame(request, project, "reports") | {"form": form}
    return render_page(request, "portfolio/waiver_form.html", "waiver-form", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def end_waiver(request: HttpRequest, code: str) -> HttpResponse:
    """Let the computed delivery confidence speak again."""
    project = access.project_to_waive(request.user, code)
    running = project_page.waiver(project, timezone.localdate())
    if running is None:
        raise Http404
    status.end_waiver(waiver=running, by=request.user, at=timezone.now())
    toasts.say(request, _("The decision is over; the computed figure speaks from tonight."))
    return see_other(request, "portfolio:reports", project.code)
