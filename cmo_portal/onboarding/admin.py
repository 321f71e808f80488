from django.contrib import admin

from cmo_portal.onboarding.models import Beginning
from foundation.readonly_admin import ReadOnlyAdmin


@admin.register(Beginning)
class BeginningAdmin(ReadOnlyAdmin):
    list_display = ["choice", "chosen_by", "chosen_at", "state", "finished_at"]
    search_fields = ["chosen_by__full_name"]
    list_filter = ["choice", "state"]
