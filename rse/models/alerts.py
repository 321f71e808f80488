"""Confidential alerts (duty of vigilance): told by anybody, read by named people only, each opening on record.

No ModelAdmin, no search, no export reads these tables; the ledger holds ids only.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import append_only


class AlertRecipient(models.Model):
    """Somebody whom new alerts name as their reader, until the day they are relieved."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("recipient of alerts")
        verbose_name_plural = _("recipients of alerts")
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["user"], condition=models.Q(until__isnull=True), name="rse_recipient_named_once")]

    def __str__(self) -> str:
        return str(self.user_id)


class Alert(models.Model):
    """What somebody reports. The follow-up code is kept as its hash only; who reports may stay unknown."""

    class Subject(models.TextChoices):
        HUMAN_RIGHTS = "human_rights", _("Human rights")
        SAFETY = "safety", _("Health and safety")
        ENVIRONMENT = "environment", _("Environment")
        INTEGRITY = "integrity", _("Corruption or fraud")
        HARASSMENT = "harassment", _("Harassment or discrimination")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        LOOKED_INTO = "looked_into", _("Being looked into")
        CLOSED = "closed", _("Closed")

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    subject = models.CharField(_("what it is about"), max_length=12, choices=Subject.choices)
    about = models.CharField(_("company, site or team"), max_length=200, blank=True)
    text = models.TextField(_("what happens"), max_length=10_000)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reported by")
    )
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.RECEIVED)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("confidential alert")
        verbose_name_plural = _("confidential alerts")
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return f"#{self.pk}"


class AlertReader(models.Model):
    """Somebody named to read one alert; nobody else does, whatever their role."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="readers", verbose_name=_("alert"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    named_at = models.DateTimeField(_("named at"))
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("named by"))

    class Meta:
        verbose_name = _("reader of an alert")
        verbose_name_plural = _("readers of alerts")
        ordering = ["named_at", "id"]
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="rse_alert_reader_named_once")]

    def __str__(self) -> str:
        return f"#{self.alert_id} · {self.user_id}"


class AlertMessage(models.Model):
    """What reader and reporter tell each other; never edited."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="messages", verbose_name=_("alert"))
    text = models.TextField(_("message"), max_length=10_000)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )  # nobody: the reporter

    class Meta:
        verbose_name = _("message about an alert")
        verbose_name_plural = _("messages about alerts")
        ordering = ["at", "id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"#{self.alert_id}"
