"""Plan, axes, objectives, the written levels of contribution, and the weights."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.bilingual import BilingualName, in_language
from foundation.history import Recorded
from foundation.search import folded_column


class Horizon(models.TextChoices):
    SHORT = "short", _("Short term (12 months or less)")
    MEDIUM = "medium", _("Medium term (13 to 36 months)")
    LONG = "long", _("Long term (more than 36 months)")


class Perspective(models.TextChoices):
    FINANCE = "finance", _("Finance")
    CUSTOMER = "customer", _("Customers")
    PROCESS = "process", _("Processes")
    PEOPLE = "people", _("People and learning")
    RSE = "rse", _("CSR")


class StrategicPlan(BilingualName):
    """What the company wants to become, between two dates. At most one plan is active."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    code = models.CharField(_("code"), max_length=40, unique=True)
    vision_fr = models.TextField(_("vision (French)"), blank=True)
    vision_en = models.TextField(_("vision (English)"), blank=True)
    mission_fr = models.TextField(_("mission (French)"), blank=True)
    mission_en = models.TextField(_("mission (English)"), blank=True)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"))
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.DRAFT)
    currency = models.CharField(_("currency (ISO 4217)"), max_length=3, default="EUR")
    target_short = models.DecimalField(_("share of money, short term"), max_digits=5, decimal_places=4, default="0.45")
    target_medium = models.DecimalField(_("share of money, medium term"), max_digits=5, decimal_places=4, default="0.35")
    target_long = models.DecimalField(_("share of money, long term"), max_digits=5, decimal_places=4, default="0.20")
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("strategic plan")
        verbose_name_plural = _("strategic plans")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="strategy_plan_ends_after_it_starts"),
            models.UniqueConstraint(fields=["status"], condition=models.Q(status="active"), name="strategy_one_active_plan"),
            models.CheckConstraint(
                condition=models.Q(target_short__gte=0) & models.Q(target_medium__gte=0) & models.Q(target_long__gte=0),
                name="strategy_plan_targets_not_negative",
            ),
        ]

    @property
    def vision(self) -> str:
        return self.in_language("vision")

    @property
    def mission(self) -> str:
        return self.in_language("mission")


class PlanValue(BilingualName):
    """A value the company holds to, with a sentence on what it means."""

    plan = models.ForeignKey(StrategicPlan, models.CASCADE, related_name="values", verbose_name=_("plan"))
    meaning_fr = models.TextField(_("meaning (French)"), blank=True)
    meaning_en = models.TextField(_("meaning (English)"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["plan", "position", "id"]

    @property
    def meaning(self) -> str:
        return self.in_language("meaning")


class StrategicAxis(BilingualName):
    """A direction of the plan, seen from one perspective."""

    plan = models.ForeignKey(StrategicPlan, models.CASCADE, related_name="axes", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=40)
    perspective = models.CharField(_("perspective"), max_length=8, choices=Perspective.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("strategic axis")
        verbose_name_plural = _("strategic axes")
        ordering = ["plan", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="strategy_axis_code_once_per_plan")]


class StrategyTag(BilingualName):
    """A theme that crosses the axes: digital transformation, customer relation, supply chain, culture and people, public service."""

    code = models.SlugField(_("code"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["code"]


class StrategicObjective(BilingualName):
    """A result the plan wants; only leaves of the tree carry a weight and receive contributions."""

    plan = models.ForeignKey(StrategicPlan, models.PROTECT, related_name="objectives", verbose_name=_("plan"))
    axis = models.ForeignKey(StrategicAxis, models.PROTECT, related_name="objectives", null=True, blank=True, verbose_name=_("axis"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    code = models.CharField(_("code"), max_length=40)
    why_fr = models.TextField(_("why this objective (French)"), blank=True)
    why_en = models.TextField(_("why this objective (English)"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="owned_objectives", verbose_name=_("owner")
    )
    horizon = models.CharField(_("horizon"), max_length=6, choices=Horizon.choices, default=Horizon.MEDIUM)
    tags = models.ManyToManyField(StrategyTag, blank=True, related_name="objectives", verbose_name=_("themes"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    external_source = models.CharField(_("came from"), max_length=80, blank=True, editable=False)
    external_id = models.CharField(_("number there"), max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    search = folded_column("code", "name_fr", "name_en")

    class Meta:
        verbose_name = _("strategic objective")
        verbose_name_plural = _("strategic objectives")
        ordering = ["plan", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="strategy_objective_code_once_per_plan"),
            models.UniqueConstraint(
                fields=["plan", "external_source", "external_id"],
                condition=~models.Q(external_id=""),
                name="strategy_objective_external_id_once",
            ),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="strategy_objective_not_its_own_parent"),
        ]
        indexes = [GinIndex(fields=["search"], name="strategy_objective_search")]

    def get_absolute_url(self) -> str:
        """The page of the objective."""
        return reverse("strategy:objective", args=[self.pk])

    @property
    def why(self) -> str:
        return self.in_language("why")


LEVEL_WORDS = {
    Decimal(0): pgettext_lazy("level", "None"),
    Decimal("0.25"): pgettext_lazy("level", "Weak"),
    Decimal("0.5"): pgettext_lazy("level", "Partial"),
    Decimal("0.75"): pgettext_lazy("level", "Strong"),
    Decimal(1): pgettext_lazy("level", "Full"),
}


class ContributionLevel(models.Model):
    """What a level of contribution means, in words; generic (no objective) or written for one objective."""

    objective = models.ForeignKey(
        StrategicObjective, models.CASCADE, null=True, blank=True, related_name="levels", verbose_name=_("objective")
    )
    level = models.DecimalField(_("level"), max_digits=3, decimal_places=2)
    statement_fr = models.CharField(_("statement (French)"), max_length=300)
    statement_en = models.CharField(_("statement (English)"), max_length=300)

    class Meta:
        verbose_name = _("contribution level")
        verbose_name_plural = _("contribution levels")
        ordering = ["objective", "level"]
        constraints = [
            models.UniqueConstraint(fields=["objective", "level"], nulls_distinct=False, name="strategy_level_stated_once"),
            models.CheckConstraint(condition=models.Q(level__in=["0", "0.25", "0.5", "0.75", "1"]), name="strategy_level_is_one_of_five"),
        ]

    @property
    def statement(self) -> str:
        return in_language(self, "statement")

    @property
    def word(self) -> str:
        """The level in one word."""
        return str(LEVEL_WORDS[Decimal(self.level)])


class WeightSet(Recorded):
    """The weights of a plan's leaf objectives from a day on. A new set replaces the one in force; none is edited."""

    class Method(models.TextChoices):
        CLASSES = "classes", _("Three classes")
        DIRECT = "direct", _("Direct entry")
        PAIRWISE = "pairwise", _("Pairwise comparison")

    plan = models.ForeignKey(StrategicPlan, models.PROTECT, related_name="weight_sets", verbose_name=_("plan"))
    number = models.PositiveIntegerField(_("number"))
    method = models.CharField(_("method"), max_length=8, choices=Method.choices)
    in_force_from = models.DateField(_("in force from"))
    consistency_ratio = models.FloatField(_("consistency ratio"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("weight set")
        verbose_name_plural = _("weight sets")
        ordering = ["plan", "-number"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["plan", "number"], condition=models.Q(superseded_at__isnull=True), name="strategy_weight_set_number"
            ),
            models.CheckConstraint(
                condition=models.Q(consistency_ratio__isnull=True) | models.Q(consistency_ratio__lt=0.10) | ~models.Q(reason=""),
                name="strategy_inconsistent_weights_need_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.get_method_display()}"


class WeightClass(models.IntegerChoices):
    MAJOR = 3, _("Major")
    IMPORTANT = 2, _("Important")
    USEFUL = 1, _("Useful")


class ObjectiveWeight(models.Model):
    """The weight of one leaf objective in one set; the weights of a set sum to 1. Added with its set, never edited."""

    weight_set = models.ForeignKey(WeightSet, models.PROTECT, related_name="weights", verbose_name=_("weight set"))
    objective = models.ForeignKey(StrategicObjective, models.PROTECT, related_name="weights", verbose_name=_("objective"))
    weight_class = models.PositiveSmallIntegerField(_("class"), choices=WeightClass.choices, null=True, blank=True)
    weight = models.FloatField(_("weight"))

    class Meta:
        verbose_name = _("objective weight")
        verbose_name_plural = _("objective weights")
        constraints = [
            models.UniqueConstraint(fields=["weight_set", "objective"], name="strategy_one_weight_per_objective"),
            models.CheckConstraint(condition=models.Q(weight__gte=0) & models.Q(weight__lte=1), name="strategy_weight_between_0_and_1"),
        ]


class PairwiseJudgement(models.Model):
    """How many times the left one matters more than the right one (Saaty, 1/9 to 9): two axes, or two leaves of one axis."""

    weight_set = models.ForeignKey(WeightSet, models.PROTECT, related_name="judgements", verbose_name=_("weight set"))
    left_axis = models.ForeignKey(StrategicAxis, models.PROTECT, null=True, blank=True, related_name="+")
    right_axis = models.ForeignKey(StrategicAxis, models.PROTECT, null=True, blank=True, related_name="+")
    left_objective = models.ForeignKey(StrategicObjective, models.PROTECT, null=True, blank=True, related_name="+")
    right_objective = models.ForeignKey(StrategicObjective, models.PROTECT, null=True, blank=True, related_name="+")
    ratio = models.FloatField(_("ratio"))

    class Meta:
        verbose_name = _("pairwise judgement")
        verbose_name_plural = _("pairwise judgements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ratio__gt=0.11) & models.Q(ratio__lte=9), name="strategy_ratio_between_ninth_and_nine"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    left_axis__isnull=False, right_axis__isnull=False, left_objective__isnull=True, right_objective__isnull=True
                )
                | models.Q(left_axis__isnull=True, right_axis__isnull=True, left_objective__isnull=False, right_objective__isnull=False),
                name="strategy_judgement_compares_like_with_like",
            ),
        ]


class ObjectiveLink(Recorded):
    """Cause and effect between two objectives, for the strategy map: reaching the cause helps to reach the effect."""

    cause = models.ForeignKey(StrategicObjective, models.PROTECT, related_name="effects", verbose_name=_("cause"))
    effect = models.ForeignKey(StrategicObjective, models.PROTECT, related_name="causes", verbose_name=_("effect"))
    because_fr = models.CharField(_("why (French)"), max_length=300, blank=True)
    because_en = models.CharField(_("why (English)"), max_length=300, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("cause and effect")
        verbose_name_plural = _("causes and effects")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["cause", "effect"], condition=models.Q(superseded_at__isnull=True), name="strategy_one_current_objective_link"
            ),
            models.CheckConstraint(condition=~models.Q(cause=models.F("effect")), name="strategy_objective_does_not_cause_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.cause_id} → {self.effect_id}"

    @property
    def because(self) -> str:
        """Why reaching the cause helps, in the active language."""
        return in_language(self, "because")
