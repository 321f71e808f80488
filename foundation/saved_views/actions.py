"""Saving, renaming, sharing and deleting views; each with its entry in the ledger."""

from datetime import datetime

from django.db import transaction

from foundation.accounts.models import SavedView, User
from foundation.audit import actions as audit
from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from foundation.saved_views.registry import LONGEST, PAGES, canonical

MOST = 40


class ViewRefused(Refusal):
    """The view cannot be kept so; the sentence says what to do."""


def save_view(*, owner: User, page: str, name: str, query: str, shared: bool, at: datetime) -> SavedView:
    """Keep the filters of a page under a name; a view of the owner that has this name gets these filters.

    Raises ViewRefused for a page that has no views, for too many filters, and beyond forty views.
    """
    kept = canonical(query)
    if page not in PAGES:
        raise ViewRefused(_("This page has no views to save."))
    if len(kept) > LONGEST:
        raise ViewRefused(_("These are too many filters for one view: take some away."))
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        known = SavedView.objects.filter(owner=owner, page=page, name=name).first()
        if known is None and SavedView.objects.filter(owner=owner).count() >= MOST:
            raise ViewRefused(_("You keep %(count)s views already: delete one first."), count=MOST)
        facts = {"query": kept, "shared": shared}
        view, _created = SavedView.objects.update_or_create(
            owner=owner, page=page, name=name, defaults=facts, create_defaults=facts | {"made_at": at}
        )
        audit.record(by=owner, at=at, verb="view.saved", subjects=[view], facts={"page": page, "shared": shared})
    return view


def change_view(*, view: SavedView, name: str, shared: bool, by: User, at: datetime) -> SavedView:
    """Give a view another name, share it with the team or keep it to oneself again. Raises ViewRefused where the name is taken."""
    with transaction.atomic():
        now = SavedView.objects.select_for_update(no_key=True).get(pk=view.pk)
        if SavedView.objects.filter(owner=now.owner_id, page=now.page, name=name).exclude(pk=now.pk).exists():
            raise ViewRefused(_("Another view of yours on this page is called “%(name)s”: choose another name."), name=name)
        before = {"name": now.name, "shared": now.shared}
        now.name, now.shared = name, shared
        changed = audit.changes(before, {"name": name, "shared": shared})
        if changed:
            now.save(update_fields=["name", "shared"])
            audit.record(by=by, at=at, verb="view.changed", subjects=[now], facts={"changes": changed})
    return now


def delete_view(*, view: SavedView, by: User, at: datetime) -> None:
    """Forget a view; the list it showed stays."""
    with transaction.atomic():
        audit.record(by=by, at=at, verb="view.deleted", subjects=[view], facts={"page": view.page, "shared": view.shared})
        view.delete()
