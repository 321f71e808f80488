"""What an employee opens on a phone, without a login: join a session, answer its quiz.

The same words answer a first and a second sign-in, so that nobody learns whether a colleague came. Cached nowhere.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation import throttling
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE
from foundation.refusals import Refusal
from rse.actions.attendance import sign_in
from rse.actions.quiz import take_quiz
from rse.forms.campaigns import CodeForm, JoinForm
from rse.forms.quiz import AnswerForm
from rse.identities import QUIZ, person_key, read_code
from rse.models import CampaignSession, QuizTake
from rse.queries.campaigns import places_of

A_WHILE, SIGN_INS, UNKNOWN = 600, 400, 30  # seconds; from one address: a whole factory may stand behind it
TICKET, A_DAY = "rse.quiz.ticket", 24 * 3600


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join_code(request: HttpRequest) -> HttpResponse:
    """The entrance: type the code of the session."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        code = read_code(form.cleaned_data["code"])
        found = _session(request, code) if code else None
        if isinstance(found, HttpResponse):
            return found
        if found:
            return redirect("rse:join", code)
        form.add_error("code", gettext("No session has this code: check it, or ask the person who gave it to you."))
    return render(request, "rse/join_code.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in to a session: who one is (kept as a code only) and where one works."""
    session = _session(request, read_code(code))
    if isinstance(session, HttpResponse):
        return session
    if session is None:
        return render(request, "rse/join_unknown.html", status=404)
    groups = list(session.campaign.groups.select_related("unit", "site"))
    form = JoinForm(request.POST if request.method == "POST" else None, session=session, places=places_of(groups))
    today = timezone.localdate()
    if form.is_bound and form.is_valid():
        if throttling.too_many(request, "join", most=SIGN_INS, seconds=A_WHILE, at=timezone.now()):
            return throttling.refusal(request)
        try:
            who = form.cleaned_data["who"]
            group = next((one for one in groups if str(one.pk) == form.cleaned_data["place"]), None)
            sign_in(session=session, person=person_key(who), group=group, at=timezone.now())
            ticket = signing.dumps([session.pk, person_key(who, purpose=QUIZ)], salt=TICKET)
            return redirect("rse:joined", session.code, ticket)
        except Refusal as refusal:
            form.add_error("who", in_words(refusal))
    context = {"session": session, "form": form, "is_open": session.on <= today <= session.closes_on, "early": today < session.on}
    return render(request, "rse/join.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@login_not_required
@never_cache
@require_safe
def joined(request: HttpRequest, code: str, ticket: str) -> HttpResponse:
    """Signed in; where the campaign has a quiz, the way to it."""
    session, _taker = _ticket_of(request, code, ticket)
    if session is None:
        return render(request, "rse/join_unknown.html", status=404)
    context = {"session": session, "ticket": ticket, "quiz": session.campaign.questions.exists(), "done": request.GET.get("done", "")}
    return render(request, "rse/joined.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join_quiz(request: HttpRequest, code: str, phase: str, ticket: str) -> HttpResponse:
    """The quiz before or after the session; a second time changes nothing."""
    session, taker = _ticket_of(request, code, ticket)
    questions = list(session.campaign.questions.all()) if session and phase in QuizTake.Phase.values else []
    if session is None or not questions:
        return render(request, "rse/join_unknown.html", status=404)
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=questions)
    if form.is_bound and form.is_valid():
        if throttling.too_many(request, "join", most=SIGN_INS, seconds=A_WHILE, at=timezone.now()):
            return throttling.refusal(request)
        take_quiz(campaign=session.campaign, questions=questions, phase=phase, taker=taker, chosen=form.chosen)
        answer = redirect("rse:joined", session.code, ticket)
        answer["Location"] += f"?done={phase}"
        return answer
    context = {"session": session, "form": form, "phase": phase, "ticket": ticket}
    return render(request, "rse/join_quiz.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _session(request: HttpRequest, code: str) -> CampaignSession | HttpResponse | None:
    """The session of a code; a page to wait for whoever tries many that do not exist."""
    found = CampaignSession.objects.select_related("campaign", "site").filter(code=code).first()
    if found is None and throttling.too_many(request, "join-unknown", most=UNKNOWN, seconds=A_WHILE, at=timezone.now()):
        return throttling.refusal(request)
    return found


def _ticket_of(request: HttpRequest, code: str, ticket: str) -> tuple[Any, str]:
    """The session and the person of a ticket of today; (None, "") for any other."""
    try:
        number, taker = signing.loads(ticket, salt=TICKET, max_age=A_DAY)
    except signing.BadSignature:
        return None, ""
    found = CampaignSession.objects.select_related("campaign").filter(code=read_code(code), pk=number).first()
    return found, taker
