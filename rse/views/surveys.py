"""Surveys: the list, one survey with its waves, a wave from its plan to its results."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import formatting, toasts
from foundation.bilingual import language
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.paging import page_of
from foundation.refusals import Refusal
from foundation.submissions import entered
from foundation.tabular import csv_lines
from rse import access
from rse.actions import surveys as actions
from rse.actions.campaigns import Audience
from rse.forms.surveys import QuestionsForm, SurveyForm, WaveForm, questions_text
from rse.models import Campaign, CampaignGroup, Survey, SurveyWave, WaveGroup
from rse.queries import surveys as queries
from rse.views.frame import Crumb, framed

MOVES: dict[str, Callable[..., Any]] = {"open": actions.open_wave, "close": actions.close_wave}
PAGE = 50
STATES = (
    ("", _("All surveys")),
    (SurveyWave.State.DRAFT, _("With a wave in preparation")),
    (SurveyWave.State.OPEN, _("With an open wave")),
    (SurveyWave.State.CLOSED, _("With a closed wave")),
)


def _way(survey: Survey, *more: Crumb) -> tuple[Crumb, ...]:
    return ((_("Surveys"), reverse("rse:surveys")), (survey.name, reverse("rse:survey", args=[survey.code])), *more)


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """Every survey with its newest wave: `?state=open`."""
    access.reader(request.user)
    state = request.GET.get("state", "")
    page = page_of(request, queries.survey_rows(state=state), PAGE)
    newest = [(survey, next(iter(survey.waves.all()), None)) for survey in page]
    lines = [(survey, wave, queries.response(wave) if wave else None) for survey, wave in newest]
    count = ngettext("%(count)s survey", "%(count)s surveys", page.paginator.count) % {"count": formatting.number(page.paginator.count)}
    context = framed(request, (_("Surveys"), ""), current="surveys", rows=page, lines=lines, count=count, state=state, states=STATES)
    return render_page(request, "rse/surveys.html", "surveys", context)


@require_http_methods(["GET", "POST"])
def survey_new(request: HttpRequest) -> HttpResponse:
    """Begin a survey from a template."""
    access.steerer(request.user)
    form = SurveyForm(request.POST or None)

    def act() -> str:
        made = actions.start_survey(owner=request.user, by=request.user, at=timezone.now(), **form.answers)
        return reverse("rse:survey", args=[made.code])

    if done := entered(request, form, act):
        return done
    way = ((_("Surveys"), reverse("rse:surveys")), (_("New survey"), ""))
    context = framed(request, *way, current="surveys", form=form)
    return render_page(request, "rse/survey_new.html", "survey-form", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """One survey: its waves compared, its questions."""
    row = access.survey_to_see(request.user, code)
    questions, waves = list(row.questions.all()), queries.waves_of(row)
    closed = [wave for wave in waves if wave.results and wave.results["cells"]][:4][::-1]
    wholes = [queries.cells_of(wave, questions, closed[n - 1] if n else None)[0] for n, wave in enumerate(closed)]
    by_question = zip(*(whole.figures for whole in wholes), strict=True)
    compared = [(figures[0].question, list(zip(closed, figures, strict=True))) for figures in by_question]
    context = {
        "survey": row,
        "questions": questions,
        "waves": [(wave, queries.response(wave)) for wave in waves],
        "closed": closed,
        "compared": compared,
        "fixed": any(wave.state != SurveyWave.State.DRAFT for wave in waves),
    }
    return render_page(request, "rse/survey.html", "survey", framed(request, *_way(row)[:1], (row.name, ""), current="surveys", **context))


@require_http_methods(["GET", "POST"])
def survey_questions(request: HttpRequest, code: str) -> HttpResponse:
    """The questions, until a wave opens."""
    row = access.survey_to_steer(request.user, code)
    form = QuestionsForm(request.POST if request.method == "POST" else None, initial={"text": questions_text(row.questions.all())})
    if form.is_bound and form.is_valid():
        try:
            actions.set_questions(survey=row, questions=form.cleaned_data["text"], by=request.user, at=timezone.now())
            toasts.say(request, gettext("Questions saved."))
            return see_other(request, "rse:survey", code)
        except Refusal as refusal:
            form.add_error("text", in_words(refusal))
    context = framed(request, *_way(row, (_("Questions"), "")), current="surveys", form=form, survey=row)
    return render_page(request, "rse/survey_questions.html", "questions-form", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def wave_new(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a wave; it asks whom the last one asked."""
    row = access.survey_to_steer(request.user, code)
    form = WaveForm(request.POST or None, today=timezone.localdate(), initial={"audience": _last_asked(row)})

    def act() -> str:
        made = actions.plan_wave(survey=row, by=request.user, at=timezone.now(), **form.answers)
        return reverse("rse:wave", args=[code, made.number])

    if done := entered(request, form, act):
        return done
    context = framed(request, *_way(row, (_("New wave"), "")), current="surveys", form=form, survey=row)
    return render_page(request, "rse/wave_new.html", "wave-form", context, status=UNPROCESSABLE if form.is_bound else 200)


def _last_asked(survey: Survey) -> list[Audience]:
    """The places of the last wave of the survey that named all of them, else of the first campaign."""
    wave = survey.waves.first()
    groups: Iterable[Any] = WaveGroup.objects.filter(wave=wave, unit__isnull=False).select_related("unit", "site") if wave else []
    asked = [Audience(one.unit, one.site, one.invited) for one in groups]
    if not asked:
        groups = CampaignGroup.objects.filter(campaign=Campaign.objects.order_by("pk").first()).select_related("unit", "site")
        asked = [Audience(one.unit, one.site, one.headcount) for one in groups]
    return asked


@require_safe
def wave(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A wave: how to hand out its links while it runs, its results once it is closed."""
    row = access.wave_to_see(request.user, code, number)
    context: dict[str, Any] = {"survey": row.survey, "wave": row, "rate": queries.response(row), "today": timezone.localdate()}
    context["may_draw"] = not row.given
    context["may_run"] = access.may_run_waves(request.user, row.survey)
    if row.state == SurveyWave.State.CLOSED:
        context |= _results(row, request.GET.get("place", ""))
    return render_page(
        request, "rse/wave.html", "wave", framed(request, *_way(row.survey, (_words(row), "")), current="surveys", **context)
    )


def _words(row: SurveyWave) -> str:
    return gettext("Wave %(number)s") % {"number": row.number}


def _results(row: SurveyWave, asked: str) -> dict[str, Any]:
    """The results of the place asked for, else of all; a place nobody may tell falls back to all."""
    questions = list(row.survey.questions.all())
    before = row.survey.waves.filter(number__lt=row.number, state=SurveyWave.State.CLOSED).first()
    cells = queries.cells_of(row, questions, before)
    shown = next((cell for cell in cells if cell.value == asked), cells[0] if cells else None)
    whole = shown is not None and shown.by == queries.ALL
    return {
        "cells": cells,
        "shown": shown,
        "shares": queries.shares_of(row, questions) if whole else [],
        "words": queries.words_of(row, questions) if whole else [],
        "before": before,
    }


@require_safe
def wave_csv(request: HttpRequest, code: str, number: int) -> StreamingHttpResponse:
    """The results as a file: the same figures as on the pages, and no other."""
    row = access.wave_to_see(request.user, code, number)
    questions = list(row.survey.questions.all())
    headings = [gettext("By"), gettext("Place"), gettext("People asked"), gettext("Answers"), gettext("Question")]
    headings += [gettext("Mean"), gettext("From (95%)"), gettext("To (95%)"), "NPS"]
    rows: list[Sequence[object]] = []
    for cell in queries.cells_of(row, questions):
        for one in cell.figures:
            figures = [one.mean.value, one.mean.low, one.mean.high] if one.mean else [None] * 3
            score = one.score.value if one.score else None
            told = [None if value is None else round(value, 2) for value in (*figures, score)]
            rows.append([cell.by, cell.name, cell.asked, cell.answered, one.question.words, *told])
    answer = StreamingHttpResponse(csv_lines(headings, rows, language=language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-{number}.csv"'
    return answer


@require_POST
def wave_move(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Open or close a wave."""
    row = access.wave_to_run(request.user, code, number)
    act = MOVES.get(request.POST.get("to", ""))
    if act is None:
        toasts.say(request, gettext("Choose what to do with the wave."), level="error")
        return see_other(request, "rse:wave", code, number)
    try:
        act(wave=row, by=request.user, at=timezone.now())
        toasts.say(request, gettext("Wave saved."))
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
    return see_other(request, "rse:wave", code, number)


@require_POST
def wave_links(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """New links, one a person asked, as a file; they are shown this once."""
    row = access.wave_to_run(request.user, code, number)
    try:
        links = actions.draw_links(wave=row, by=request.user, at=timezone.now())
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
        return see_other(request, "rse:wave", code, number)
    lines = ([str(link.group), request.build_absolute_uri(reverse("rse:answer", args=[link.token]))] for link in links)
    headings = [gettext("Place"), gettext("Link, for one person and once")]
    answer = StreamingHttpResponse(csv_lines(headings, lines, language=language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-{number}-links.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
