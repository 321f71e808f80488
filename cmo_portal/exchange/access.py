"""Doors of the imports: administrators only; a dropped file is its owner's alone."""

import uuid

from django.http import Http404

from cmo_portal.exchange.models import ImportBatch, ImportDraft
from foundation.accounts.access import require_admin
from foundation.accounts.models import User


def importer(user: User) -> User:
    """Who may import; 403 for everybody but administrators."""
    require_admin(user)
    return user


def draft_to_import(user: User, token: uuid.UUID) -> ImportDraft:
    """The file this administrator dropped; 404 for anybody else's."""
    importer(user)
    draft = ImportDraft.objects.filter(token=token, by=user).select_related("batch").first()
    if draft is None:
        raise Http404
    return draft


def batch_to_see(user: User, pk: int) -> ImportBatch:
    """An import that was carried out."""
    importer(user)
    batch = ImportBatch.objects.filter(pk=pk).select_related("by", "undone_by").first()
    if batch is None:
        raise Http404
    return batch
