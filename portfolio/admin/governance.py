"""Gates, decisions, requests for help and good news."""

from django.contrib import admin

from foundation.readonly_admin import ReadOnlyAdmin, RecordedAdmin
from portfolio.admin.projects import PROJECT
from portfolio.admin.seen import SeenAdmin
from portfolio.models import ActionItem, Decision, GateReview, Thanks, Win


@admin.register(GateReview)
class GateReviewAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "gate", "decision", "decided_on", "decided_by"]
    search_fields = [*PROJECT, "note"]
    list_filter = ["decision", "gate"]
    date_hierarchy = "decided_on"


@admin.register(Decision)
class DecisionAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["title", "project", "decider", "due_on", "state", "decided_on"]
    search_fields = [*PROJECT, "title"]
    list_filter = ["state", "due_on"]
    date_hierarchy = "due_on"


@admin.register(ActionItem)
class ActionItemAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["title", "project", "owner", "asked_by", "due_on", "state"]
    search_fields = [*PROJECT, "title", "owner__full_name"]
    list_filter = ["state", "due_on"]
    date_hierarchy = "due_on"


@admin.register(Win)
class WinAdmin(SeenAdmin, ReadOnlyAdmin):
    list_display = ["project", "by", "at", "text_fr", "text_en", "withdrawn_at"]
    search_fields = [*PROJECT, "text_fr", "text_en"]
    list_filter = ["at", "is_demo"]
    date_hierarchy = "at"


@admin.register(Thanks)
class ThanksAdmin(SeenAdmin, ReadOnlyAdmin):
    path_to_project = "win__project"
    list_display = ["win", "by", "at"]
    search_fields = ["win__text_fr", "win__text_en", "by__full_name"]
    date_hierarchy = "at"
