"""Suppliers: the list and its file, the matrix of risks, one supplier."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import formatting, toasts
from foundation.audit import queries as ledger
from foundation.editing import attempt
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.submissions import entered
from foundation.tiles import Tile
from rse import access
from rse.actions import suppliers as actions
from rse.catalogues import most_employees
from rse.forms.suppliers import SupplierFilters, SupplierForm
from rse.models import Severity, Supplier
from rse.queries import questionnaires
from rse.queries import suppliers as queries
from rse.views.frame import Crumb, framed
from rse.views.listing import as_csv, page_of

DEFAULT_SORT = "name"
TRAIL = 15


def of_suppliers(request: HttpRequest, *crumbs: Crumb, part: str = "", **context: Any) -> dict[str, Any]:
    """The frame of a page about suppliers; `part` is its chip."""
    parts = (
        ("suppliers", _("Suppliers"), "list"),
        ("supplier_matrix", _("Matrix of risks"), "layout-grid"),
        ("corrections", _("Corrective actions"), "checklist"),
        ("questionnaires", _("Questionnaires"), "send"),
    )
    parts += (("alerts", _("Alerts"), "lock"),) if access.reads_alerts(request.user) else ()
    chips = [{"label": label, "icon": icon, "href": reverse(f"rse:{name}"), "current": name == part} for name, label, icon in parts]
    way = ((_("Suppliers"), reverse("rse:suppliers")), *crumbs) if crumbs else ((_("Suppliers"), ""),)
    return framed(request, *way, current="suppliers", chips=chips, **context)


@require_safe
def suppliers(request: HttpRequest) -> HttpResponse:
    """Every supplier: searched, filtered, sorted and paged by the address."""
    access.reader(request.user)
    today = timezone.localdate()
    filters = SupplierFilters(request.GET)
    rows = page_of(request, queries.suppliers(filters.wanted(request.user), today=today), queries.SORTS, DEFAULT_SORT)
    count = rows.paginator.count
    context = of_suppliers(
        request,
        part="suppliers",
        filters=filters,
        rows=rows,
        today=today,
        tiles=_tiles(today),
        filtered=any(value for name, value in request.GET.items() if name in filters.fields),
        count=ngettext("%(count)s supplier", "%(count)s suppliers", count) % {"count": formatting.number(count)},
        default_sort=DEFAULT_SORT,
    )
    return render_page(request, "rse/suppliers.html", "supplier-list", context)


def _tiles(today: Any) -> list[Tile]:
    """Assessed, severe, overdue, high risk."""
    found = queries.totals(today=today)
    if not found.count:
        return []
    of_all = gettext("of %(count)s suppliers") % {"count": formatting.number(found.count)}
    severe = gettext("that nothing mitigates") if found.severe else gettext("none is open")
    here = f"{reverse('rse:suppliers')}?look="
    return [
        Tile(gettext("Assessed"), formatting.number(found.assessed), note=of_all, compared=False),
        Tile(gettext("Severe finding"), formatting.number(found.severe), note=severe, href=f"{here}{queries.SEVERE}", compared=False),
        Tile(
            gettext("Corrective plans"),
            formatting.number(found.open_actions),
            note=_late(found.overdue),
            href=f"{here}{queries.OPEN}",
            compared=False,
        ),
        Tile(
            gettext("High residual risk"),
            formatting.number(found.high),
            note=gettext("4 or 5 of 5"),
            href=f"{here}{queries.HIGH_RISK}",
            compared=False,
        ),
    ]


def _late(count: int) -> str:
    return (
        ngettext("%(count)s overdue", "%(count)s overdue", count) % {"count": formatting.number(count)}
        if count
        else gettext("none overdue")
    )


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole, as CSV."""
    access.reader(request.user)
    wanted = SupplierFilters(request.GET).wanted(request.user)
    rows = queries.in_order(queries.suppliers(wanted, today=timezone.localdate()), DEFAULT_SORT, queries.SORTS)
    headings = [
        gettext("Code"), gettext("Name"), gettext("Country"), gettext("Tier"), gettext("Share of spend"), gettext("Employees"),
        gettext("Buyer"), gettext("Inherent risk"), gettext("Residual risk"), gettext("Assessed on"), gettext("Gravest open finding"),
        gettext("Open actions"), gettext("Next deadline"),
    ]  # fmt: skip
    return as_csv(gettext("suppliers"), headings, _cells(rows.iterator(chunk_size=2_000)))


def _cells(rows: Iterator[Supplier]) -> Iterator[list[object]]:
    words = {"": "", **{value: str(label) for value, label in Severity.choices}}
    for row in rows:
        yield [
            row.code, row.name, row.country, row.tier, row.spend_share, row.staff, row.buyer.full_name if row.buyer else "",
            row.inherent, row.residual, row.assessed_on, words[row.worst_severity], row.open_actions, row.due_on,
        ]  # fmt: skip


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """How many suppliers stand at each pair of risks; a cell leads to them."""
    access.reader(request.user)
    grid = queries.matrix()
    found = queries.totals(today=timezone.localdate())
    context = of_suppliers(request, (_("Matrix of risks"), ""), part="supplier_matrix", grid=grid, risks=list(queries.RISKS), totals=found)
    return render_page(request, "rse/supplier_matrix.html", "supplier-matrix", context)


def supplier_context(request: HttpRequest, found: Supplier) -> dict[str, Any]:
    """What the page of one supplier shows: its risks through time, what was found, what it must do."""
    return of_suppliers(
        request,
        (found.name, ""),
        supplier=found,
        lines=queries.findings_of(found),
        versions=queries.versions_of(found),
        trail=ledger.trail(found, request.user, limit=TRAIL),
        today=timezone.localdate(),
        asked=questionnaires.of_supplier(found, today=timezone.localdate()),
        too_large=(found.staff or 0) > most_employees(),
        most_employees=most_employees(),
        may_read_answers=access.may_read_answers(request.user, found),
        may_manage=access.may_manage(request.user, found),
        may_read_proof=access.may_read_proof(request.user, ""),
    )


@require_http_methods(["GET", "POST"])
def supplier_new(request: HttpRequest) -> HttpResponse:
    """Enter a supplier."""
    access.steerer(request.user)
    form = SupplierForm(request.POST or None)

    def act() -> str:
        return reverse("rse:supplier", args=[actions.add_supplier(facts=form.facts, by=request.user, at=timezone.now()).code])

    if done := entered(request, form, act, refused_at="code"):
        return done
    return entry_form(request, form, _("New supplier"), reverse("rse:suppliers"))


@require_http_methods(["GET", "POST"])
def supplier_change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is known of a supplier."""
    found = access.supplier_to_manage(request.user, code)
    form = SupplierForm(request.POST or None, supplier=found)
    status, differences = 200, []
    if form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid():
            version = form.cleaned_data["version"] or found.version
            facts = replace(form.facts, code=found.code)
            done = attempt(
                form, lambda: actions.change_supplier(supplier=found, version=version, facts=facts, by=request.user, at=timezone.now())
            )
            if done.done:
                toasts.say(request, gettext("Supplier saved."))
                return see_other(request, "rse:supplier", code)
            status, differences = done.status, done.differences
    back = reverse("rse:supplier", args=[code])
    return entry_form(request, form, found.name, back, way=((found.name, back),), status=status, differences=differences)


def entry_form(
    request: HttpRequest, form: Any, title: Any, back: str, *, way: tuple[Crumb, ...] = (), status: int = 0, **context: Any
) -> HttpResponse:
    """The page of one form about suppliers."""
    crumbs = (*way, (title if not way else context.pop("step", _("Change")), ""))
    facts = of_suppliers(request, *crumbs, form=form, title=title, back=back, **context)
    return render_page(request, "rse/entry_form.html", "entry-form", facts, status=status or (UNPROCESSABLE if form.is_bound else 200))
