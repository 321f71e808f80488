"""RSE home, footprint board, data quality, published footprints."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.htmx import render_page
from foundation.paging import page_of
from foundation.search import matching
from rse import access
from rse.charts import footprint as charts
from rse.charts.trajectory import draw
from rse.models import Basis, ReductionTarget, ReportedFootprint
from rse.queries import footprint as queries
from rse.queries import overview
from rse.queries.trajectory import standing
from rse.views.frame import asked_basis, framed

PAGE = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Does the trajectory hold, what needs somebody, and the way to everything else."""
    access.reader(request.user)
    seen = overview.overview(request.user, today=timezone.localdate())
    return render_page(
        request, "rse/home.html", "overview", framed(request, current="home", seen=seen, drawing=seen.standing and draw(seen.standing))
    )


@require_safe
def footprint(request: HttpRequest) -> HttpResponse:
    """The footprint by year, scope and category, on the basis asked for."""
    access.reader(request.user)
    basis, today = asked_basis(request), timezone.localdate()
    years = [year for year in queries.years(basis) if year.by_category]
    wanted = request.GET.get("year", "")
    chosen = next((year for year in years if str(year.year) == wanted), queries.latest_told(years))
    context = {"basis": basis, "bases": Basis.choices, "years": years, "chosen": chosen}
    if chosen:
        context |= _board(request, years, chosen, basis, today)
    return render_page(request, "rse/footprint.html", "board", framed(request, current="footprint", **context))


def _board(request, years, chosen, basis, today):  # type: ignore[no-untyped-def]
    # A year still being entered is compared with none: it would seem to have fallen.
    before = None if chosen.is_open else next((year for year in years if year.year == chosen.year - 1 and not year.is_open), None)
    targets = [standing(target, queries.years(target.basis)) for target in ReductionTarget.objects.select_related("context")[:3]]
    posts = request.GET.get("view") == "beges"
    return {
        "tiles": overview.footprint_tiles(chosen, before),
        "trajectories": [(one, draw(one), overview.trajectory_sentence(one)) for one in targets],
        "scopes": charts.scopes_by_year(years),
        "categories": charts.largest_categories(chosen),
        "chain": charts.value_chain(chosen),
        "changes": charts.what_changed(before, chosen) if before else None,
        "lines": [] if posts else queries.category_lines(chosen, today=today),
        "posts": queries.post_lines(chosen.period, basis) if posts else [],
        "everyday": overview.everyday_words(chosen.total()),
        "restatements": queries.restatements(),
    }


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """Coverage, evidence, estimates and stale figures by category."""
    access.reader(request.user)
    basis, today = asked_basis(request), timezone.localdate()
    years = [year for year in queries.years(basis) if year.by_category]
    wanted = request.GET.get("year", "")
    chosen = next((year for year in years if str(year.year) == wanted), queries.latest_told(years))
    lines = queries.category_lines(chosen, today=today) if chosen else []
    tiles = overview.quality_tiles(chosen, lines) if chosen else []
    context = {"years": years, "chosen": chosen, "lines": lines, "tiles": tiles, "basis": basis}
    return render_page(request, "rse/quality.html", "quality", framed(request, current="quality", **context))


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Footprints other companies published, those that do not add up flagged."""
    access.reader(request.user)
    text, odd = request.GET.get("q", "")[:100], request.GET.get("odd") == "1"
    rows = ReportedFootprint.objects.all()
    rows = rows.filter(reconciles=False) if odd else rows
    rows = matching(rows, text) if text.strip() else rows
    page = page_of(request, rows.order_by("company", "-starts_on", "id"), PAGE)
    context = framed(request, current="footprint", rows=page, text=text, odd=odd, count=page.paginator.count)
    return render_page(request, "rse/published.html", "published", context)
