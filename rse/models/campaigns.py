"""Campaigns and training: whom they are for, their sessions, who came (as a keyed hash, never a name), and their quiz."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, Site
from foundation.bilingual import BilingualName, in_language, language
from foundation.search import folded_column
from kpis.models import Indicator
from rse.models.initiatives import Initiative
from rse.models.themes import Theme


class Campaign(BilingualName):
    """One campaign or training. The last four numbers are counted by each write: distinct people, attendances, hours."""

    class Kind(models.TextChoices):
        AWARENESS = "awareness", _("Awareness campaign")
        TRAINING = "training", _("Training")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices, default=Kind.AWARENESS)
    themes = models.ManyToManyField(Theme, related_name="campaigns", verbose_name=_("themes"))
    message_fr = models.TextField(_("message (French)"), blank=True, max_length=2_000)
    message_en = models.TextField(_("message (English)"), blank=True, max_length=2_000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    starts_on = models.DateField(_("start"))
    ends_on = models.DateField(_("end"))
    goal = models.PositiveSmallIntegerField(
        _("participation wanted (%)"), default=60, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    sessions_needed = models.PositiveSmallIntegerField(_("sessions to complete it"), default=1, validators=[MinValueValidator(1)])
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=2, null=True, blank=True)
    initiative = models.ForeignKey(
        Initiative, models.SET_NULL, null=True, blank=True, related_name="campaigns", verbose_name=_("initiative")
    )
    indicator = models.ForeignKey(Indicator, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("indicator"))
    people = models.PositiveIntegerField(_("people reached"), default=0, editable=False)
    first_reached = models.PositiveIntegerField(_("people whom no earlier campaign reached"), default=0, editable=False)
    attendances = models.PositiveIntegerField(_("attendances"), default=0, editable=False)
    hours = models.DecimalField(_("hours"), max_digits=12, decimal_places=2, default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    search = folded_column("code", "name_fr", "name_en")

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "code"]
        indexes = [GinIndex(fields=["search"], name="rse_campaign_search")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="rse_campaign_ends_after_it_starts"),
            models.CheckConstraint(condition=models.Q(goal__gte=1, goal__lte=100), name="rse_campaign_goal_is_a_share"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("rse:campaign", args=[self.code])

    @property
    def message(self) -> str:
        return self.in_language("message")


class CampaignGroup(models.Model):
    """Some of those whom a campaign is for: a unit, or a site of it, with the people who work there; counted by each write."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="groups", verbose_name=_("campaign"))
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    headcount = models.PositiveIntegerField(_("people"))
    reached = models.PositiveIntegerField(_("people reached"), default=0, editable=False)
    completed = models.PositiveIntegerField(_("people who completed it"), default=0, editable=False)

    class Meta:
        verbose_name = _("part of the audience")
        verbose_name_plural = _("audiences")
        ordering = ["campaign", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit", "site"], nulls_distinct=False, name="rse_audience_once_per_place"),
            models.CheckConstraint(condition=models.Q(headcount__gt=0), name="rse_audience_has_people"),
        ]

    def __str__(self) -> str:
        return self.site.name if self.site else self.unit.name


class CampaignSession(models.Model):
    """One meeting of a campaign, which people join by its code."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sessions", verbose_name=_("campaign"))
    on = models.DateField(_("day"))
    closes_on = models.DateField(_("sign-in until"))
    place = models.CharField(_("place"), max_length=160)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=2)
    trainer = models.CharField(_("trainer"), max_length=120, blank=True)
    code = models.CharField(_("join code"), max_length=12, unique=True)
    attendances = models.PositiveIntegerField(_("attendances"), default=0, editable=False)

    class Meta:
        verbose_name = _("session of a campaign")
        verbose_name_plural = _("sessions of campaigns")
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_on__gte=models.F("on")), name="rse_session_closes_after_its_day"),
            models.CheckConstraint(condition=models.Q(hours__gt=0, hours__lte=100), name="rse_session_has_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.place} · {self.on}"


class Participation(models.Model):
    """Somebody came to a session. `person` is a keyed hash: people are counted once, and nobody reads who they are."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False, verbose_name=_("campaign"))
    session = models.ForeignKey(CampaignSession, models.CASCADE, related_name="+", db_index=False, verbose_name=_("session"))
    group = models.ForeignKey(CampaignGroup, models.PROTECT, null=True, related_name="+", verbose_name=_("part of the audience"))
    person = models.CharField(_("person (keyed hash)"), max_length=64)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="rse_person_counts_once_a_session")]
        indexes = [models.Index(fields=["campaign", "person"]), models.Index(fields=["person", "campaign"])]

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.session_id}"


class QuizQuestion(models.Model):
    """A question of a campaign's quiz, asked before and after. `options`: [{"fr", "en", "right"}], one of them right at least."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="questions", verbose_name=_("campaign"))
    position = models.PositiveSmallIntegerField(_("position"))
    words_fr = models.CharField(_("question (French)"), max_length=300)
    words_en = models.CharField(_("question (English)"), max_length=300)
    options = models.JSONField(_("answers"))

    class Meta:
        verbose_name = _("question of a quiz")
        verbose_name_plural = _("questions of quizzes")
        ordering = ["campaign", "position"]
        constraints = [models.UniqueConstraint(fields=["campaign", "position"], name="rse_quiz_one_question_a_position")]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The question in the language of the reader."""
        return in_language(self, "words")

    @property
    def answers(self) -> list[tuple[str, bool]]:
        """The answers in the language of the reader, and which are right."""
        return [(option[language()], option["right"]) for option in self.options]


class QuizTake(models.Model):
    """A quiz filled in. `taker` is a keyed hash of its own: it cannot be laid beside the participations."""

    class Phase(models.TextChoices):
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="takes", verbose_name=_("campaign"))
    phase = models.CharField(_("when"), max_length=6, choices=Phase.choices)
    taker = models.CharField(_("person (keyed hash)"), max_length=64)
    right = models.PositiveSmallIntegerField(_("right answers"))
    asked = models.PositiveSmallIntegerField(_("questions"))

    class Meta:
        verbose_name = _("quiz filled in")
        verbose_name_plural = _("quizzes filled in")
        constraints = [models.UniqueConstraint(fields=["campaign", "phase", "taker"], name="rse_quiz_once_a_phase")]

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.phase}"
