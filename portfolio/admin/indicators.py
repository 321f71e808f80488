"""Indicators of projects, promised effects, and reasons for having no indicator."""

from django.contrib import admin

from foundation.readonly_admin import RecordedAdmin
from portfolio.admin.projects import PROJECT
from portfolio.admin.seen import SeenAdmin
from portfolio.models import KpiClaim, NoIndicatorReason, ProjectIndicator

INDICATOR = ["indicator__code", "indicator__name_fr", "indicator__name_en"]


@admin.register(ProjectIndicator)
class ProjectIndicatorAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "indicator", "share", "first_due", "starts_on", "ends_on", "asked_share", "asked_end"]
    search_fields = [*PROJECT, *INDICATOR]


@admin.register(KpiClaim)
class KpiClaimAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "indicator", "delta", "promised_on", "due_on", "verdict", "end_value", "judged_on"]
    search_fields = [*PROJECT, *INDICATOR]
    list_filter = ["verdict"]
    date_hierarchy = "due_on"


@admin.register(NoIndicatorReason)
class NoIndicatorReasonAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "reason", "until"]
    search_fields = [*PROJECT, "reason"]
