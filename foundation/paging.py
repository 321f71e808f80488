"""The page of a list that the address asks for: `?page=`."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE = 50


def page_of(request: HttpRequest, rows: Any, size: int = PAGE) -> Page:
    """The `size` rows asked for of a sorted queryset or list; a page that does not exist leads to the first or the last one."""
    return Paginator(rows, size).get_page(request.GET.get("page", "1"))
