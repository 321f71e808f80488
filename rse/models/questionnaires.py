"""Questionnaires sent to suppliers by a link that works once; the answers wait for the buyer's review."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.attachments.models import Attachment
from rse.models.suppliers import Supplier


class Questionnaire(models.Model):
    """What a supplier was asked and answered. The link is kept as its hash only; answered once, then reviewed."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DOUBTED = "doubted", _("Raises questions")

    class State(models.TextChoices):
        """How far it is; worked out from its days, never stored."""

        OPEN = "open", _("Waiting for an answer")
        LAPSED = "lapsed", _("Ended without an answer")
        TO_REVIEW = "to_review", _("To review")
        ACCEPTED = "accepted", _("Accepted")
        DOUBTED = "doubted", _("Raises questions")

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="questionnaires", verbose_name=_("supplier"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    expires_on = models.DateField(_("answer until"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    respondent = models.CharField(_("who answered"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year of the figures"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)  # {concept: number or true/false}
    evidence = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence"))
    verdict = models.CharField(_("review"), max_length=8, choices=Verdict.choices, default="", blank=True)
    note = models.TextField(_("note of the review"), blank=True, max_length=2_000)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewed by")
    )

    class Meta:
        verbose_name = _("questionnaire to a supplier")
        verbose_name_plural = _("questionnaires to suppliers")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, reviewed_at__isnull=True)
                | models.Q(year__isnull=False) & ~models.Q(respondent=""),
                name="rse_questionnaire_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_at__isnull=True) | ~models.Q(verdict=""), name="rse_questionnaire_reviewed_with_verdict"
            ),
        ]
        indexes = [
            models.Index(fields=["supplier", "-asked_at"]),
            models.Index(fields=["expires_on"], condition=models.Q(answered_at__isnull=True), name="rse_questionnaire_unanswered"),
            models.Index(
                fields=["answered_at"],
                condition=models.Q(answered_at__isnull=False, reviewed_at__isnull=True),
                name="rse_questionnaire_to_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} · {self.asked_at:%Y-%m-%d}"

    def state(self, today: date) -> "Questionnaire.State":
        """How far it is on this day."""
        if self.answered_at is None:
            return self.State.OPEN if self.expires_on >= today else self.State.LAPSED
        return self.State(self.verdict) if self.verdict else self.State.TO_REVIEW
