"""Notices, mails and comments in the administration: to look up why somebody did or did not hear of something."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from foundation.audit import sight
from foundation.notifications.models import Comment, Follow, MailBatch, MailItem, Notification, OutboxRow, Preference
from foundation.readonly_admin import ReadOnlyAdmin

PERSON = ["user__full_name", "user__email"]


class ToldAdmin(ReadOnlyAdmin):
    """Keeps what speaks of rows that the administrator may see."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return sight.told_to(request.user, super().get_queryset(request))


@admin.register(OutboxRow)
class OutboxRowAdmin(ToldAdmin):
    list_display = ["key", "event", "created_at", "delivered_at"]
    search_fields = ["key", "=object_id"]
    list_filter = [("delivered_at", admin.EmptyFieldListFilter), "event", "created_at"]
    date_hierarchy = "created_at"


@admin.register(Notification)
class NotificationAdmin(ToldAdmin):
    list_display = ["user", "event", "at", "read_at"]
    search_fields = [*PERSON, "key"]
    list_filter = [("read_at", admin.EmptyFieldListFilter), "event", "at"]
    date_hierarchy = "at"


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin):
    list_display = ["user", "event", "in_app", "mail"]
    search_fields = [*PERSON, "event"]
    list_filter = ["mail", "in_app", "event"]


@admin.register(MailBatch)
class MailBatchAdmin(ReadOnlyAdmin):
    list_display = ["message_id", "user", "created_at", "sent_at", "attempts", "retry_at"]
    search_fields = [*PERSON, "message_id", "error"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter), "created_at", "attempts"]
    date_hierarchy = "created_at"


@admin.register(MailItem)
class MailItemAdmin(ToldAdmin):
    list_display = ["user", "event", "at", "due_at", "batch"]
    search_fields = [*PERSON, "key"]
    list_filter = [("batch", admin.EmptyFieldListFilter), "event", "due_at"]


@admin.register(Follow)
class FollowAdmin(ToldAdmin):
    list_display = ["user", "kind", "object_id", "muted"]
    search_fields = [*PERSON, "=object_id"]
    list_filter = ["muted", "kind"]


@admin.register(Comment)
class CommentAdmin(ToldAdmin):
    list_display = ["author", "kind", "object_id", "at", "text"]
    search_fields = ["author__full_name", "author__email", "text"]
    list_filter = ["kind", "at"]
    date_hierarchy = "at"
    hidden = ("token",)
