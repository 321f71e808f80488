"""Reports, what was said of them, drafts and waivers."""

from django.contrib import admin

from foundation.readonly_admin import ReadOnlyAdmin, RecordedAdmin
from portfolio.admin.projects import PROJECT
from portfolio.admin.seen import SeenAdmin
from portfolio.models import Acknowledgement, ConfidenceWaiver, StatusDraft, StatusReport


@admin.register(StatusReport)
class StatusReportAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "reported_on", "health", "kind", "progress"]
    search_fields = [*PROJECT, "note"]
    list_filter = ["health", "kind", "scale", "reported_on"]
    date_hierarchy = "reported_on"
    hidden = ("token",)


@admin.register(StatusDraft)
class StatusDraftAdmin(SeenAdmin, ReadOnlyAdmin):
    """Who is writing and since when; the words are only theirs until they publish."""

    list_display = ["project", "author", "saved_at"]
    search_fields = [*PROJECT, "author__full_name", "author__email"]
    date_hierarchy = "saved_at"
    hidden = ("content",)


@admin.register(Acknowledgement)
class AcknowledgementAdmin(SeenAdmin, ReadOnlyAdmin):
    path_to_project = "report__project"
    list_display = ["report", "by", "at", "kind", "text"]
    search_fields = ["by__full_name", "by__email", "text"]
    list_filter = ["kind", "at"]
    date_hierarchy = "at"


@admin.register(ConfidenceWaiver)
class ConfidenceWaiverAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "value", "starts_on", "expires_on", "reason"]
    search_fields = [*PROJECT, "reason"]
    list_filter = ["expires_on"]
    date_hierarchy = "starts_on"
