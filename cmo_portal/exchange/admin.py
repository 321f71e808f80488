"""Imports in the administration: what came when, and from whom."""

from django.contrib import admin

from cmo_portal.exchange.models import ImportBatch, ImportDraft, ImportedRows
from foundation.readonly_admin import ReadOnlyAdmin


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ["title", "source", "file_name", "at", "by", "undone_at"]
    search_fields = ["title", "file_name", "source", "file_hash"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter), "source", "at"]
    date_hierarchy = "at"


@admin.register(ImportedRows)
class ImportedRowsAdmin(ReadOnlyAdmin):
    list_display = ["batch", "kind", "change"]
    search_fields = ["batch__title", "kind"]
    list_filter = ["change", "kind"]


@admin.register(ImportDraft)
class ImportDraftAdmin(ReadOnlyAdmin):
    list_display = ["file_name", "by", "at", "batch"]
    search_fields = ["file_name", "by__full_name", "by__email"]
    date_hierarchy = "at"
    hidden = ("token", "answers")
