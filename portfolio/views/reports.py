"""Reports of a project, and the decision that sets its delivery confidence."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.paging import page_of
from foundation.submissions import entered
from portfolio import access
from portfolio.actions import reporting, status
from portfolio.actions.status import ReportedMeanwhile, latest_report, withdraw_report
from portfolio.forms.attention import ReadForm
from portfolio.forms.facts import WaiverForm
from portfolio.forms.reporting import CorrectionForm, ReportForm
from portfolio.models import StatusReport
from portfolio.queries import project_page
from portfolio.queries.duties import duty_of
from portfolio.views.attention import words_again
from portfolio.views.project_page import frame
from portfolio.views.refusals import add_errors

PAGE = 24
UNDO_WITHIN = timedelta(days=1)


@require_safe
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """What was declared, newest first."""
    project = access.project_to_see(request.user, code)
    context = frame(request, project, "reports") | {
        "reports": page_of(request, project_page.reports(project), PAGE),
        "waiver": project_page.waiver(project, timezone.localdate()),
    }
    return render_page(request, "portfolio/reports.html", "reports", context)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Report: one health, a note where it is red or worse; more when asked for."""
    project = access.project_to_report(request.user, code)
    last = latest_report(project)
    draft = project_page.draft(project, request.user)
    form = ReportForm(request.POST or None, project=project, last=last, draft=draft, asked=request.GET.get("health", ""))
    theirs, answer_status = None, 200
    if request.method == "POST" and form.is_valid():
        facts = {**form.facts(), "project": project, "by": request.user, "at": timezone.now()}
        try:
            published = reporting.publish(**facts)
        except ReportedMeanwhile as meanwhile:
            theirs, answer_status = meanwhile.latest, CONFLICT
            form.data = form.data.copy()
            form.data["seen"] = theirs.pk if theirs else ""
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("portfolio:report_undo", args=[project.code, published.key])
            toasts.say(request, _("Reported. The figures follow tonight."), undo_url=undo)
            after = reverse("portfolio:duties") if request.GET.get("next") == "duties" else reverse("portfolio:project", args=[code])
            return see_other(request, after)
    context = frame(request, project, "reports") | {
        "form": form,
        "last": last,
        "theirs": theirs,
        "duty": duty_of(project, last, today=timezone.localdate()),
        "computed": project_page.computed_now(project),
        "to_duties": request.GET.get("next") == "duties",
    }
    answer_status = UNPROCESSABLE if form.errors else answer_status
    return render_page(request, "portfolio/report_form.html", "report-form", context, status=answer_status)


@require_POST
def save_draft(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what is being written, for its author only."""
    project = access.project_to_report(request.user, code)
    kept = {name: request.POST[name][:5_000] for name in ReportForm.DRAFTED if request.POST.get(name)}
    reporting.save_draft(project=project, by=request.user, at=timezone.now(), content=kept)
    toasts.say(request, _("Kept as a draft; only you see it."))
    after = reverse("portfolio:report", args=[code])
    return see_other(request, f"{after}?next=duties" if request.GET.get("next") == "duties" else after)


@require_POST
def undo(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Take back a report one has just published; it stays readable in the history."""
    project = access.project_to_report(request.user, code)
    published = access.child_of(project, StatusReport, key)
    if published.recorded_by_id != request.user.pk or timezone.now() - published.recorded_at > UNDO_WITHIN:
        raise PermissionDenied(_("Only its author may take a report back, within a day. Publish a correction instead."))
    withdraw_report(report=published, by=request.user, at=timezone.now())
    toasts.say(request, _("The report is taken back; the one before speaks again."))
    return see_other(request, "portfolio:project", project.code)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Put a published report right: a new version with its reason, beside the one it corrects."""
    project = access.project_to_report(request.user, code)
    published = access.child_of(project, StatusReport, key)
    published.project = project
    form = CorrectionForm(request.POST or None, report=published)
    theirs = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] != published.pk:
            theirs = published
        else:
            try:
                reporting.correct(report=published, by=request.user, at=timezone.now(), **form.facts())
            except ChangedMeanwhile:
                theirs = access.child_of(project, StatusReport, key)
            except ValidationError as error:
                add_errors(form, error)
            else:
                toasts.say(request, _("Corrected: both versions stay readable. The figures follow tonight."))
                return see_other(request, published.get_absolute_url())
    if theirs:
        form.data = form.data.copy()
        form.data["version"] = theirs.pk
    context = frame(request, project, "reports") | {"form": form, "report": published, "theirs": theirs}
    answer_status = UNPROCESSABLE if form.errors else CONFLICT if theirs else 200
    return render_page(request, "portfolio/correction_form.html", "correction-form", context, status=answer_status)


@require_POST
def acknowledge(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """The sponsor has read a report, or asks something."""
    project = access.project_to_see(request.user, code)
    published = access.child_of(project, StatusReport, key)
    if project.sponsor_id != request.user.pk and not access.can_waive(request.user):
        raise PermissionDenied(_("Only the sponsor and the CMO acknowledge a report."))
    form = ReadForm(request.POST)
    if not form.is_valid():
        return words_again(request, form, published.get_absolute_url())
    reporting.acknowledge(report=published, by=request.user, at=timezone.now(), question=form.cleaned_data["question"])
    return see_other(request, published.get_absolute_url())


@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, code: str) -> HttpResponse:
    """Set the delivery confidence by a reasoned decision, for at most 60 days."""
    project = access.project_to_waive(request.user, code)
    form = WaiverForm(request.POST or None)

    def act() -> str:
        status.grant_waiver(project=project, starts_on=timezone.localdate(), by=request.user, at=timezone.now(), **form.answers)
        return reverse("portfolio:reports", args=[project.code])

    if done := entered(request, form, act):
        return done
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
