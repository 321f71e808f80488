"""The outbox, notices, mails, preferences, follows and comments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import append_only


class Told(models.Model):
    """What a notice speaks of: an event about an object, with the facts its sentence needs and where to look."""

    event = models.CharField(_("event"), max_length=60)
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(_("number"), max_length=60)
    address = models.CharField(_("address"), max_length=300)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        abstract = True


class OutboxRow(Told):
    """A notice that an action decided, written in its transaction and delivered after the commit by the relay."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    recipients = models.JSONField(_("people"), default=list)  # user ids
    created_at = models.DateTimeField(_("decided at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True)

    class Meta:
        verbose_name = _("outbox row")
        verbose_name_plural = _("outbox")
        indexes = [models.Index(fields=["id"], condition=models.Q(delivered_at__isnull=True), name="notifications_outbox_waiting")]

    def __str__(self) -> str:
        return self.key


class Notification(Told):
    """A notice in a person's tray; the key makes it unique, whatever is delivered twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("person"))
    key = models.CharField(_("key"), max_length=200)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notifications_told_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notifications_tray"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notifications_unread"),
        ]

    def __str__(self) -> str:
        return self.key


class MailFrequency(models.TextChoices):
    OFF = "off", _("Never")
    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class Preference(models.Model):
    """How one person wants to hear of one event; without a row the event's default holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", verbose_name=_("person"))
    event = models.CharField(_("event"), max_length=60)
    in_app = models.BooleanField(_("in the portal"), default=True)
    mail = models.CharField(_("by mail"), max_length=6, choices=MailFrequency.choices, default=MailFrequency.DAILY)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="notifications_one_preference_per_event")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.event}"


class MailBatch(models.Model):
    """A mail to one person; its Message-ID is fixed before it is sent, so a second sending is recognised."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    message_id = models.CharField(_("Message-ID"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("made at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    retry_at = models.DateTimeField(_("next attempt"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(sent_at__isnull=True), name="notifications_mail_waiting")]

    def __str__(self) -> str:
        return self.message_id


class MailItem(Told):
    """A notice that waits for a mail: sent at once, or gathered with others of the day or week."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    key = models.CharField(_("key"), max_length=200)
    at = models.DateTimeField(_("at"))
    due_at = models.DateTimeField(_("to send from"))
    batch = models.ForeignKey(MailBatch, models.CASCADE, null=True, related_name="items", verbose_name=_("mail"))

    class Meta:
        verbose_name = _("line of a mail")
        verbose_name_plural = _("lines of mails")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notifications_mailed_once")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(batch__isnull=True), name="notifications_mail_due")]

    def __str__(self) -> str:
        return self.key


class Follow(models.Model):
    """A person follows an object, or mutes it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(_("number"), max_length=60)
    muted = models.BooleanField(_("muted"), default=False)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "object_id"], name="notifications_followed_once")]
        indexes = [models.Index(fields=["kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.kind} {self.object_id}"


class Comment(models.Model):
    """What somebody said about an object. Said once: never edited, never deleted."""

    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(_("number"), max_length=60)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", verbose_name=_("author"))
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("comment"), max_length=5_000)
    token = models.UUIDField(_("token of the form"), unique=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "object_id", "-id"])]
        triggers = append_only()

    def __str__(self) -> str:
        return self.text[:60]
