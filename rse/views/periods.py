"""Reporting periods: the list, one period with its categories, opening, reviewing, closing."""

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
from rse import access
from rse.actions import periods as actions
from rse.catalogues import shipped_lacks
from rse.computation import period_hash
from rse.forms.footprint import PeriodForm, StatementForm
from rse.models import FactorRelease, ReportingPeriod
from rse.queries import footprint as queries
from rse.views.frame import framed

MOVES = {"review": actions.review_period, "reopen": actions.reopen_period, "close": actions.close_period}


@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """Every period with its state, and the releases of factors."""
    access.reader(request.user)
    rows = ReportingPeriod.objects.prefetch_related("releases").select_related("closed_by")
    waiting = queries.months_waiting(today=timezone.localdate()) if access.may_enter(request.user) else []
    context = {"rows": rows, "releases": FactorRelease.objects.all(), "waiting": waiting, "lacks": shipped_lacks()}
    return render_page(request, "rse/periods.html", "periods", framed(request, current="periods", **context))


@require_http_methods(["GET", "POST"])
def period_new(request: HttpRequest) -> HttpResponse:
    """Open a period."""
    access.steerer(request.user)
    form = PeriodForm(request.POST or None)

    def act() -> str:
        period = actions.open_period(by=request.user, at=timezone.now(), **form.answers)
        return reverse("rse:period", args=[period.code])

    if done := entered(request, form, act):
        return done
    context = framed(request, (_("Entry and periods"), reverse("rse:periods")), current="periods", form=form)
    return render_page(request, "rse/period_new.html", "period-form", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def period(request: HttpRequest, code: str) -> HttpResponse:
    """One period: what is covered, what is missing, and the way on; a POST says what is known of a category."""
    row = access.period_to_see(request.user, code)
    form = StatementForm(request.POST or None)
    status = 200
    if request.method == "POST":
        row = access.period_to_enter(request.user, code)
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                actions.state_category(period=row, by=request.user, at=timezone.now(), **form.cleaned_data)
                return see_other(request, "rse:period", code)
            except Refusal as refusal:
                form.add_error(None, in_words(refusal))
    year = next((one for one in queries.years("market") if one.period.pk == row.pk), queries.Year(row, "market"))
    lines = queries.category_lines(year, today=timezone.localdate())
    context = {
        "period": row,
        "year": year,
        "lines": lines,
        "covered": queries.completeness(lines),
        "form": form,
        "hash": period_hash(row.pk, timezone.now()),
        "restatements": row.restatements.select_related("by"),
        "states": StatementForm.base_fields["state"].choices,
    }
    way = ((_("Entry and periods"), reverse("rse:periods")), (row.name, ""))
    return render_page(request, "rse/period.html", "period", framed(request, *way, current="periods", **context), status=status)


@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Put under review, take back, or close for good."""
    row = access.period_to_steer(request.user, code)
    act = MOVES.get(request.POST.get("to", ""))
    if act is None:
        toasts.say(request, gettext("Choose what to do with the period."), level="error")
        return see_other(request, "rse:period", code)
    try:
        act(period=row, by=request.user, at=timezone.now())
        toasts.say(request, gettext("Period saved."))
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
    return see_other(request, "rse:period", code)
