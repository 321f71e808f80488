"""Surveys: questions, waves, links that work once, and answers that nobody can lay beside the link they came by."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.models import OrganisationUnit, Site
from foundation.bilingual import BilingualName


class Survey(BilingualName):
    """One survey with its questions, asked in waves."""

    class Kind(models.TextChoices):
        WELLBEING = "wellbeing", _("Well-being at work")
        STAKEHOLDERS = "stakeholders", _("Satisfaction of stakeholders")
        OTHER = "other", _("Other")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    intro_fr = models.TextField(_("what it is for (French)"), blank=True, max_length=1_000)
    intro_en = models.TextField(_("what it is for (English)"), blank=True, max_length=1_000)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["code"]

    @property
    def intro(self) -> str:
        return self.in_language("intro")


class SurveyQuestion(models.Model):
    """One question. `options` of a choice: [{"fr", "en"}]."""

    class Kind(models.TextChoices):
        SCALE = "scale", _("From 1 to 5")
        NPS = "nps", _("Recommendation, from 0 to 10")
        CHOICE = "choice", _("One of several answers")
        TEXT = "text", _("Words of one's own")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions", verbose_name=_("survey"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    words_fr = models.CharField(_("question (French)"), max_length=300)
    words_en = models.CharField(_("question (English)"), max_length=300)
    options = models.JSONField(_("answers"), default=list, blank=True)

    class Meta:
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of surveys")
        ordering = ["survey", "position"]
        constraints = [models.UniqueConstraint(fields=["survey", "position"], name="rse_survey_one_question_a_position")]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        from foundation.bilingual import in_language

        return in_language(self, "words")


class SurveyWave(models.Model):
    """A survey asked once. `results` are worked out when it closes, and are all that is ever published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", pgettext_lazy("wave", "Open")
        CLOSED = "closed", pgettext_lazy("wave", "Closed")

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="waves", verbose_name=_("survey"))
    number = models.PositiveSmallIntegerField(_("number"))
    opens_on = models.DateField(_("from"))
    closes_on = models.DateField(_("until"))
    goal = models.PositiveSmallIntegerField(_("answers wanted (%)"), default=60, validators=[MinValueValidator(1), MaxValueValidator(100)])
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.DRAFT)
    links_drawn_at = models.DateTimeField(_("links drawn at"), null=True, blank=True, editable=False)
    results = models.JSONField(_("results"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("wave of a survey")
        verbose_name_plural = _("waves of surveys")
        ordering = ["survey", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="rse_survey_wave_numbered_once"),
            models.CheckConstraint(condition=models.Q(closes_on__gte=models.F("opens_on")), name="rse_wave_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.number}"


class WaveGroup(models.Model):
    """Some of those who are asked: a unit or a site of it; places of fewer than five stand together without either."""

    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="groups", verbose_name=_("wave"))
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    invited = models.PositiveIntegerField(_("people asked"))
    answered = models.PositiveIntegerField(_("answers"), default=0, editable=False)

    class Meta:
        verbose_name = _("people asked")
        verbose_name_plural = _("people asked")
        ordering = ["wave", "id"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "unit", "site"], nulls_distinct=False, name="rse_asked_once_per_place"),
            models.CheckConstraint(condition=models.Q(answered__lte=models.F("invited")), name="rse_no_more_answers_than_asked"),
        ]

    def __str__(self) -> str:
        return self.site.name if self.site else self.unit.name if self.unit else str(_("Other places"))


class SurveyToken(models.Model):
    """A link that works once: only its hash is kept, and nothing of the answer it brought."""

    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="tokens", verbose_name=_("wave"))
    group = models.ForeignKey(WaveGroup, models.CASCADE, related_name="+", verbose_name=_("people asked"))
    digest = models.CharField(_("hash"), max_length=64, unique=True)
    used = models.BooleanField(_("used"), default=False)

    class Meta:
        verbose_name = _("link to a survey")
        verbose_name_plural = _("links to surveys")

    def __str__(self) -> str:
        return f"{self.wave_id}"


class SurveyAnswer(models.Model):
    """What somebody answered: values by number of the question. No instant, no link, no order: its number is drawn by chance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="answers", verbose_name=_("wave"))
    group = models.ForeignKey(WaveGroup, models.CASCADE, related_name="+", verbose_name=_("people asked"))
    values = models.JSONField(_("answers"))

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")

    def __str__(self) -> str:
        return f"{self.wave_id}"
