"""What somebody opens by a link, without a login: the survey of a wave, the questionnaire of a partner, and thanks.

A link works once. Survey links answer alike whether used, over or never drawn; a partner learns why theirs no longer works.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation import throttling
from foundation.attachments.actions import EvidenceRefused
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE
from foundation.refusals import Refusal
from rse.actions import questionnaires as questioning
from rse.actions import surveys as surveying
from rse.forms.questionnaires import QuestionnaireForm
from rse.forms.surveys import AnswerForm

A_WHILE, UNKNOWN = 600, 30  # seconds; tries from one address
NOT_FOUND, GONE = 404, 410


@dataclass(frozen=True)
class ByLink:
    """What differs between the pages that a link opens; `most` answers are taken from one address in a while."""

    name: str
    template: str
    title: str | Promise
    most: int
    thanks: str
    unknown: str | Promise


SURVEY = ByLink(
    "answer",
    "rse/answer.html",
    _("Survey"),
    400,
    "rse:answered",
    _("It was used already, it was mistyped, or the survey is over. If you have not answered, ask the person who sent it for another."),
)
QUESTIONNAIRE = ByLink(
    "questionnaire",
    "rse/questionnaire.html",
    _("Questionnaire"),
    60,
    "rse:questionnaire_thanks",
    _("It was mistyped, or is not whole. Open it from the message it came with, or ask whoever sent it for a new one."),
)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The survey behind a link, once."""
    at = timezone.now()
    link = surveying.usable_link(token, at=at)
    if link is None:
        return _unknown(request, SURVEY)
    survey = link.wave.survey
    form = AnswerForm(request.POST if request.method == "POST" else None, questions=list(survey.questions.all()))

    def keep() -> object:
        return surveying.answer(link=link, values=form.values, at=at)

    return _asked(request, SURVEY, form, keep, {"survey": survey, "wave": link.wave})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def questionnaire(request: HttpRequest, token: str) -> HttpResponse:
    """The questions to a partner, for whoever has the link; once answered or over, it says so."""
    at = timezone.now()
    row = questioning.find_link(token)
    if row is None:
        return _unknown(request, QUESTIONNAIRE)
    try:
        questioning.refuse_closed(row, at=at)
    except Refusal as refusal:
        return _closed(request, QUESTIONNAIRE, in_words(refusal), GONE)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = QuestionnaireForm(*sent, today=timezone.localdate(at))

    def keep() -> object:
        named = {name: form.cleaned_data[name] for name in ("year", "respondent", "evidence")}
        return questioning.answer_questionnaire(questionnaire=row, answers=form.answers, at=at, **named)

    return _asked(request, QUESTIONNAIRE, form, keep, {"row": row, "supplier": row.supplier})


@login_not_required
@never_cache
@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """Thanks; it says nothing of the answer."""
    return _thanks(request, _("Your answers are kept. Nothing links them to you; the results come when the survey closes."))


@login_not_required
@never_cache
@require_safe
def questionnaire_thanks(request: HttpRequest) -> HttpResponse:
    """Thanks; it says nothing of the answers."""
    return _thanks(request, _("Your answers are received, and whoever asked you is told. You may close this page."))


def _asked(request: HttpRequest, page: ByLink, form: forms.Form, keep: Callable[[], object], context: dict[str, Any]) -> HttpResponse:
    """The form until its answers are kept, then thanks; `keep` returns nothing when the link was used meanwhile."""
    if not form.is_bound:
        return render(request, page.template, context | {"form": form})
    if throttling.too_many(request, page.name, most=page.most, seconds=A_WHILE, at=timezone.now()):
        return throttling.refusal(request)
    if form.is_valid():
        try:
            return redirect(page.thanks) if keep() else _unknown(request, page)
        except Refusal as refusal:
            form.add_error("evidence" if isinstance(refusal, EvidenceRefused) else None, in_words(refusal))
    return render(request, page.template, context | {"form": form}, status=UNPROCESSABLE)


def _unknown(request: HttpRequest, page: ByLink) -> HttpResponse:
    """The page for a link that nobody drew; to wait for whoever tries many."""
    if throttling.too_many(request, f"{page.name}-unknown", most=UNKNOWN, seconds=A_WHILE, at=timezone.now()):
        return throttling.refusal(request)
    return _closed(request, page, page.unknown, NOT_FOUND)


def _closed(request: HttpRequest, page: ByLink, why: str | Promise, status: int) -> HttpResponse:
    return render(request, "rse/link_closed.html", {"title": page.title, "why": why}, status=status)


def _thanks(request: HttpRequest, sentence: str | Promise) -> HttpResponse:
    return render(request, "rse/link_thanks.html", {"sentence": sentence})
