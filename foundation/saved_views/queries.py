"""The views a person sees: their own, and those shared with the team."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from foundation.accounts.models import SavedView, User
from foundation.saved_views.registry import PAGES


@dataclass(frozen=True)
class Kept:
    """A view as its owner manages it: where it leads, the link to hand on, and what it is a view of."""

    view: SavedView
    page_label: str
    href: str
    link: str


def on_page(user: User, page: str) -> list[SavedView]:
    """The views of a page, one's own first, then the team's. One query."""
    found = SavedView.objects.filter(Q(owner=user) | Q(shared=True, owner__is_active=True), page=page).select_related("owner")
    return sorted(found.order_by("name", "id"), key=lambda view: view.owner_id != user.pk)


def everywhere(user: User) -> list[SavedView]:
    """The views of every page that a person may open. One query."""
    found = SavedView.objects.filter(Q(owner=user) | Q(shared=True, owner__is_active=True), page__in=PAGES)
    return list(found.order_by("name", "id"))


def label_of(view: SavedView) -> str:
    """The name of the page that a view is of."""
    return str(PAGES[view.page].label)


def own(user: User) -> QuerySet[SavedView]:
    """The views a person keeps, by page and name."""
    return SavedView.objects.filter(owner=user, page__in=PAGES).order_by("page", "name", "id")


def kept(user: User, host: str) -> list[Kept]:
    """The same, as the page that manages them shows them; `host` begins the links."""
    return [Kept(view, str(PAGES[view.page].label), href_of(view), host + reverse("views:open", args=[view.pk])) for view in own(user)]


def href_of(view: SavedView) -> str:
    """The address of the list with the filters of the view."""
    return f"{reverse(view.page)}?{view.query}" if view.query else reverse(view.page)
