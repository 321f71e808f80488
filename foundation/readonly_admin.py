"""Pages of the administration that only show: records are made by the portal's actions, here they are looked up."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation import formatting
from foundation.history import Recorded

VERSIONS_SHOWN = 50


class ListAdmin(admin.ModelAdmin):
    """A list that stays quick on big tables: one query a page, no count of the whole table."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    save_on_top = False

    def get_list_select_related(self, request: HttpRequest) -> Sequence[str] | bool:
        """The related rows that the columns name."""
        relations = {field.name for field in self.model._meta.concrete_fields if field.is_relation}
        return [name for name in self.get_list_display(request) if name in relations] or False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters beside the list: Django answers on every column of a row, one that is hidden included."""
        shown = [_asked_as(one) for one in self.get_list_filter(request)] + [self.date_hierarchy]
        asked = any(lookup == name or lookup.startswith(f"{name}{LOOKUP_SEP}") for name in shown if name)
        return asked and bool(super().lookup_allowed(lookup, value, request))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def _asked_as(beside: Any) -> str:
    """The name by which an address asks for a filter: its column, or the name it gives itself."""
    column = beside[0] if isinstance(beside, (list, tuple)) else beside
    return column if isinstance(column, str) else str(column.parameter_name)


class ReadOnlyAdmin(ListAdmin):
    """Every column shown, nothing added, changed or deleted, whatever is posted."""

    actions: Any = None
    hidden: Sequence[str] = ()  # columns of no use to a reader
    shown_last: Sequence[str] = ()  # computed columns below the stored ones
    labels: dict[str, Any] = {}  # of columns without a name of their own

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        unread = (models.BinaryField, models.GeneratedField)
        stored = [f.name for f in self.model._meta.concrete_fields if not isinstance(f, unread) and f.name not in self.hidden]
        linked = [f.name for f in self.model._meta.many_to_many]
        return [*stored, *linked, *self.shown_last]

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        return self.get_fields(request, obj)

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **{"labels": self.labels, **kwargs})


class VersionFilter(admin.SimpleListFilter):
    """Versions that hold now, versions replaced by a newer one, facts taken away."""

    title = _("version")
    parameter_name = "version"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("current", _("Current")), ("superseded", _("Superseded")), ("removed", _("Removed"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() == "current":
            return queryset.filter(superseded_at__isnull=True, removed=False)
        if self.value() == "superseded":
            return queryset.filter(superseded_at__isnull=False)
        return queryset.filter(superseded_at__isnull=True, removed=True) if self.value() == "removed" else queryset


class RecordedAdmin(ReadOnlyAdmin):
    """Versions of a fact: which one holds, who recorded it when, and the others of the same fact."""

    shown_last = ("versions",)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*self.list_display, "recorded_at", "recorded_by", "superseded_at"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [VersionFilter, *self.list_filter, "recorded_at"]

    @admin.display(description=_("versions"))
    def versions(self, row: Recorded) -> SafeString:
        """Every version of the fact, the newest first, each with its page."""
        known = type(row)._base_manager.filter(key=row.key).order_by("-recorded_at", "-pk")[:VERSIONS_SHOWN]
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        lines = ((reverse(page, args=[one.pk]), formatting.instant(one.recorded_at), one.pk) for one in known)
        return format_html_join("", '<div><a href="{}">{} · {}</a></div>', lines)


def portal_link(address: str) -> SafeString:
    """A link to the page of the portal where a row is worked on."""
    return format_html('<a href="{}">{}</a>', address, _("Open in the portal"))
