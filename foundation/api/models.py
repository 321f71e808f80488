"""Tokens and the answers they got. The token itself is shown once and never kept: only its hash is."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    MEASUREMENTS = "measurements:write", _("Record measurements")


class ApiToken(models.Model):
    """A program acts with it as its holder, within one scope, until a day."""

    name = models.CharField(_("name"), max_length=100)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("holder"))
    scope = models.CharField(_("what it may do"), max_length=30, choices=Scope.choices)
    start = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(_("hash"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"))
    expires_on = models.DateField(_("until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    minute = models.DateTimeField(null=True, editable=False)
    requests_in_minute = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("token of a program")
        verbose_name_plural = _("tokens of programs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def is_usable(self, today: date) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and today <= self.expires_on


class ApiAnswer(models.Model):
    """What a request with an idempotency key was answered; the same request again gets the same answer."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="answers", verbose_name=_("token of a program"))
    key = models.CharField(_("idempotency key"), max_length=100)
    body_digest = models.CharField(_("hash of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    answer = models.JSONField(_("answer"), default=dict)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("answer to a program")
        verbose_name_plural = _("answers to programs")
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_key_once_per_token")]

    def __str__(self) -> str:
        return self.key
