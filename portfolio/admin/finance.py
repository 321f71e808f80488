"""Money and all its versions."""

from django.contrib import admin

from foundation.export_admin import ExportedAdmin
from foundation.readonly_admin import RecordedAdmin
from portfolio.admin.projects import PROJECT
from portfolio.admin.seen import SeenAdmin
from portfolio.models import BudgetLine, EarnedValuePoint, ExchangeRate


@admin.register(BudgetLine)
class BudgetLineAdmin(SeenAdmin, ExportedAdmin, RecordedAdmin):
    list_display = ["project", "year", "nature", "label", "currency", "baseline", "forecast", "actual"]
    search_fields = [*PROJECT, "label"]
    list_filter = ["year", "nature", "currency"]
    export_columns = [
        "key", "project", "year", "nature", "label", "currency", "baseline", "forecast", "actual", "undisclosed",
        "recorded_at", "superseded_at", "removed",
    ]  # fmt: skip


@admin.register(EarnedValuePoint)
class EarnedValuePointAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "on", "planned_value", "earned_value", "actual_cost", "budget_at_completion", "currency"]
    search_fields = PROJECT
    list_filter = ["currency"]
    date_hierarchy = "on"


@admin.register(ExchangeRate)
class ExchangeRateAdmin(RecordedAdmin):
    list_display = ["from_currency", "to_currency", "on", "rate", "source"]
    search_fields = ["from_currency", "to_currency", "source"]
    list_filter = ["from_currency", "to_currency"]
    date_hierarchy = "on"
