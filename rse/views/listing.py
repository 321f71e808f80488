"""A page of a list: sorted and paged by the address; the same rows, whole, as CSV."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone

from foundation import paging
from foundation.bilingual import language
from foundation.tabular import csv_lines
from rse.queries.suppliers import in_order


def asked_sort(request: HttpRequest, sorts: dict[str, str], default: str) -> str:
    """`?sort=`, else `default`; a value nobody knows falls back."""
    wanted = request.GET.get("sort", "")
    return wanted if wanted.removeprefix("-") in sorts else default


def page_of(request: HttpRequest, rows: QuerySet[Any], sorts: dict[str, str], default: str) -> Page:
    """The fifty rows asked for by `?sort=` and `?page=`."""
    return paging.page_of(request, in_order(rows, asked_sort(request, sorts, default), sorts))


def as_csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A file that streams; `name` without its ending."""
    lines = csv_lines(headings, rows, language=language())
    answer = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer
