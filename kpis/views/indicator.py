"""The page of one indicator."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.audit.queries import trail
from foundation.bilingual import language
from foundation.htmx import render_page
from kpis import access, charts, words
from kpis.attainment import attained_by_target_date
from kpis.library import legal_basis
from kpis.models import Forecast, Indicator
from kpis.models.indicators import Direction
from kpis.queries import indicator_page as page
from kpis.queries.cards import Card
from kpis.queries.slices import parts_of
from kpis.views.boards import framed


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, its line with target and forecast, what is unusual, who entered what, where it counts; or as known on a day."""
    found, today = access.indicator_to_see(request.user, code), timezone.localdate()
    known_on, fault = _known_on(request.GET.get("known", ""), today)
    card, series = page.card_of(found, today=today), page.series_known(found, known_on)
    read = page.reading_of(found) if known_on is None else None
    context = framed(
        "",
        (found.name, ""),
        indicator=found,
        card=card,
        known_on=known_on,
        known_fault=fault,
        today=today,
        standing=words.standing(card),
        said=_said(read, found),
        findings=words.of_findings(read.anomalies, found) if read else [],
        read=read,
        to_date=_to_date_of_target(card),
        figure=charts.over_time(found, _lines(found, series, read, known_on), words.standing(card) if known_on is None else ""),
        entries=page.entries(found, known_on, after=request.GET.get("after", ""), before=request.GET.get("before", "")),
        targets=page.targets_of(found, known_on),
        shares=page.shares_of(found),
        slices=parts_of(found),
        parts=list(found.parts.filter(retired_on__isnull=True).defer("search")),
        tags=list(found.tags.all()),
        legal_basis=legal_basis(found.library_code, language()),
        trail=trail(found, request.user),
        may_define=access.may_define(request.user, found),
        may_measure=access.may_measure(request.user, found),
        may_read_evidence=access.may_read_evidence(request.user, str(found.pk)),
    )
    if not access.reads_boards(request.user):
        context["crumbs"] = [(_("Measurements due"), reverse("kpis:due")), (found.name, "")]
    return render_page(request, "kpis/indicator.html", ["indicator-page", "indicator-values"], context)


def _known_on(text: str, today: date) -> tuple[date | None, str]:
    """The day asked for, and what to say of one that is none; today and later mean now."""
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, _("This is no date: choose a day in the calendar.")
    return (day, "") if day < today else (None, "")


def _said(read: Forecast | None, found: Indicator) -> list[str]:
    if read is None or read.error:
        return []
    return [text for text in (words.of_trend(read, found), words.of_forecast(read, found)) if text]


def _lines(found: Indicator, series: page.Series, read: Forecast | None, known_on: date | None) -> charts.Lines:
    def days(kind: str) -> frozenset[date]:
        return frozenset(date.fromisoformat(one["on"]) for one in (read.anomalies if read else []) if one["kind"] == kind)

    return charts.Lines(
        values=page.drawn(series),
        targets=page.targets_of(found, known_on),
        path=read.path if read else [],
        anomalies=days("anomaly"),
        restated=days("restated"),
    )


def _to_date_of_target(card: Card) -> float | None:
    """The share of the whole way covered, whatever the date: the method of public barometers, beside our pace."""
    target = card.target
    if card.value is None or target is None or target.target is None or target.baseline is None:
        return None
    rising = card.indicator.direction == Direction.UP
    return attained_by_target_date(baseline=target.baseline, target=target.target, latest=card.value, rising=rising)
