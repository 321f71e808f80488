from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "foundation.notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from foundation.audit import words
        from foundation.notifications import events

        words.register({"comment.added": _("Comment added")})

        events.register("comment.mentioned", _("Somebody mentions me"), _("%(author)s mentions you: “%(excerpt)s”"), mail="now")
        events.register("comment.added", _("A comment on what I follow"), _("%(author)s comments %(object)s: “%(excerpt)s”"), mail="daily")
