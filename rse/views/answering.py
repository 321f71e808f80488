"""What somebody opens by a link that works once, without a login: the survey, and thanks. A used link looks like an unknown one."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation import throttling
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE
from foundation.refusals import Refusal
from rse.actions.surveys import answer as keep
from rse.actions.surveys import usable_link
from rse.forms.surveys import AnswerForm

A_WHILE, ANSWERS, UNKNOWN = 600, 400, 30  # seconds; from one address
GONE = 404


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The survey behind a link, once."""
    link = usable_link(token, at=timezone.now())
    if link is None:
        return _gone(request)
    survey = link.wave.survey
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=list(survey.questions.all()))
    if form.is_bound and form.is_valid():
        if throttling.too_many(request, "answer", most=ANSWERS, seconds=A_WHILE, at=timezone.now()):
            return throttling.refusal(request)
        try:
            return redirect("rse:answered") if keep(link=link, values=form.values, at=timezone.now()) else _gone(request)
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
    context = {"survey": survey, "wave": link.wave, "form": form}
    return render(request, "rse/answer.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@login_not_required
@never_cache
@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """Thanks; it says nothing of the answer."""
    return render(request, "rse/answered.html")


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page for a link that was used, one that never was, and a wave that is over."""
    if throttling.too_many(request, "answer-unknown", most=UNKNOWN, seconds=A_WHILE, at=timezone.now()):
        return throttling.refusal(request)
    return render(request, "rse/answer_gone.html", status=GONE)
