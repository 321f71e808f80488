"""The ledger in the administration: to look up, never to change."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.audit import sight
from foundation.audit.models import LedgerEntry, LedgerHead, LedgerSubject
from foundation.readonly_admin import ReadOnlyAdmin


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ["position", "at", "verb", "by"]
    search_fields = ["verb", "by__full_name", "by__email"]
    list_filter = ["at", "verb"]
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return sight.entries_seen_by(request.user, super().get_queryset(request))


@admin.register(LedgerSubject)
class LedgerSubjectAdmin(ReadOnlyAdmin):
    list_display = ["entry", "kind", "object_id"]
    search_fields = ["=object_id", "kind"]
    list_filter = ["kind"]
    ordering = ["-entry"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return sight.subjects_seen_by(request.user, super().get_queryset(request))


@admin.register(LedgerHead)
class LedgerHeadAdmin(ReadOnlyAdmin):
    list_display = ["position", "hash"]
    labels = {"position": _("position"), "hash": _("hash")}
