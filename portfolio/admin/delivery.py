"""Milestones and risks with all their versions."""

from django.contrib import admin

from foundation.readonly_admin import RecordedAdmin
from portfolio.admin.projects import PROJECT
from portfolio.admin.seen import SeenAdmin
from portfolio.models import Milestone, Risk


@admin.register(Milestone)
class MilestoneAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "name_fr", "name_en", "baseline_on", "forecast_on", "reached_on"]
    search_fields = [*PROJECT, "name_fr", "name_en"]
    list_filter = [("reached_on", admin.EmptyFieldListFilter)]
    date_hierarchy = "forecast_on"


@admin.register(Risk)
class RiskAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "title", "probability", "impact", "state", "owner", "review_on"]
    search_fields = [*PROJECT, "title"]
    list_filter = ["state", "probability", "impact"]
    date_hierarchy = "review_on"
