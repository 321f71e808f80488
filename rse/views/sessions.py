"""Sessions of a campaign: calling them, the page with the link to join, taking one back, lists of who came."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.submissions import entered
from foundation.tabular import read_table
from rse import access
from rse.actions import attendance, campaigns
from rse.charts.qr import square
from rse.forms.campaigns import AttendanceForm, SessionForm
from rse.identities import shown_code
from rse.imports.attendance import Read, read_lines
from rse.models import Campaign
from rse.views.frame import Crumb, framed

SHOWN_FAULTS = 100


def _way(campaign: Campaign, *more: Crumb) -> tuple[Crumb, ...]:
    return ((_("Campaigns"), reverse("rse:campaigns")), (campaign.name, reverse("rse:campaign", args=[campaign.code])), *more)


@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest, code: str) -> HttpResponse:
    """Call a session."""
    campaign = access.campaign_to_run(request.user, code)
    form = SessionForm(request.POST or None, campaign=campaign, today=timezone.localdate())

    def act() -> str:
        held = campaigns.hold_session(campaign=campaign, by=request.user, at=timezone.now(), **form.answers)
        return reverse("rse:session", args=[code, held.pk])

    if done := entered(request, form, act):
        return done
    context = framed(request, *_way(campaign, (_("New session"), "")), current="campaigns", form=form, campaign=campaign)
    return render_page(request, "rse/session_new.html", "session-form", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
def session(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What hangs on the wall: link, code and square of a session."""
    row = access.session_to_run(request.user, code, number)
    link = request.build_absolute_uri(reverse("rse:join", args=[row.code]))
    context = {"session": row, "link": link, "square": square(link), "code": shown_code(row.code), "today": timezone.localdate()}
    context["entrance"] = request.build_absolute_uri(reverse("rse:join_code"))
    return render_page(
        request, "rse/session.html", "session", framed(request, *_way(row.campaign, (row.place, "")), current="campaigns", **context)
    )


@require_POST
def session_cancel(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take back a session to which nobody came."""
    row = access.session_to_run(request.user, code, number)
    try:
        campaigns.cancel_session(session=row, by=request.user, at=timezone.now())
        toasts.say(request, gettext("Session taken back."))
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
    return see_other(request, "rse:campaign", code)


@require_http_methods(["GET", "POST"])
def attendance_file(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a list of who came: all of it or, when asked, what can be read of it."""
    campaign = access.campaign_to_run(request.user, code)
    form = AttendanceForm(request.POST or None, request.FILES or None)
    found = Read([], [])
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            found = read_lines(read_table(content), campaign)
            if not found.faults or (form.cleaned_data["partly"] and found.lines):
                proof = {"source": file.name[:200], "sha256": sha256(content).hexdigest()}
                listed = attendance.record_attendance(campaign=campaign, lines=found.lines, by=request.user, at=timezone.now(), **proof)
                told = {"added": listed.added, "known": listed.known, "faults": len(found.faults)}
                words = gettext("%(added)s attendances recorded, %(known)s were known already, %(faults)s lines left out.")
                toasts.say(request, words % told)
                return see_other(request, "rse:campaign", code)
            form.add_error(None, gettext("Nothing was recorded: correct these lines, or have the others recorded without them."))
        except Refusal as refusal:
            form.add_error("file", in_words(refusal))
    faults = [{"place": one.place, "sentence": gettext(one.sentence) % one.facts} for one in found.faults[:SHOWN_FAULTS]]
    context = {"campaign": campaign, "form": form, "faults": faults, "more": max(len(found.faults) - SHOWN_FAULTS, 0)}
    context |= {"lines": len(found.lines), "sessions": campaign.sessions.all()}
    page = framed(request, *_way(campaign, (_("Who came"), "")), current="campaigns", **context)
    return render_page(request, "rse/attendance.html", "attendance", page, status=UNPROCESSABLE if form.is_bound else 200)
