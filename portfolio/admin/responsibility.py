"""Assessments of responsibility, looked up."""

from django.contrib import admin

from foundation.readonly_admin import RecordedAdmin
from portfolio.admin.projects import PROJECT
from portfolio.admin.seen import SeenAdmin
from portfolio.models import ProjectSupplier, RseAssessment


@admin.register(RseAssessment)
class RseAssessmentAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "theme", "effect", "mitigation_approved_on"]
    search_fields = [*PROJECT, "theme__code"]
    list_filter = ["theme"]


@admin.register(ProjectSupplier)
class ProjectSupplierAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "supplier", "purpose"]
    search_fields = [*PROJECT, "supplier__code", "supplier__name"]
