"""Portfolios, programmes, projects and the people on them."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit
from foundation.bilingual import BilingualName
from foundation.history import Recorded
from foundation.search import folded_column, sort_column
from strategy.models import Horizon, StrategicObjective, StrategicPlan


class ProjectClass(models.TextChoices):
    STRATEGIC = "strategic", _("Strategic")
    OBLIGATION = "obligation", _("Obligation")
    RUN = "run", _("Run the business")


class ProjectStatus(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Phase(models.TextChoices):
    """PM² phases."""

    INITIATING = "initiating", _("Initiating")
    PLANNING = "planning", _("Planning")
    EXECUTING = "executing", _("Executing")
    CLOSING = "closing", _("Closing")


class Cadence(models.TextChoices):
    WEEKLY = "weekly", _("Weekly")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")


class Portfolio(BilingualName):
    """A set of projects decided together, in one currency; an imported edition is its own portfolio."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    plan = models.ForeignKey(StrategicPlan, models.PROTECT, null=True, blank=True, related_name="portfolios", verbose_name=_("plan"))
    currency = models.CharField(_("currency (ISO 4217)"), max_length=3, default="EUR")
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("portfolio")
        verbose_name_plural = _("portfolios")
        ordering = ["code"]


class Programme(BilingualName):
    """Projects that reach a result together."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, null=True, blank=True, related_name="programmes", verbose_name=_("portfolio"))
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]


class AttributeDefinition(models.Model):
    """A typed extra column of projects, kept from an import or added by an administrator."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        BOOLEAN = "boolean", _("Yes or no")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    label_fr = models.CharField(_("label (French)"), max_length=120)
    label_en = models.CharField(_("label (English)"), max_length=120)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.TEXT)

    class Meta:
        verbose_name = _("extra attribute")
        verbose_name_plural = _("extra attributes")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.label_fr


class Project(BilingualName):
    """A project as it stands now. What is scored is also kept as recorded rows; the night never writes here."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="projects", null=True, blank=True, verbose_name=_("portfolio"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="projects", null=True, blank=True, verbose_name=_("programme"))
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, related_name="projects", null=True, blank=True, verbose_name=_("unit"))
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="led_projects", null=True, blank=True, verbose_name=_("project lead")
    )
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sponsored_projects", null=True, blank=True, verbose_name=_("sponsor")
    )
    project_class = models.CharField(_("class"), max_length=10, choices=ProjectClass.choices, default=ProjectClass.STRATEGIC)
    status = models.CharField(_("status"), max_length=11, choices=ProjectStatus.choices, default=ProjectStatus.ACTIVE)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase.choices, default=Phase.EXECUTING)
    magnitude = models.DecimalField(_("magnitude"), max_digits=3, decimal_places=1, default="1.0")
    cadence = models.CharField(_("reporting cadence"), max_length=11, choices=Cadence.choices, default=Cadence.MONTHLY)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    entered_on = models.DateField(_("in the portal since"))
    attributes = models.JSONField(_("extra attributes"), default=dict, blank=True)
    is_confidential = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_("Seen only by its lead, its sponsor and its members; absent from the totals others see."),
    )
    external_source = models.CharField(_("came from"), max_length=80, blank=True, editable=False)
    external_id = models.CharField(_("number there"), max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    search = folded_column("code", "name_fr", "name_en")
    sort_fr = sort_column("name_fr")
    sort_en = sort_column("name_en")

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"], condition=~models.Q(external_id=""), name="portfolio_project_external_id_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(starts_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="portfolio_project_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=models.Q(magnitude__in=["0.5", "1", "2", "4", "8"]), name="portfolio_project_magnitude"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="portfolio_project_search"),
            models.Index(fields=["sort_fr", "id"], name="portfolio_project_by_name_fr"),
            models.Index(fields=["sort_en", "id"], name="portfolio_project_by_name_en"),
            models.Index(fields=["project_class", "code"], name="portfolio_project_class"),
            models.Index(fields=["ends_on", "id"], name="portfolio_project_ends_on"),
            models.Index(fields=["unit", "code"], name="portfolio_project_unit"),
            models.Index(fields=["lead", "code"], name="portfolio_project_lead"),
        ]

    def get_absolute_url(self) -> str:
        """The page of the project."""
        return reverse("portfolio:project", args=[self.code])

    @property
    def scored(self) -> bool:
        """Strategic projects and obligations are scored; running the business is not."""
        return self.project_class != ProjectClass.RUN


class ProjectFacts(Recorded):
    """The scored facts of a project, as they were known at any past instant."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="facts", verbose_name=_("project"))
    project_class = models.CharField(_("class"), max_length=10, choices=ProjectClass.choices)
    status = models.CharField(_("status"), max_length=11, choices=ProjectStatus.choices)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("portfolio"))
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    magnitude = models.DecimalField(_("magnitude"), max_digits=3, decimal_places=1)
    cadence = models.CharField(_("reporting cadence"), max_length=11, choices=Cadence.choices)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    entered_on = models.DateField(_("in the portal since"))

    class Meta(Recorded.Meta):
        verbose_name = _("scored facts of a project")
        verbose_name_plural = _("scored facts of projects")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(fields=["project"], condition=models.Q(superseded_at__isnull=True), name="portfolio_one_current_facts"),
        ]
        indexes = [models.Index(fields=["project", "recorded_at"])]


class ProjectMember(models.Model):
    """A person on a project with the share of their time."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="members", verbose_name=_("project"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("part in the project"), max_length=120, blank=True)
    share = models.DecimalField(_("share of time"), max_digits=4, decimal_places=3, default="1.000")

    class Meta:
        verbose_name = _("project member")
        verbose_name_plural = _("project members")
        ordering = ["project", "user"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="portfolio_member_once_per_project"),
            models.CheckConstraint(condition=models.Q(share__gte=0) & models.Q(share__lte=1), name="portfolio_member_share"),
        ]

    def __str__(self) -> str:
        return str(self.user)


class ProjectSummary(models.Model):
    """What lists sort by and cards show, rolled up by the write that changes it: one row a project."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="card", verbose_name=_("project"))
    unit_sort = models.CharField(max_length=120, default="")
    lead_sort = models.CharField(max_length=150, default="")
    health_rank = models.PositiveSmallIntegerField(null=True)  # 1 red … 5 green, null: never reported
    reported_on = models.DateField(null=True)
    due_on = models.DateField(null=True)  # the report now due, or missed; null: exempt (paused, closed, not started)
    main_objective = models.ForeignKey(StrategicObjective, models.SET_NULL, null=True, related_name="+")
    horizon = models.CharField(max_length=6, choices=Horizon.choices, default="", blank=True)
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # this year's baseline, portfolio currency
    forecast = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # this year's forecast
    budget_total = models.DecimalField(max_digits=18, decimal_places=2, null=True)  # all years
    budget_undisclosed = models.BooleanField(default=False)
    next_milestone_on = models.DateField(null=True)
    links = models.PositiveSmallIntegerField(default=0)
    links_validated = models.PositiveSmallIntegerField(default=0)
    open_risks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("project summary")
        verbose_name_plural = _("project summaries")
        indexes = [
            models.Index(fields=["unit_sort", "project"], name="portfolio_card_unit"),
            models.Index(fields=["lead_sort", "project"], name="portfolio_card_lead"),
            models.Index(fields=["health_rank", "project"], name="portfolio_card_health"),
            models.Index(fields=["reported_on", "project"], name="portfolio_card_reported"),
            models.Index(fields=["due_on", "project"], name="portfolio_card_due"),
            models.Index(fields=["budget", "project"], name="portfolio_card_budget"),
            models.Index(fields=["horizon", "project"], name="portfolio_card_horizon"),
            models.Index(fields=["main_objective", "project"], name="portfolio_card_objective"),
        ]

    def __str__(self) -> str:
        return str(self.project_id)
