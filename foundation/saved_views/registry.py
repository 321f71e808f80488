"""The pages whose views can be saved. Each area says which of its pages they are when it starts."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from foundation.accounts.models import User

# The place in a list and the view it was opened by: no part of what a view holds.
PASSING = ("after", "before", "page", "view")
LONGEST = 2_000


@dataclass(frozen=True)
class Page:
    """A page with views: the name of its address, what it is called, and what it leaves out for a person (sentences)."""

    url_name: str
    label: str | Promise
    left_out: Callable[[User], list[str]]


PAGES: dict[str, Page] = {}


def register(url_name: str, label: str | Promise, left_out: Callable[[User], list[str]]) -> None:
    """Let people save views of a page."""
    PAGES[url_name] = Page(url_name, label, left_out)


def canonical(query: str | QueryDict) -> str:
    """The same filters as the same text, in whatever order they were given; empty ones and the place in the list are left out."""
    given = QueryDict(query) if isinstance(query, str) else query
    kept = QueryDict(mutable=True)
    for name in sorted(given):
        values = sorted(value for value in given.getlist(name) if value)
        if values and name not in PASSING:
            kept.setlist(name, values)
    return kept.urlencode()
