"""The ledger in the administration: to look up, never to change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.audit.models import LedgerEntry, LedgerHead, LedgerSubject
from foundation.readonly_admin import ReadOnlyAdmin


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ["position", "at", "verb", "by"]
    search_fields = ["verb", "by__full_name", "by__email"]
    list_filter = ["at", "verb"]
    date_hierarchy = "at"


@admin.register(LedgerSubject)
class LedgerSubjectAdmin(ReadOnlyAdmin):
    list_display = ["entry", "kind", "object_id"]
    search_fields = ["=object_id", "kind"]
    list_filter = ["kind"]
    ordering = ["-entry"]


@admin.register(LedgerHead)
class LedgerHeadAdmin(ReadOnlyAdmin):
    list_display = ["position", "hash"]
    labels = {"position": _("position"), "hash": _("hash")}
