"""Evidence in the administration: what was attached to what, by whom, with its hash."""

from django.contrib import admin

from foundation.attachments.models import Attachment
from foundation.readonly_admin import ReadOnlyAdmin


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "object_id", "content_type", "size", "added_at", "added_by"]
    search_fields = ["name", "sha256", "object_id"]
    list_filter = ["kind", "content_type"]
