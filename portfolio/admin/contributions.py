"""Contributions and initiatives of projects, with all their versions."""

from django.contrib import admin

from foundation.export_admin import ExportedAdmin
from foundation.readonly_admin import RecordedAdmin
from portfolio.admin.projects import PROJECT
from portfolio.admin.seen import SeenAdmin
from portfolio.models import ProjectContribution, ProjectInitiative


@admin.register(ProjectContribution)
class ProjectContributionAdmin(SeenAdmin, ExportedAdmin, RecordedAdmin):
    list_display = ["project", "objective", "level", "state", "validated_level", "declared_on", "decided_on"]
    search_fields = [*PROJECT, "objective__code", "objective__name_fr", "objective__name_en"]
    list_filter = ["state", "level", "declared_on"]
    date_hierarchy = "declared_on"
    export_columns = [
        "key", "project", "objective", "level", "state", "validated_level", "declared_on", "declared_by", "decided_on", "decided_by",
        "rationale", "reason", "source", "recorded_at", "superseded_at", "removed",
    ]  # fmt: skip


@admin.register(ProjectInitiative)
class ProjectInitiativeAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "initiative", "recorded_at"]
    search_fields = [*PROJECT, "initiative__code", "initiative__name_fr", "initiative__name_en"]
