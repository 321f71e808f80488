"""Surveys: begun from a template, asked in waves by links that work once, closed with results that are then never changed."""

import hashlib
import random
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from rse import small_cells, survey_results
from rse.actions.campaigns import Audience
from rse.catalogues import catalogue
from rse.models import Survey, SurveyAnswer, SurveyQuestion, SurveyToken, SurveyWave, WaveGroup
from rse.refusals import RseRefusal
from rse.small_cells import Group
from rse.survey_results import Asked

State, Kind = SurveyWave.State, SurveyQuestion.Kind
TOKEN_BYTES = 16


@dataclass(frozen=True)
class Link:
    """A link as it is handed out, once: for somebody of a place."""

    group: WaveGroup
    token: str


def start_survey(*, code: str, template: str, by: User | None, at: datetime, name_fr: str = "", name_en: str = "", **facts: Any) -> Survey:
    """Begin a survey with the questions of a template (`wellbeing`, `stakeholders`)."""
    ready = catalogue("surveys")[template]
    names = both_names(fr=name_fr or ("" if name_en else ready["name_fr"]), en=name_en or ("" if name_fr else ready["name_en"]))
    with transaction.atomic():
        if Survey.objects.filter(code=code).exists():
            raise RseRefusal(_("The code %(code)s is taken: choose another."), code=code)
        texts = {name: ready[name] for name in ("intro_fr", "intro_en")}
        survey = Survey.objects.create(code=code, kind=template, **names, **texts, **facts)
        _write_questions(survey, ready["questions"])
        audit.record(by=by, at=at, verb="survey.started", subjects=[survey], facts={"about": code, "template": template})
    return survey


def set_questions(*, survey: Survey, questions: Sequence[Mapping[str, Any]], by: User | None, at: datetime) -> None:
    """Write the questions anew: {"kind", "words_fr", "words_en", "options"} each. Refused once a wave was opened: waves are compared."""
    if not questions:
        raise RseRefusal(_("A survey asks one question at least: write one."))
    for number, one in enumerate(questions, start=1):
        if one["kind"] == Kind.CHOICE and len(one.get("options") or ()) < 2:
            raise RseRefusal(_("Question %(number)s offers fewer than two answers: write another."), number=number)
    with transaction.atomic():
        Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
        if survey.waves.exclude(state=State.DRAFT).exists():
            raise RseRefusal(_("A wave was opened with these questions: begin another survey to ask others."))
        survey.questions.all().delete()
        _write_questions(survey, questions)
        audit.record(by=by, at=at, verb="survey.changed", subjects=[survey], facts={"about": survey.code, "questions": len(questions)})


def _write_questions(survey: Survey, questions: Sequence[Mapping[str, Any]]) -> None:
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            survey=survey,
            position=number,
            kind=one["kind"],
            words_fr=one["words_fr"],
            words_en=one["words_en"],
            options=list(one.get("options") or ()),
        )
        for number, one in enumerate(questions, start=1)
    )


def plan_wave(
    *, survey: Survey, opens_on: date, closes_on: date, audience: Sequence[Audience], by: User | None, at: datetime, goal: int = 60
) -> SurveyWave:
    """Plan a wave for some people. Places of fewer than five are put together at once: no answer is ever kept under such a place."""
    if closes_on < opens_on:
        raise RseRefusal(_("The wave ends before it begins: check both days."))
    if sum(one.headcount for one in audience) < small_cells.LEAST:
        raise RseRefusal(_("Fewer than five people are asked: nothing could be told of their answers. Ask more."))
    with transaction.atomic():
        Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
        number = survey.waves.count() + 1
        wave = SurveyWave.objects.create(survey=survey, number=number, opens_on=opens_on, closes_on=closes_on, goal=goal)
        WaveGroup.objects.bulk_create(_groups(wave, audience))
        told = {"about": f"{survey.code} · {number}", "people": sum(one.headcount for one in audience), "from": opens_on, "to": closes_on}
        audit.record(by=by, at=at, verb="wave.planned", subjects=[survey, wave], facts=told)
    return wave


def _groups(wave: SurveyWave, audience: Sequence[Audience]) -> list[WaveGroup]:
    places = [Group(number, one.unit.pk, (one.headcount,)) for number, one in enumerate(audience)]
    rows: dict[tuple[Any, Any], int] = defaultdict(int)
    for block in small_cells.blocks(places):
        members = [audience[number] for number in block.keys]  # type: ignore[index]
        units = {one.unit.pk: one.unit for one in members}
        unit = next(iter(units.values())) if len(units) == 1 else None
        rows[unit, members[0].site if len(members) == 1 else None] += block.counts[0]
    return [WaveGroup(wave=wave, unit=unit, site=site, invited=people) for (unit, site), people in rows.items()]


def open_wave(*, wave: SurveyWave, by: User | None, at: datetime) -> SurveyWave:
    """Open a wave: from now on its links are answered."""
    with transaction.atomic():
        held = _held(wave, State.DRAFT, _("This wave was opened already."))
        _move(held, State.OPEN)
        audit.record(by=by, at=at, verb="wave.opened", subjects=[held.survey, held], facts={"about": _name(held)})
    return held


def draw_links(*, wave: SurveyWave, by: User | None, at: datetime) -> list[Link]:
    """One link for each person asked; those drawn before stop working. They are returned once and kept as hashes.

    Refused once somebody answered: the links left of a place would tell how many of it did.
    """
    with transaction.atomic():
        held = _held(wave, State.OPEN, _("Links are drawn while the wave is open: open it first."))
        groups = list(held.groups.select_for_update(no_key=True, of=("self",)).select_related("unit", "site"))
        if any(group.answered for group in groups):
            raise RseRefusal(_("Somebody answered already: links drawn anew would tell how many did. Close the wave, then plan another."))
        SurveyToken.objects.filter(wave=held).delete()
        links = [Link(group, secrets.token_urlsafe(TOKEN_BYTES)) for group in groups for _n in range(group.invited)]
        rows = [SurveyToken(wave=held, group=link.group, digest=digest_of(link.token)) for link in links]
        SurveyToken.objects.bulk_create(rows, batch_size=2_000)
        SurveyWave.objects.filter(pk=held.pk).update(links_drawn_at=at)
        audit.record(by=by, at=at, verb="wave.links_drawn", subjects=[held.survey, held], facts={"about": _name(held), "links": len(links)})
    return links


def digest_of(token: str) -> str:
    """What is kept of a link; its sixteen drawn bytes cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def usable_link(token: str, *, at: datetime) -> SurveyToken | None:
    """The link while it may be answered: known, not used, its wave open and within its days."""
    today = timezone.localdate(at)
    rows = SurveyToken.objects.select_related("wave__survey").filter(digest=digest_of(token), used=False, wave__state=State.OPEN)
    return rows.filter(wave__opens_on__lte=today, wave__closes_on__gte=today).first()


def answer(*, link: SurveyToken, values: Mapping[str, Any], at: datetime) -> bool:
    """Keep an answer and use up its link, both or neither; False when the link was used meanwhile.

    The answer holds neither link nor instant, and no entry of the ledger tells of it. Raises RseRefusal when a question is left out.
    """
    questions = list(link.wave.survey.questions.all())
    kept = {str(one.pk): _checked(one, values.get(str(one.pk))) for one in questions}
    with transaction.atomic():
        if not SurveyToken.objects.filter(pk=link.pk, used=False, wave__state=State.OPEN).update(used=True):
            return False
        SurveyAnswer.objects.create(wave_id=link.wave_id, group_id=link.group_id, values=kept)
        WaveGroup.objects.filter(pk=link.group_id).update(answered=F("answered") + 1)
    return True


def record_answers(*, wave: SurveyWave, answers: Mapping[int, Sequence[Mapping[str, Any]]], by: User | None, at: datetime) -> int:
    """Keep answers given on paper, {number of the place: answers}: all or none, never more than were asked."""
    with transaction.atomic():
        held = _held(wave, State.OPEN, _("Answers are entered while the wave is open."))
        questions = list(held.survey.questions.all())
        rows = []
        for group in held.groups.select_for_update(no_key=True):
            given = answers.get(group.pk, ())
            if group.answered + len(given) > group.invited:
                raise RseRefusal(_("%(place)s gave more answers than people were asked: check the numbers."), place=str(group))
            for values in given:
                kept = {str(one.pk): _checked(one, values.get(str(one.pk))) for one in questions}
                rows.append(SurveyAnswer(wave=held, group=group, values=kept))
            WaveGroup.objects.filter(pk=group.pk).update(answered=F("answered") + len(given))
        SurveyAnswer.objects.bulk_create(rows, batch_size=2_000)
        audit.record(by=by, at=at, verb="wave.answers_entered", subjects=[held.survey, held], facts={"about": _name(held)})
    return len(rows)


def _checked(question: SurveyQuestion, value: Any) -> Any:
    """A value that this kind of question may have. Raises RseRefusal for any other."""
    if question.kind == Kind.TEXT:
        return str(value or "").strip()[:1_000]
    bounds = {Kind.SCALE: (1, 5), Kind.NPS: (0, 10), Kind.CHOICE: (0, len(question.options) - 1)}[Kind(question.kind)]
    if isinstance(value, bool) or not isinstance(value, int) or not bounds[0] <= value <= bounds[1]:
        raise RseRefusal(_("A question was left out: answer each of them, only the last words are free."))
    return value


def close_wave(*, wave: SurveyWave, by: User | None, at: datetime) -> SurveyWave:
    """Close a wave: its results are worked out once, its links are forgotten."""
    with transaction.atomic():
        held = _held(wave, State.OPEN, _("Only an open wave is closed."))
        answers: dict[int, list[Any]] = defaultdict(list)
        for group, values in SurveyAnswer.objects.filter(wave=held).order_by("pk").values_list("group_id", "values"):
            answers[group].append(values)
        places = [Asked(one.pk, one.unit_id, one.site_id, one.invited, answers[one.pk]) for one in held.groups.all()]
        asked = [survey_results.Question(str(one.pk), one.kind, len(one.options)) for one in held.survey.questions.all()]
        held.results = survey_results.results(places, asked, random.SystemRandom())
        SurveyToken.objects.filter(wave=held).delete()
        _move(held, State.CLOSED, "results")
        audit.record(by=by, at=at, verb="wave.closed", subjects=[held.survey, held], facts={"about": _name(held)})
    return held


def _held(wave: SurveyWave, state: str, otherwise: str) -> SurveyWave:
    held = SurveyWave.objects.select_for_update(no_key=True, of=("self",)).select_related("survey").get(pk=wave.pk)
    if held.state != state:
        raise RseRefusal(otherwise)
    return held


def _move(wave: SurveyWave, state: str, *more: str) -> None:
    wave.state = state
    wave.save(update_fields=["state", *more])


def _name(wave: SurveyWave) -> str:
    return f"{wave.survey.code} · {wave.number}"
