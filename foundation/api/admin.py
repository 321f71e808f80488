"""Tokens in the administration: who holds which, used when; their holders and administrators revoke them on their page."""

from django.contrib import admin

from foundation.api.models import ApiAnswer, ApiToken
from foundation.readonly_admin import ReadOnlyAdmin


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ["name", "holder", "scope", "start", "created_at", "expires_on", "revoked_at", "last_used_at"]
    search_fields = ["name", "holder__full_name", "start"]
    hidden = ("digest", "minute", "requests_in_minute")


@admin.register(ApiAnswer)
class ApiAnswerAdmin(ReadOnlyAdmin):
    list_display = ["token", "key", "status", "at"]
    search_fields = ["key", "token__name"]
