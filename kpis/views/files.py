"""Measurements from a file: looked at, then recorded."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation import toasts
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from kpis import access
from kpis.actions import files as actions
from kpis.forms.fields import facts_in_words, in_words
from kpis.forms.files import FileForm, RecordForm
from kpis.models import MeasurementFile
from kpis.queries import files as queries

RECENT = 10


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Drop a file; it is read, and nothing is recorded yet."""
    access.enterer(request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = actions.look_at(name=file.name, content=file.read(), by=request.user, at=timezone.now())
            return see_other(request, "kpis:file", kept.token)
        except Refusal as refusal:
            form.add_error("file", in_words(refusal))
    recent = MeasurementFile.objects.filter(author=request.user)[:RECENT]
    status = UNPROCESSABLE if form.is_bound else 200
    return render_page(request, "kpis/files.html", "files", {"form": form, "recent": recent}, status=status)


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the file would do; a POST records it."""
    access.enterer(request.user)
    file = get_object_or_404(MeasurementFile, token=token, author=request.user)
    form = RecordForm(request.POST if request.method == "POST" else None)
    wrong = ""
    if request.method == "POST" and not file.applied_at and form.is_valid():
        try:
            outcome = actions.record_file(file=file, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
            facts = {"added": len(outcome.added), "corrected": len(outcome.corrected), "unchanged": outcome.unchanged}
            toasts.say(request, _("%(added)s values recorded, %(corrected)s corrected, %(unchanged)s as they were.") % facts)
            return see_other(request, "kpis:file", file.token)
        except Refusal as refusal:
            wrong = in_words(refusal)
    problems = [{"place": place, "sentence": _(sentence) % facts_in_words(facts)} for place, sentence, facts in file.problems]
    told = queries.preview(file)
    context = {
        "file": file,
        "form": form,
        "wrong": wrong,
        "problems": problems,
        "told": told,
        "new": told.new[: queries.SHOWN],
        "other": told.other[: queries.SHOWN],
    }
    return render_page(request, "kpis/file.html", "file", context, status=UNPROCESSABLE if wrong else 200)
