"""Measurements due: one screen to enter many values."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.accounts.access import rights_of
from foundation.accounts.roles import Role
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from kpis import access
from kpis.actions import drafts
from kpis.actions.evidence import record_entered
from kpis.forms import entering
from kpis.forms.fields import in_words
from kpis.queries import due as queries


@require_http_methods(["GET", "POST"])
def due(request: HttpRequest) -> HttpResponse:
    """The values the person owes. Everything that was filled in is recorded, or nothing."""
    access.enterer(request.user)
    at = timezone.now()
    today = timezone.localdate(at)
    may_all = rights_of(request.user).steers or Role.DATA_STEWARD in rights_of(request.user).roles
    everything = may_all and request.GET.get("whose") == "all"
    dues = queries.due_for(request.user, today=today, everything=everything)
    if request.method == "GET":
        return _page(request, entering.blank(dues, drafts.of(request.user)), may_all=may_all, everything=everything)
    if "fill" in request.POST:
        pasted = entering.spread(dues, request.POST)
        return _page(request, entering.blank(dues, request.POST.dict() | pasted), may_all=may_all, everything=everything)
    form = entering.read(dues, request.POST, request.FILES)
    if form.is_valid and form.values:
        try:
            outcome = record_entered(values=form.values, files=form.files, by=request.user, at=at)
        except Refusal as refusal:
            return _page(request, form, UNPROCESSABLE, wrong=in_words(refusal), may_all=may_all, everything=everything)
        drafts.forget(by=request.user)
        count = len(outcome.added) + len(outcome.corrected)
        toasts.say(request, ngettext("%(count)s value recorded.", "%(count)s values recorded.", count) % {"count": count})
        return see_other(request, request.get_full_path())
    drafts.keep(by=request.user, at=at, content=request.POST.dict())
    wrong = "" if form.filled else _("Type at least one value.")
    return _page(request, form, UNPROCESSABLE, wrong=wrong, may_all=may_all, everything=everything)


@require_POST
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed, for its author only."""
    access.enterer(request.user)
    drafts.keep(by=request.user, at=timezone.now(), content=request.POST.dict())
    return HttpResponse(status=204)


def _page(
    request: HttpRequest, form: entering.EntryForm, status: int = 200, *, wrong: str = "", may_all: bool, everything: bool
) -> HttpResponse:
    questions = sum(bool(line.asked) for line in form.lines)
    errors = sum(bool(line.error) for line in form.lines) - questions
    context = {
        "form": form,
        "lines": form.lines,
        "wrong": wrong,
        "errors": errors,
        "files": any(line.file_name for line in form.lines),
        "questions": questions,
        "may_all": may_all,
        "everything": everything,
    }
    return render_page(request, "kpis/due.html", "due", context, status=status)
