"""Initiatives as a list and as CSV; starting one, changing one."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import formatting, toasts
from foundation.bilingual import language
from foundation.editing import Attempt, attempt
from foundation.filtering import address
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.paging import page_of
from foundation.submissions import entered
from foundation.tabular import csv_lines
from rse import access
from rse.actions import initiatives as actions
from rse.forms.initiatives import InitiativeFilters, InitiativeForm
from rse.models import Initiative
from rse.queries import initiatives as queries
from rse.views.frame import framed

PAGE = 25
LIST = "rse:initiatives"


@require_safe
def initiatives(request: HttpRequest) -> HttpResponse:
    """Every initiative, filtered, sorted and paged by the address; the worst first."""
    access.reader(request.user)
    filters, today = InitiativeFilters(request.GET), timezone.localdate()
    page = page_of(request, queries.listed(filters.wanted()), PAGE)
    total = page.paginator.count
    context = framed(
        request,
        (_("Initiatives"), ""),
        current="initiatives",
        rows=page,
        filters=filters,
        chips=filters.chips(),
        today=today,
        count=ngettext("%(count)s initiative", "%(count)s initiatives", total) % {"count": formatting.number(total)},
        export_query=address(request.GET, page=None),
    )
    return render_page(request, "rse/initiatives.html", "initiatives", context)


@require_safe
def initiatives_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole."""
    access.reader(request.user)
    rows = queries.listed(InitiativeFilters(request.GET).wanted())
    lines = csv_lines([str(heading) for heading in HEADINGS], _cells(rows), language=language())
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    name = gettext("initiatives")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


HEADINGS = (
    _("Code"), _("Name"), _("Themes"), _("Owner"), _("Unit"), _("State"), _("Health"), _("Progress (%)"), _("Last update"),
    _("Next update"), _("Waits for an answer"), _("Budget"), _("Start"), _("End"), _("Effect"), _("Unit of measure"), _("From"),
    _("Expected"), _("Realised"),
)  # fmt: skip


def _cells(rows: Iterable[Initiative]) -> Iterator[list[Any]]:
    """One line an effect; an initiative without one has one line."""
    for row in rows:
        health = str(dict(queries.InitiativeUpdate.Health.choices).get(row.health, ""))
        facts = [row.code, row.name, ", ".join(theme.name for theme in row.house), str(row.owner or ""), str(row.unit or "")]
        facts += [str(row.get_state_display()), health, row.progress, row.updated_on, row.due_on_day, row.to_answer]
        facts += [row.budget, row.starts_on, row.ends_on]
        for effect in row.held or [None]:
            told = [effect.name, effect.unit, effect.baseline, effect.expected, effect.realised] if effect else [None] * 5
            yield [*facts, *told]


@require_http_methods(["GET", "POST"])
def initiative_new(request: HttpRequest) -> HttpResponse:
    """Start an initiative."""
    access.steerer(request.user)
    form = InitiativeForm(request.POST or None, initial={"starts_on": timezone.localdate(), "owner": request.user.pk})

    def act() -> str:
        made = actions.start_initiative(by=request.user, at=timezone.now(), **form.facts)
        return reverse("rse:initiative", args=[made.code])

    if done := entered(request, form, act, said=gettext("Initiative started: say next what it will bring.")):
        return done
    tried = Attempt(False, UNPROCESSABLE if form.is_bound else 200)
    way = ((_("Initiatives"), reverse(LIST)), (_("New initiative"), ""))
    return _form_page(request, form, tried, way, title=_("New initiative"), back=reverse(LIST))


@require_http_methods(["GET", "POST"])
def initiative_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what an initiative is; after a lost race both versions are shown."""
    initiative = access.initiative_to_steer(request.user, code)
    form = InitiativeForm(request.POST or None, instance=initiative)
    tried = Attempt(False, UNPROCESSABLE if form.is_bound else 200)
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"] or 0
        facts = {"initiative": initiative, "version": version, "by": request.user, "at": timezone.now()}
        tried = attempt(form, lambda: actions.change_initiative(**facts, **form.facts))
        if tried.done:
            toasts.say(request, gettext("Initiative saved."))
            return see_other(request, "rse:initiative", code)
    here = reverse("rse:initiative", args=[code])
    way = ((_("Initiatives"), reverse(LIST)), (initiative.name, here), (_("Change"), ""))
    return _form_page(request, form, tried, way, title=initiative.name, back=here)


def _form_page(request: HttpRequest, form: InitiativeForm, tried: Attempt, way: Any, **more: Any) -> HttpResponse:
    context = framed(request, *way, current="initiatives", form=form, differences=tried.differences, **more)
    return render_page(request, "rse/initiative_edit.html", "initiative-edit", context, status=tried.status)
