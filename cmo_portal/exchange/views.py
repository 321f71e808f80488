"""Importing in the browser: drop a file, look at what it would do, answer a few questions, import, take back."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cmo_portal.exchange import access
from cmo_portal.exchange.actions import carry_out
from cmo_portal.exchange.forms import USUAL, FileForm, QuestionsForm, answers_of
from cmo_portal.exchange.guided import Answers, guided_plan, meanings, read_for_questions
from cmo_portal.exchange.importing import ImportPlan
from cmo_portal.exchange.models import ImportBatch, ImportDraft
from cmo_portal.exchange.queries import budgets, scores_after
from cmo_portal.exchange.template import workbook
from cmo_portal.exchange.undoing import undo_import
from foundation import toasts
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.tabular import Table
from portfolio.alignment import nights
from portfolio.models import Portfolio
from strategy.models import StrategicPlan, WeightClass

DRAFT_LIFE = timedelta(days=1)
SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The place to drop a file, and the imports made so far."""
    access.importer(request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return see_other(request, "exchange:draft", _keep(request, form.cleaned_data["file"]).token)
        except Refusal as refusal:
            form.add_error("file", said(refusal))
    context = {"form": form, "batches": ImportBatch.objects.select_related("by")[:SHOWN], "now": timezone.now()}
    return render_page(request, "exchange/imports.html", "drop", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_GET
def template(request: HttpRequest, language: str) -> HttpResponse:
    """The workbook to fill in, with the objectives of the active plan already in it."""
    access.importer(request.user)
    if language not in ("fr", "en"):
        raise Http404
    content = workbook(language, on=timezone.localdate(), objectives=_standing_objectives(language))
    name = "modele-projets.xlsx" if language == "fr" else "project-template.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """What the dropped file would do; a POST answers the questions and looks again."""
    kept = access.draft_to_import(request.user, token)
    if kept.batch:
        return see_other(request, "exchange:batch", kept.batch.pk)
    table = read_for_questions(bytes(kept.content))
    answers = _answers(kept)
    form = QuestionsForm(request.POST or None, meant=meanings(table, answers), initial=_initial(answers))
    if request.method == "POST" and form.is_valid():
        kept.answers = form.answers()
        kept.save(update_fields=["answers"])
        return see_other(request, "exchange:draft", kept.token)
    return _preview(request, kept, table, form, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
def carry(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Import the file as it was previewed, and have the scores computed at once.

    Answers that nobody has looked at yet are kept and shown first.
    """
    kept = access.draft_to_import(request.user, token)
    at = timezone.now()
    if not kept.batch and (asked := _not_looked_at(request, kept)):
        return asked
    try:
        batch = _carry(request, kept, at)
    except (Refusal, ChangedMeanwhile, IntegrityError) as refusal:
        words = (
            said(refusal)
            if isinstance(refusal, Refusal)
            else gettext("Somebody changed the same projects meanwhile. Look at the file again.")
        )
        table = read_for_questions(bytes(kept.content))
        answers = _answers(kept)
        form = QuestionsForm(meant=meanings(table, answers), initial=_initial(answers))
        return _preview(request, kept, table, form, trouble=words, status=CONFLICT)
    if batch is None:
        toasts.say(request, gettext("The file changes nothing: everything in it is recorded already."))
        return see_other(request, "exchange:imports")
    toasts.say(request, gettext("Imported. The scores are being computed."))
    return see_other(request, "exchange:batch", batch.pk)


@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import brought, and the button that takes it back."""
    done = access.batch_to_see(request.user, pk)
    context = {"batch": done, "can_be_undone": done.can_be_undone(timezone.now()), "scores": scores_after(done)}
    return render_page(request, "exchange/batch.html", "brought", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back."""
    done = access.batch_to_see(request.user, pk)
    at = timezone.now()
    try:
        undo_import(batch=done, by=request.user, at=at, on=timezone.localdate(at))
    except Refusal as refusal:
        context = {"batch": done, "can_be_undone": done.can_be_undone(at), "scores": scores_after(done), "trouble": said(refusal)}
        return render(request, "exchange/batch.html", context, status=CONFLICT)
    nights.want_run(by=request.user, at=at)
    toasts.say(request, gettext("The import was taken back."))
    return see_other(request, "exchange:imports")


def said(refusal: Refusal) -> str:
    """A refusal in the language of the screen."""
    return gettext(refusal.sentence) % refusal.facts


def _keep(request: HttpRequest, file: Any) -> ImportDraft:
    """Keep a file that can be read, for a day. Raises TableRefused."""
    content, at = file.read(), timezone.now()
    read_for_questions(content)
    ImportDraft.objects.filter(at__lt=at - DRAFT_LIFE).delete()
    return ImportDraft.objects.create(by=request.user, at=at, file_name=file.name[-200:], content=content)


def _answers(kept: ImportDraft) -> Any:
    names = {"name_fr": "Portefeuille principal", "name_en": "Main portfolio"}
    plan = StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).first()
    new = {"code": "MAIN", "currency": plan.currency if plan else "EUR", **names}
    return answers_of(kept.answers, year=timezone.localdate(kept.at).year, new_portfolio=new)


def _initial(answers: Answers) -> dict[str, Any]:
    """What the questions show before anything is answered."""
    known = Portfolio.objects.filter(code=answers.portfolio["code"]).exists()
    initial = {"portfolio": answers.portfolio["code"] if known else USUAL, "year": answers.year, "unit": answers.unit or USUAL}
    initial |= {"dates": answers.dates or USUAL, "decimal": answers.decimal or USUAL}
    initial |= {"approved": bool(answers.approved_plan), "approved_plan": answers.approved_plan}
    return initial


def _plan(kept: ImportDraft, table: Table) -> ImportPlan:
    content, on = bytes(kept.content), timezone.localdate()
    return guided_plan(content, file_name=kept.file_name, table=table, answers=_answers(kept), on=on, by=kept.by)


def _carry(request: HttpRequest, kept: ImportDraft, at: Any) -> ImportBatch | None:
    """Import once, whatever is clicked twice: the draft is held, and remembers its import."""
    with transaction.atomic():
        kept = ImportDraft.objects.select_for_update(no_key=True, of=("self",)).get(pk=kept.pk)
        if kept.batch_id:
            return kept.batch
        plan = _plan(kept, read_for_questions(bytes(kept.content)))
        keep_good = bool(request.POST.get("keep_good"))
        done = carry_out(plan=plan, by=request.user, at=at, recorded_at=at, on=timezone.localdate(at), keep_good=keep_good)
        if done is not None:
            ImportDraft.objects.filter(pk=kept.pk).update(batch=done, content=b"")
            nights.want_run(by=request.user, at=at)
        return done


def _not_looked_at(request: HttpRequest, kept: ImportDraft) -> HttpResponse | None:
    """The preview to look at first, where the questions sent along with "Import" are answered wrongly or anew."""
    if "unit" not in request.POST:
        return None
    table, answers = read_for_questions(bytes(kept.content)), _answers(kept)
    form = QuestionsForm(request.POST, meant=meanings(table, answers), initial=_initial(answers))
    if not form.is_valid():
        return _preview(request, kept, table, form, status=UNPROCESSABLE)
    before, kept.answers = (replace(answers, columns={}), meanings(table, answers)), form.answers()
    now = _answers(kept)
    if (replace(now, columns={}), meanings(table, now)) == before:
        return None
    kept.save(update_fields=["answers"])
    toasts.say(request, gettext("Your answers change what would be written: look at it, then import."))
    return see_other(request, "exchange:draft", kept.token)


def _preview(
    request: HttpRequest, kept: ImportDraft, table: Table, form: QuestionsForm, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    plan = None
    try:
        plan = _plan(kept, table)
    except Refusal as refusal:
        trouble = trouble or said(refusal)
    context = {"draft": kept, "form": form, "trouble": trouble, "plan": plan, "table": table}
    if plan:
        year = _answers(kept).year
        context |= _lists(plan) | {"year": str(year), "budgets": budgets(plan, year)}
    return render_page(request, "exchange/draft.html", "preview", context, status=status)


def _lists(plan: ImportPlan) -> dict[str, Any]:
    """What the preview shows of a plan: the first of each kind, and how many there are."""
    reading = plan.reading

    def told(problems: list[Any]) -> list[dict[str, Any]]:
        return [
            {"place": one.place, "column": one.facts.get("column", ""), "why": gettext(one.sentence) % one.facts}
            for one in problems[:SHOWN]
        ]

    return {
        "counts": plan.counts(),
        "refused": told(reading.refused),
        "undisclosed": told(reading.undisclosed),
        "notes": told(reading.notes),
        "new": plan.new[:SHOWN],
        "changed": plan.changed[:SHOWN],
        "has_links": plan.mapping.links is not None,
    }


def _standing_objectives(language: str) -> list[tuple[str, str, str, str]]:
    """Code, name, class and horizon of the objectives of the active plan."""
    plan = StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).first()
    if plan is None:
        return []
    latest = plan.weight_sets.filter(superseded_at__isnull=True, removed=False).order_by("-in_force_from", "-number").first()
    classes = dict(latest.weights.values_list("objective_id", "weight_class")) if latest else {}
    french = language == "fr"
    words = {3: "majeur" if french else "major", 2: "important", 1: "utile" if french else "useful"}
    horizons = {"short": "court", "medium": "moyen", "long": "long"} if french else {}
    standing = plan.objectives.filter(retired_on__isnull=True, children__isnull=True)
    return [
        (
            one.code,
            one.name_fr if french else one.name_en,
            words[classes.get(one.pk) or WeightClass.IMPORTANT],
            horizons.get(one.horizon, one.horizon),
        )
        for one in standing
    ]
