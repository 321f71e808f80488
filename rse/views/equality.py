"""The equality index: the years, one computation ready to print, and the wizard."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.htmx import UNPROCESSABLE, render_page
from foundation.submissions import entered
from rse import access
from rse.actions.equality import compute_index
from rse.forms.equality import IndexForm
from rse.models import EqualityIndexRun
from rse.views.frame import framed

INDICATORS: dict[str, Promise] = {
    "pay": _("1. Pay gap between women and men"),
    "raises": _("2. Gap in raises"),
    "promotions": _("3. Gap in promotions"),
    "raises_small": _("2 and 3. Gap in raises"),
    "leave": _("4. Raise after maternity leave"),
    "top": _("5. Ten highest paid"),
}
REASONS: dict[str, Promise] = {
    "groups": _("the groups large enough hold less than 40% of the staff"),
    "too_few": _("fewer than five women or five men"),
    "no_raise": _("nobody was raised"),
    "no_return": _("nobody came back from maternity leave"),
    "no_raise_meanwhile": _("nobody was raised while they were away"),
}
SEXES: dict[str, Promise] = {"women": _("favours women"), "men": _("favours men"), "parity": _("parity")}


@dataclass(frozen=True)
class Line:
    """One indicator as it is read."""

    name: str | Promise
    points: int | None
    maximum: int
    gap: float | None
    favours: str | Promise
    reason: str | Promise
    caught_up: bool
    is_share: bool


@require_safe
def indices(request: HttpRequest) -> HttpResponse:
    """The index of each year, the newest computation of a year."""
    access.reader(request.user)
    rows: dict[int, EqualityIndexRun] = {}
    for run in EqualityIndexRun.objects.defer("inputs")[:200]:
        rows.setdefault(run.year, run)
    may_read = access.may_enter(request.user) or access.may_steer(request.user)
    context = framed(request, (_("Equality index"), ""), current="indices", rows=list(rows.values()), may_read=may_read)
    return render_page(request, "rse/indices.html", "indices", context)


@require_safe
def index(request: HttpRequest, number: int) -> HttpResponse:
    """One computation, ready to print."""
    run = access.index_to_see(request.user, number)
    lines = [_line(one) for one in run.result["indicators"]]
    way = ((_("Equality index"), reverse("rse:indices")), (str(run.year), ""))
    return render_page(request, "rse/index.html", "index", framed(request, *way, current="indices", run=run, lines=lines))


def _line(one: dict[str, Any]) -> Line:
    return Line(
        INDICATORS[one["code"]],
        one["points"],
        one["maximum"],
        one["gap"],
        SEXES[one["favours"]],
        REASONS.get(one["reason"], ""),
        one["caught_up"],
        one["code"] != "top",
    )


@require_http_methods(["GET", "POST"])
def index_new(request: HttpRequest) -> HttpResponse:
    """Enter the figures of a year; the index is computed at once."""
    access.officer(request.user)
    form = IndexForm(request.POST or None, initial={"year": timezone.localdate().year - 1})

    def act() -> str:
        run = compute_index(year=form.cleaned_data["year"], inputs=form.inputs, by=request.user, at=timezone.now())
        return reverse("rse:index", args=[run.pk])

    if done := entered(request, form, act):
        return done
    way = ((_("Equality index"), reverse("rse:indices")), (_("New computation"), ""))
    context = framed(request, *way, current="indices", form=form)
    return render_page(request, "rse/index_new.html", "index-form", context, status=UNPROCESSABLE if form.is_bound else 200)
