"""Questionnaires to suppliers: asked for by the buyer, reviewed once answered; and those outstanding."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import formatting, toasts
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from rse import access
from rse.actions import questionnaires as actions
from rse.catalogues import Point, most_employees, partner_points
from rse.forms.questionnaires import ReviewForm
from rse.models import Questionnaire, Supplier
from rse.partner_points import STAFF
from rse.queries import questionnaires as queries
from rse.queries.suppliers import in_order
from rse.views.listing import as_csv, page_of
from rse.views.suppliers import of_suppliers

DEFAULT_SORT = "-asked"


@never_cache
@require_POST
def questionnaire_ask(request: HttpRequest, code: str) -> HttpResponse:
    """Make a link for the supplier; it is shown once, with a message ready to send."""
    supplier = access.supplier_to_manage(request.user, code)
    try:
        row, token = actions.ask_questionnaire(supplier=supplier, by=request.user, at=timezone.now())
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="warning")
        return see_other(request, "rse:supplier", code)
    link = request.build_absolute_uri(reverse("rse:questionnaire", args=[token]))
    context = of_suppliers(request, *_way(supplier), supplier=supplier, row=row, link=link, mail=_message(supplier, row, link))
    return render_page(request, "rse/questionnaire_link.html", "questionnaire-link", context)


def _way(supplier: Supplier) -> tuple[tuple[str, str], tuple[object, str]]:
    return (supplier.name, reverse("rse:supplier", args=[supplier.code])), (_("Questionnaire"), "")


def _message(supplier: Supplier, row: Questionnaire, link: str) -> str:
    """The address that opens a message with the link in the buyer's own mail."""
    text = gettext(
        "Hello,\n\nwe ask our partners a few questions about energy, waste and people, the points of the European VSME standard. "
        "It takes about ten minutes, without an account; leave open what you do not know. "
        "Please answer by %(day)s:\n\n%(link)s\n\nThank you."
    ) % {"day": formatting.day(row.expires_on, "long"), "link": link}
    query = urlencode({"subject": gettext("A few questions about sustainability"), "body": text}, quote_via=quote)
    return f"mailto:{quote(supplier.contact, safe='@')}?{query}"


@require_http_methods(["GET", "POST"])
def questionnaire_review(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The answers under their official labels beside what the portal knows; who manages the supplier accepts or doubts them."""
    row = access.answers_to_see(request.user, code, number)
    supplier = row.supplier
    may_manage = access.may_manage(request.user, supplier)
    offers = row.answers.get(STAFF) not in (None, supplier.staff)
    known = {"verdict": row.verdict or None, "note": row.note, "take_staff": not row.verdict}
    form = ReviewForm(request.POST or None, initial=known, offers_staff=offers)
    if request.method == "POST":
        access.supplier_to_manage(request.user, code)
        if form.is_valid() and _reviewed(request, form, row):
            return see_other(request, "rse:supplier", code)
    context = of_suppliers(
        request,
        *_way(supplier),
        supplier=supplier,
        row=row,
        state=row.state(timezone.localdate()),
        lines=queries.compared(row),
        form=form if may_manage else None,
        may_read_proof=access.may_read_proof(request.user, ""),
    )
    status = UNPROCESSABLE if form.is_bound else 200
    return render_page(request, "rse/questionnaire_review.html", "questionnaire-review", context, status=status)


def _reviewed(request: HttpRequest, form: ReviewForm, row: Questionnaire) -> bool:
    try:
        actions.review_questionnaire(questionnaire=row, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("note", in_words(refusal))
        return False
    toasts.say(request, gettext("Review saved."))
    return True


@require_safe
def questionnaires(request: HttpRequest) -> HttpResponse:
    """What partners were asked: `?state=open`, `?mine=1`."""
    access.reader(request.user)
    today, state, mine = timezone.localdate(), request.GET.get("state", ""), request.GET.get("mine") == "1"
    found = queries.questionnaires(state=state, mine=request.user if mine else None, today=today)
    rows = page_of(request, found, queries.SORTS, DEFAULT_SORT)
    count, me = rows.paginator.count, request.user
    context = of_suppliers(
        request,
        (_("Questionnaires"), ""),
        part="questionnaires",
        lines=[(row, row.state(today), row.answered_at and access.may_read_answers(me, row.supplier)) for row in rows],
        rows=rows,
        state=state,
        states=[("", _("All")), *queries.State.choices],
        mine=mine,
        most_employees=most_employees(),
        filtered=bool(state or mine),
        default_sort=DEFAULT_SORT,
        count=ngettext("%(count)s questionnaire", "%(count)s questionnaires", count) % {"count": formatting.number(count)},
    )
    return render_page(request, "rse/questionnaires.html", "questionnaire-list", context)


@require_safe
def questionnaires_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole, as CSV, with the answers that the person may read."""
    access.reader(request.user)
    today, mine = timezone.localdate(), request.user if request.GET.get("mine") == "1" else None
    rows = queries.questionnaires(state=request.GET.get("state", ""), mine=mine, today=today)
    points = list(partner_points().values())
    headings = [
        gettext("Supplier"), gettext("Code"), gettext("Asked on"), gettext("Answer until"), gettext("State"), gettext("Answered on"),
        gettext("Year"), *(f"{one.disclosure} {one.label}{f' ({one.unit})' if one.unit else ''}" for one in points),
    ]  # fmt: skip
    lines = (
        [row.supplier.name, row.supplier.code, timezone.localdate(row.asked_at), row.expires_on, row.state(today).label,
         timezone.localdate(row.answered_at) if row.answered_at else None, row.year,
         *_cells(row if access.may_read_answers(request.user, row.supplier) else None, points)]
        for row in in_order(rows, DEFAULT_SORT, queries.SORTS)
    )  # fmt: skip
    return as_csv(gettext("questionnaires"), headings, lines)


def _cells(row: Questionnaire | None, points: Sequence[Point]) -> list[Any]:
    """The answers to the points; empty cells where they may not be read."""
    words = {True: gettext("Yes"), False: gettext("No")}
    found = [row.answers.get(one.concept) if row else None for one in points]
    return [words[value] if isinstance(value, bool) else value for value in found]
