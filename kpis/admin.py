"""Indicators in the administration: everything is looked up here, the portal's own pages change it."""

from django.contrib import admin

from foundation.readonly_admin import ReadOnlyAdmin, RecordedAdmin
from kpis.models import (
    Alert,
    ChangedSeries,
    EntryDraft,
    Forecast,
    Indicator,
    IndicatorShare,
    LatestMeasurement,
    Measurement,
    MeasurementFile,
    MonthlyValue,
    SeriesNight,
    Slice,
    StatusOverride,
    Target,
)

NAMES = ["code", "name_fr", "name_en"]
OF_AN_INDICATOR = ["indicator__code", "indicator__name_fr", "indicator__name_en"]


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "direction", "cadence", "owner", "perspective", "retired_on"]
    search_fields = [*NAMES, "owner__full_name"]
    list_filter = ["direction", "cadence", "perspective", ("retired_on", admin.EmptyFieldListFilter), "is_demo"]


@admin.register(IndicatorShare)
class IndicatorShareAdmin(RecordedAdmin):
    list_display = ["__str__", "indicator", "objective", "share"]
    search_fields = [*OF_AN_INDICATOR, "objective__code"]


@admin.register(Target)
class TargetAdmin(RecordedAdmin):
    list_display = ["__str__", "indicator", "baseline_on", "baseline", "target_on", "target", "path"]
    search_fields = OF_AN_INDICATOR
    list_filter = ["path"]


@admin.register(Slice)
class SliceAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "indicator", "unit", "site", "weight"]
    search_fields = OF_AN_INDICATOR


@admin.register(Measurement)
class MeasurementAdmin(RecordedAdmin):
    list_display = ["__str__", "indicator", "slice", "period_start", "period_end", "value", "source_kind"]
    search_fields = OF_AN_INDICATOR
    list_filter = ["source_kind"]


@admin.register(LatestMeasurement)
class LatestMeasurementAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "indicator", "slice", "period_end", "value", "attainment", "status", "status_since"]
    search_fields = OF_AN_INDICATOR
    list_filter = ["status"]


@admin.register(MonthlyValue)
class MonthlyValueAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "indicator", "month", "value", "count"]
    search_fields = OF_AN_INDICATOR


@admin.register(Forecast)
class ForecastAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "indicator", "method", "method_chosen_on", "mase", "mase_naive", "probability", "computed_at"]
    search_fields = OF_AN_INDICATOR
    list_filter = ["method"]


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "indicator", "kind", "on", "raised_at", "closed_at"]
    search_fields = OF_AN_INDICATOR
    list_filter = ["kind", ("closed_at", admin.EmptyFieldListFilter)]


@admin.register(StatusOverride)
class StatusOverrideAdmin(RecordedAdmin):
    list_display = ["__str__", "indicator", "status", "expires_on"]
    search_fields = OF_AN_INDICATOR
    list_filter = ["status"]


@admin.register(SeriesNight)
class SeriesNightAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "wanted_at", "judged_at", "finished_at", "series_read", "methods_chosen", "failed"]


@admin.register(ChangedSeries)
class ChangedSeriesAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "indicator", "changes", "claimed_at", "claimed_by", "attempts"]
    search_fields = OF_AN_INDICATOR


@admin.register(EntryDraft)
class EntryDraftAdmin(ReadOnlyAdmin):
    list_display = ["author", "saved_at"]
    hidden = ("content",)


@admin.register(MeasurementFile)
class MeasurementFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "author", "read_at", "applied_at"]
    search_fields = ["name", "sha256", "author__full_name"]
    hidden = ("rows",)
