"""Campaigns: the list, one campaign, planning and changing, the heat map by site, and the same figures as files."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import toasts
from foundation.audit.queries import trail
from foundation.bilingual import language
from foundation.editing import Attempt, attempt
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.paging import page_of
from foundation.submissions import entered
from foundation.tabular import csv_lines
from rse import access
from rse.actions import campaigns as actions
from rse.actions.campaigns import Audience
from rse.forms.campaigns import CampaignForm
from rse.models import Campaign, Theme
from rse.queries import campaigns as queries
from rse.queries.effects import effect
from rse.queries.heat import heat_map
from rse.queries.promises import promises_of
from rse.queries.quiz import quiz_of
from rse.views.frame import framed

PAGE = 25
ON_THE_MAP = 12


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns with how far each reached, and all together."""
    access.reader(request.user)
    today, asked = timezone.localdate(), request.GET
    facts = {name: asked.get(name, "") for name in ("theme", "state", "sort")}
    rows = queries.campaign_rows(text=asked.get("q", ""), today=today, **facts)
    page = page_of(request, rows, PAGE)
    context = {
        "page": page,
        "reaches": queries.reaches(list(page)),
        "overall": queries.overall(),
        "themes": Theme.objects.filter(group__code="house"),
        "states": [("planned", _("Planned")), ("running", _("Running")), ("over", _("Over"))],
        "asked": facts | {"q": asked.get("q", "")},
        "today": today,
    }
    return render_page(request, "rse/campaigns.html", "campaigns", framed(request, (_("Campaigns"), ""), current="campaigns", **context))


@require_safe
def campaign_map(request: HttpRequest) -> HttpResponse:
    """Participation by site and campaign; what is under five is told together with others."""
    access.reader(request.user)
    newest = list(Campaign.objects.defer("search")[:ON_THE_MAP])
    context = {"map": heat_map(queries.reaches(newest[::-1]))}
    way = ((_("Campaigns"), reverse("rse:campaigns")), (_("By site"), ""))
    return render_page(request, "rse/campaign_map.html", "campaign-map", framed(request, *way, current="campaigns", **context))


@require_safe
def campaign_map_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The heat map as a file: the same figures as on the page, and no other."""
    access.reader(request.user)
    shown = heat_map(queries.reaches(list(Campaign.objects.defer("search")[:ON_THE_MAP])[::-1]))
    headings = [gettext("Site"), *(f"{column.campaign.code} (%)" for column in shown.columns)]
    rows = ([row.name, *(None if cell.rate is None else round(100 * cell.rate, 1) for cell in row.cells)] for row in shown.rows)
    return _csv(headings, rows, "participation.csv")


@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """One campaign: whom it reached, its sessions, what was learnt, what the indicator did."""
    row = access.campaign_to_see(request.user, code)
    reach, may_run = queries.reach_of(row), access.may_run(request.user, row)
    units, sites = reach.by_unit(), reach.by_site()
    context = {
        "campaign": row,
        "reach": reach,
        "units": units,
        "sites": sites,
        "other_units": reach.others(units),
        "other_sites": reach.others(sites),
        "lines": queries.session_lines(reach),
        "quiz": quiz_of(row),
        "effect": effect(row.indicator, starts_on=row.starts_on, ends_on=row.ends_on) if row.indicator else None,
        "claims": promises_of(row),
        "trail": trail(row, request.user),
        "may_run": may_run,
        "status": queries.pace(row, reach.whole.rate, today=timezone.localdate()),
        "today": timezone.localdate(),
    }
    way = ((_("Campaigns"), reverse("rse:campaigns")), (row.name, ""))
    return render_page(request, "rse/campaign.html", "campaign", framed(request, *way, current="campaigns", **context))


@require_safe
def campaign_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Participation by unit and site as a file: the same figures as on the page, and no other."""
    reach = queries.reach_of(access.campaign_to_see(request.user, code))
    headings = [gettext("By"), gettext("Place"), gettext("People meant"), gettext("People reached"), "%"]
    rows: list[Sequence[object]] = [[gettext("All"), "", reach.headcount, reach.whole.reached, _rounded(reach.whole.rate)]]
    for by, shares in ((gettext("Unit"), reach.by_unit()), (gettext("Site"), reach.by_site())):
        rows += [[by, share.name, share.headcount, share.reached, _rounded(share.rate)] for share in shares if not share.merged]
        if other := reach.others(shares):
            rows.append([by, gettext("Others together"), other.headcount, other.reached, _rounded(other.rate)])
    return _csv(headings, rows, f"{code}.csv")


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(100 * rate, 1)


def _csv(headings: Sequence[str], rows: Any, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(csv_lines(headings, rows, language=language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign; its audience begins as that of the last one."""
    access.steerer(request.user)
    today = timezone.localdate()
    initial = {"audience": _last_audience(), "owner": request.user.pk, "starts_on": today}
    form = CampaignForm(request.POST or None, initial=initial)

    def act() -> str:
        return reverse("rse:campaign", args=[actions.plan_campaign(by=request.user, at=timezone.now(), **form.facts).code])

    if done := entered(request, form, act, said=gettext("Campaign planned: call its first session.")):
        return done
    return _form_page(request, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200), (_("New campaign"), ""))


@require_http_methods(["GET", "POST"])
def campaign_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a campaign or its audience."""
    row = access.campaign_to_run(request.user, code)
    audience = [Audience(one.unit, one.site, one.headcount) for one in row.groups.select_related("unit", "site")]
    form = CampaignForm(request.POST or None, instance=row, initial={"audience": audience})
    tried = Attempt(False, UNPROCESSABLE if form.is_bound else 200)
    if form.is_bound and form.is_valid():
        tried = attempt(form, _changing(row, form, request))
        if tried.done:
            toasts.say(request, gettext("Campaign saved."))
            return see_other(request, "rse:campaign", code)
    return _form_page(request, form, tried, (row.name, reverse("rse:campaign", args=[code])), (_("Change"), ""), campaign=row)


def _changing(row: Campaign, form: CampaignForm, request: HttpRequest) -> Callable[[], Any]:
    version = form.cleaned_data["version"] or 0
    return lambda: actions.change_campaign(campaign=row, version=version, by=request.user, at=timezone.now(), **form.facts)


def _form_page(request: HttpRequest, form: CampaignForm, tried: Attempt, *way: Any, **more: Any) -> HttpResponse:
    back = reverse("rse:campaign", args=[more["campaign"].code]) if "campaign" in more else reverse("rse:campaigns")
    context = framed(
        request,
        (_("Campaigns"), reverse("rse:campaigns")),
        *way,
        current="campaigns",
        form=form,
        differences=tried.differences,
        back=back,
        **more,
    )
    return render_page(request, "rse/campaign_form.html", "campaign-form", context, status=tried.status)


def _last_audience() -> list[Audience]:
    last = Campaign.objects.order_by("-pk").first()
    groups = last.groups.select_related("unit", "site") if last else []
    return [Audience(one.unit, one.site, one.headcount) for one in groups]
