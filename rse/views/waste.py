"""Waste and materials: what is diverted from burning and landfill, and the entry of a month at a site."""

from datetime import date

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import formatting, toasts
from foundation.accounts.models import Site
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.periods import NotAPeriod, Period, PeriodKind
from foundation.refusals import Refusal
from foundation.tiles import Tile
from rse import access
from rse.actions import grounds as actions
from rse.charts.waste import diverted_by_month
from rse.forms.grounds import WasteMonthForm
from rse.queries import grounds as queries
from rse.views.grounds import on_the_ground
from rse.views.listing import as_csv


@require_safe
def waste(request: HttpRequest) -> HttpResponse:
    """The share diverted by month, streams and materials; `?site=` shows one site."""
    access.reader(request.user)
    sites = list(Site.objects.order_by("code"))
    site = next((one for one in sites if one.code == request.GET.get("site")), None)
    board = queries.waste_board(site=site)
    context = on_the_ground(
        request,
        (_("Waste and materials"), ""),
        part="waste",
        board=board,
        sites=sites,
        site=site,
        tiles=_tiles(board) if board.months else [],
        figure=diverted_by_month(board.months[-24:]) if board.months else None,
    )
    return render_page(request, "rse/waste.html", "waste-board", context)


def _tiles(board: queries.WasteBoard) -> list[Tile]:
    now, before = board.diverted, board.diverted_before
    change = None if now is None or before is None else 100 * (now - before)
    year = gettext("over the last twelve months")
    known = {"since": gettext("than the year before"), "compared": before is not None}
    shown = ["" if one is None else formatting.percent(one) for one in (now, board.recycled, board.certified)]
    return [
        Tile(gettext("Waste diverted"), shown[0], "", change, gettext("pts"), 1, note=year, **known),
        Tile(gettext("Waste"), formatting.number(board.total, 0), "t", note=year, compared=False),
        Tile(gettext("Recycled materials"), shown[1], note=year, compared=False),
        Tile(gettext("Certified materials"), shown[2], note=year, compared=False),
    ]


@require_safe
def waste_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every line of waste as CSV."""
    access.reader(request.user)
    headings = [gettext("Month"), gettext("Site"), gettext("Stream"), gettext("Treatment"), gettext("Tonnes")]
    rows = queries.waste_rows().iterator(chunk_size=2_000)
    lines = ([f"{row.month:%Y-%m}", row.site.name, row.get_stream_display(), row.get_treatment_display(), row.tonnes] for row in rows)
    return as_csv(gettext("waste"), headings, lines)


@require_http_methods(["GET", "POST"])
def waste_month(request: HttpRequest) -> HttpResponse:
    """One month of one site: `?site=S-LOR&month=2026-10`, entered like energy."""
    access.officer(request.user)
    sites = list(Site.objects.order_by("code"))
    site = next((one for one in sites if one.code == request.GET.get("site")), sites[0] if sites else None)
    month = _asked_month(request)
    if site is None:
        return render_page(request, "rse/waste_month.html", "waste-month", on_the_ground(request, (_("Month"), ""), part="waste"))
    form = WasteMonthForm(request.POST or None, lines=queries.lines_of(site, month.start))
    if form.is_bound and form.is_valid():
        try:
            done = actions.record_month(
                site=site, month=month.start, waste=form.waste, bought=form.bought, reason=form.cleaned_data["reason"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
        else:
            count = done.added + done.corrected
            said = ngettext("%(count)s value saved.", "%(count)s values saved.", count) % {"count": count}
            toasts.say(request, said if count else gettext("Nothing changed: these values are saved already."))
            return see_other(request, f"{request.path}?site={site.code}&month={month}")
    context = on_the_ground(
        request,
        (_("Month"), ""),
        part="waste",
        form=form,
        site=site,
        sites=sites,
        month=month,
        month_label=formatting.day(month.start, "month"),
        before=month.previous,
        after=month.next if month.next.start <= timezone.localdate() else None,
    )
    return render_page(request, "rse/waste_month.html", "waste-month", context, status=UNPROCESSABLE if form.is_bound else 200)


def _asked_month(request: HttpRequest) -> Period:
    today: date = timezone.localdate()
    try:
        asked = Period.parse(request.GET.get("month", ""))
    except NotAPeriod:
        return Period.containing(today, PeriodKind.MONTH).previous
    return asked if asked.kind is PeriodKind.MONTH and asked.start <= today else Period.containing(today, PeriodKind.MONTH).previous
