"""What people say about a project, and about one of its reports."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from foundation.htmx import UNPROCESSABLE, render_page, see_other, wants_part
from foundation.notifications import talk
from portfolio import access
from portfolio.queries import report_page
from portfolio.views.project_page import frame


@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, code: str) -> HttpResponse:
    """Read and add comments; whoever sees the project may speak, who leads it is told."""
    project = access.project_to_see(request.user, code)
    address, form = reverse("portfolio:comments", args=[code]), None
    if request.method == "POST":
        form = talk.speak(request, project, address=address, may_see=lambda user: access.sees(user, project), answerable=[project.lead_id])
        if form.is_valid() and not wants_part(request):
            return see_other(request, address)
    wrong = form is not None and not form.is_valid()
    context = frame(request, project, "comments") | talk.said(request, project, address=address, form=form if wrong else None)
    return render_page(request, "portfolio/comments.html", "comments", context, status=UNPROCESSABLE if wrong else 200)


@require_http_methods(["GET", "POST"])
def one_report(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """One report, whole: declared beside computed, what it corrects, who read it, and what people say about it."""
    project, report = access.report_to_see(request.user, code, key)
    address, form = report.get_absolute_url(), None
    if request.method == "POST":
        answerable = [report.recorded_by_id, project.lead_id]
        form = talk.speak(request, report, address=address, may_see=lambda user: access.sees(user, project), answerable=answerable)
        if form.is_valid() and not wants_part(request):
            return see_other(request, address)
    wrong = form is not None and not form.is_valid()
    context = frame(request, project, "reports") | talk.said(request, report, address=address, form=form if wrong else None)
    context |= {
        "page": report_page.page_of(report),
        "may_acknowledge": project.sponsor_id == request.user.pk or access.can_waive(request.user),
        "may_correct": access.can_report(request.user, project),
        "today": timezone.localdate(),
    }
    return render_page(request, "portfolio/report.html", ["comments"], context, status=UNPROCESSABLE if wrong else 200)
