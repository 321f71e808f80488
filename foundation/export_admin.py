"""Exports from the administration, written by the portal's own writers: text stays text, whatever it begins with."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import Format
from import_export.forms import ExportForm
from import_export.resources import ModelResource, modelresource_factory

from foundation.bilingual import language
from foundation.tabular.writing import Sheet, csv_lines, xlsx_bytes


class PlainResource(ModelResource):
    """Values as they are, for a writer that knows numbers from text; related rows by their code or address."""

    def export_field(self, field: Field, instance: models.Model, **kwargs: Any) -> object:
        value = field.get_value(instance)
        if isinstance(value, models.Model):
            return str(getattr(value, "code", "") or getattr(value, "email", "") or value)
        return timezone.localtime(value).isoformat(timespec="seconds") if hasattr(value, "tzinfo") and value.tzinfo else value


class Csv(Format):
    """CSV as everywhere in the portal."""

    def get_title(self) -> str:
        return "CSV"

    def can_export(self) -> bool:
        return True

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        return "".join(csv_lines(dataset.headers, list(dataset), language=language())).encode()


class Workbook(Csv):
    """A workbook of one sheet."""

    def get_title(self) -> str:
        return "XLSX"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        return xlsx_bytes([Sheet(name=dataset.title or "export", headings=dataset.headers, rows=list(dataset))])


class ExportedAdmin(ExportMixin):
    """Adds the button Export to a list; the file holds what the list's filters leave."""

    export_form_class = ExportForm
    export_columns: Sequence[str] = ()

    def get_export_formats(self) -> list[type[Format]]:
        return [Csv, Workbook]

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[ModelResource]]:
        return [
            modelresource_factory(
                self.model, resource_class=PlainResource, meta_options={"fields": self.export_columns, "export_order": self.export_columns}
            )
        ]

    def get_export_queryset(self, request: HttpRequest) -> models.QuerySet:
        relations = [f.name for f in self.model._meta.concrete_fields if f.is_relation and f.name in self.export_columns]
        return super().get_export_queryset(request).select_related(*relations)
