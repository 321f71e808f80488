"""The whole ledger, for auditors and administrators."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.asked import whole_number
from foundation.audit import access, pages, queries, sight
from foundation.audit.forms import LedgerFilter
from foundation.htmx import render_page
from foundation.tabular.writing import csv_lines

PAGE = 50
MOST_EXPORTED = 200_000


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The entries that fit the filters, newest first, paged by position."""
    access.ledger_reader(request.user)
    filters = LedgerFilter(request.GET)
    page = pages.page(
        filters.wanted(),
        before=whole_number(request.GET.get("after")),
        after=whole_number(request.GET.get("before")),
        size=PAGE,
        reader=request.user,
    )
    return render_page(request, "audit/ledger.html", "entries", {"filters": filters, "page": page, "export_query": request.GET.urlencode()})


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The entries that fit the filters, as CSV with their hashes."""
    access.ledger_reader(request.user)
    found = queries.entries(LedgerFilter(request.GET).wanted())[:MOST_EXPORTED]
    lines = csv_lines(_headings(), _cells(found, sight.hidden_subjects(request.user), pages.kept_back()), language=get_language() or "fr")
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="ledger.csv"'
    return answer


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole chain and say whether it holds."""
    access.ledger_reader(request.user)
    return render_page(request, "audit/verdict.html", "verdict", {"verdict": queries.verify()})


def _headings() -> list[str]:
    return [_("Position"), _("At"), _("By (number)"), _("Action"), _("Objects"), _("Facts"), _("Hash before"), _("Hash")]


def _cells(found: Any, hidden: set[tuple[str, str]], kept: str) -> Iterator[list[object]]:
    for entry in found.iterator(chunk_size=2_000):
        about = " ".join(f"{subject.kind}:{subject.object_id}" for subject in entry.subjects.all())
        facts = kept if pages.keeps(entry, hidden) else pages.facts_as_text(entry.facts)
        yield [entry.position, entry.at.isoformat(), entry.by_id, entry.verb, about, facts, entry.previous_hash, entry.hash]
