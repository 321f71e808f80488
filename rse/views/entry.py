"""Entering activity data: one month for several meters, one new line, corrections and restatements."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import formatting, toasts
from foundation.asked import whole_number
from foundation.attachments.actions import keep_evidence, read_checked
from foundation.attachments.models import Attachment
from foundation.editing import in_words
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.periods import NotAPeriod, Period, PeriodKind
from foundation.refusals import Refusal
from foundation.submissions import earlier_answer, entered
from rse import access
from rse.actions import footprint as actions
from rse.actions.footprint import Activity
from rse.catalogues import categories
from rse.forms.footprint import ActivityForm, CorrectionForm, MonthForm
from rse.models import ActivityData, ReportingPeriod
from rse.queries import entry as queries
from rse.queries.entry import Meter
from rse.views.frame import asked_basis, framed

KIND = "rse.activitydata"


@require_http_methods(["GET", "POST"])
def month(request: HttpRequest, code: str) -> HttpResponse:
    """The values of one month for every meter of a category: `?category=s2.1&month=2026-10`."""
    period = access.period_to_enter(request.user, code)
    if period.is_closed and request.method == "GET":
        return _closed(request, period)
    category = categories().get(request.GET.get("category", "")) or categories()["s2.1"]
    asked = _asked_month(request, period)
    meters = queries.meters_of_month(period, category.code, asked)
    form = MonthForm(request.POST or None, request.FILES or None, meters=meters)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid() and (said := _save_month(request, period, category.code, asked, form)):
            toasts.say(request, said)
            return see_other(request, f"{request.path}?category={category.code}&month={asked}")
    emitted = {row.key: kg for row, kg in _month_emissions(period, category.code, asked)}
    context = {
        "period": period,
        "category": category,
        "month": asked,
        "month_label": formatting.day(asked.start, "month"),
        "before": asked.previous if asked.previous.start >= period.starts_on else None,
        "after": asked.next if asked.next.end <= period.ends_on else None,
        "form": form,
        "emitted": emitted,
        "total": sum(emitted.values()) / 1000 if emitted else None,
        "categories": [one for one in categories().values() if one.code in _used(period)],
    }
    return render_page(
        request, "rse/month.html", "month", framed(request, _to(period), (_("Month"), ""), current="periods", **context), status=status
    )


def _used(period: ReportingPeriod) -> set[str]:
    return set(period.cells.values_list("category", flat=True)) | {"s1.1", "s2.1"}


def _asked_month(request: HttpRequest, period: ReportingPeriod) -> Period:
    try:
        asked = Period.parse(request.GET.get("month", ""))
    except NotAPeriod:
        asked = Period.containing(timezone.localdate(), PeriodKind.MONTH).previous
    if asked.kind is not PeriodKind.MONTH or not (period.starts_on <= asked.start and asked.end <= period.ends_on):
        return Period.containing(period.ends_on, PeriodKind.MONTH)
    return asked


def _month_emissions(period: ReportingPeriod, category: str, asked: Period) -> list[tuple[ActivityData, float]]:
    rows = list(ActivityData.objects.current().filter(period=period, category=category, starts_on=asked.start, ends_on=asked.end))
    emitted = queries.emissions_of(rows, "location")
    return [(row, emitted.get(row.pk, 0.0)) for row in rows]


def _save_month(request: HttpRequest, period: ReportingPeriod, category: str, asked: Period, form: MonthForm) -> str:
    """Save what was filled in; the sentence for the toast, or nothing where the form now says what is wrong."""
    at = timezone.now()
    try:
        for name in ("bill", *(meter.file_name for meter in form.meters)):
            if upload := form.cleaned_data.get(name):
                read_checked(upload)
                upload.seek(0)
        with transaction.atomic():
            shared = _shared_proof(request, period, form, at)
            values = [value for meter in form.meters if (value := _value(request, meter, form, category=category, asked=asked, at=at))]
            values = [replace(value, evidence=value.evidence or shared) for value in values]
            reason = form.cleaned_data["reason"]
            entered = actions.record_activities(period=period, values=values, by=request.user, at=at, correction_reason=reason)
    except Refusal as refusal:
        form.add_error(None, in_words(refusal))
        return ""
    count = len(entered.added) + len(entered.corrected)
    if not count:
        return gettext("Nothing changed: these values are saved already.")
    return ngettext("%(count)s value saved; the emissions are computed.", "%(count)s values saved; the emissions are computed.", count) % {
        "count": count
    }


def _closed(request: HttpRequest, period: ReportingPeriod) -> HttpResponse:
    """To the lines of a closed period, where each is restated."""
    toasts.say(request, gettext("This period is closed: open the line to correct and restate it with a reason."), level="warning")
    return see_other(request, reverse("rse:activities", args=[period.code]))


def _shared_proof(request: HttpRequest, period: ReportingPeriod, form: MonthForm, at: Any) -> Attachment | None:
    """The one file that proves every value without a file of its own."""
    upload = form.cleaned_data.get("bill")
    if not upload or not any(form.cleaned_data.get(meter.value_name) is not None for meter in form.meters):
        return None
    return keep_evidence(kind=KIND, object_id=period.code, upload=upload, by=request.user, at=at)


def _value(request: HttpRequest, meter: Meter, form: MonthForm, *, category: str, asked: Period, at: Any) -> Activity | None:
    quantity = form.cleaned_data.get(meter.value_name)
    if quantity is None:
        return None
    upload = form.cleaned_data.get(meter.file_name)
    known = _known(meter, asked)
    proof = known.evidence if known else None
    if upload:
        proof = keep_evidence(kind=KIND, object_id=str(meter.key), upload=upload, by=request.user, at=at)
    marks = known.marks if known else {}
    return Activity(
        category,
        meter.label,
        asked.start,
        asked.end,
        quantity,
        meter.unit,
        meter.factor,
        site=meter.site,
        market_factor=meter.market_factor,
        evidence=proof,
        marks=marks,
        note=known.note if known else "",
    )


def _known(meter: Meter, asked: Period) -> ActivityData | None:
    if meter.quantity is None:
        return None
    return ActivityData.objects.current().select_related("evidence").filter(key=meter.key, starts_on=asked.start).first()


@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new line; the category is chosen first, `?category=s1.1`, so that only its factors are offered."""
    period = access.period_to_enter(request.user, code)
    if period.is_closed and request.method == "GET":
        return _closed(request, period)
    if earlier := earlier_answer(request):
        return see_other(request, earlier)
    category = categories().get(request.GET.get("category", ""))
    crumbs = (_to(period), (_("New line"), ""))
    if category is None:
        context = framed(request, *crumbs, current="periods", period=period, categories=list(categories().values()))
        return render_page(request, "rse/activity_new.html", "activity-new", context)
    form = ActivityForm(request.POST or None, request.FILES or None, period=period, category=category)

    def act() -> str:
        return _enter(request, period, category.code, form, timezone.now())

    if done := entered(request, form, act, said=gettext("Line saved; its emissions are computed.")):
        return done
    context = framed(request, *crumbs, current="periods", period=period, category=category, form=form)
    return render_page(request, "rse/activity_new.html", "activity-new", context, status=UNPROCESSABLE if form.is_bound else 200)


def _enter(request: HttpRequest, period: ReportingPeriod, category: str, form: ActivityForm, at: Any) -> str:
    facts = {name: value for name, value in form.cleaned_data.items() if name not in ("token", "evidence")}
    upload = form.cleaned_data.get("evidence")
    proof = keep_evidence(kind=KIND, object_id=period.code, upload=upload, by=request.user, at=at) if upload else None
    entered = actions.record_activities(
        period=period, values=[Activity(category=category, evidence=proof, **facts)], by=request.user, at=at
    )
    row = entered.added[0] if entered.added else None
    return reverse("rse:activity", args=[row.key]) if row else reverse("rse:period", args=[period.code])


@require_safe
def activities(request: HttpRequest, code: str) -> HttpResponse:
    """The lines of a period: `?category=`, `?q=`, fifty at a time."""
    period = access.period_to_see(request.user, code)
    category, text = request.GET.get("category", ""), request.GET.get("q", "")[:100]
    category = category if category in categories() else ""
    after = request.GET.get("after", "")
    found = queries.activities(period, category=category, text=text)
    page = queries.page_of(found, asked_basis(request), after=whole_number(after))
    used = [one for one in categories().values() if one.code in _used(period)]
    context = {"period": period, "page": page, "category": category, "text": text, "categories": used, "names": categories()}
    return render_page(
        request, "rse/activities.html", "lines", framed(request, _to(period), (_("Lines"), ""), current="periods", **context)
    )


@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, key: UUID) -> HttpResponse:
    """One line with all its versions; who enters figures corrects it, or restates it once the period is closed."""
    row = access.activity_to_see(request.user, key)
    status, form = 200, CorrectionForm(initial={"quantity": row.quantity, "number": row.pk})
    if request.method == "POST":
        row = access.activity_to_correct(request.user, key)
        form = CorrectionForm(request.POST)
        status = _correct(request, row, form)
        if status == 200:
            return see_other(request, "rse:activity", key)
    versions = queries.versions(key)
    context = {
        "row": row,
        "period": row.period,
        "category": categories()[row.category],
        "versions": versions,
        "form": form,
        "lost": status == CONFLICT,
        "may_read_evidence": access.may_read_evidence(request.user, ""),
    }
    return render_page(
        request, "rse/activity.html", "line", framed(request, _to(row.period), (row.label, ""), current="periods", **context), status=status
    )


def _correct(request: HttpRequest, row: ActivityData, form: CorrectionForm) -> int:
    if not form.is_valid():
        return UNPROCESSABLE
    quantity, reason = form.cleaned_data["quantity"], form.cleaned_data["reason"]
    if form.cleaned_data["number"] != row.pk:
        form.data = form.data.copy()
        form.data["number"] = str(row.pk)
        return CONFLICT
    act = actions.restate_activity if row.period.is_closed else actions.correct_activity
    try:
        act(activity=row, quantity=quantity, reason=reason, by=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, in_words(refusal))
        return UNPROCESSABLE
    except ChangedMeanwhile:
        return CONFLICT
    toasts.say(
        request,
        gettext("Restated: both values stay on record.") if row.period.is_closed else gettext("Corrected: both values stay visible."),
    )
    return 200


def _to(period: ReportingPeriod) -> tuple[str, str]:
    return period.name, reverse("rse:period", args=[period.code])
