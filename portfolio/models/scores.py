"""The scoring model, the runs of the night, and what they publish."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.history import append_only
from portfolio.models.projects import Project


class ScoringModel(models.Model):
    """Every parameter of the score, versioned. A version that was used is never edited: a new one replaces it."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    parameters = models.JSONField(_("parameters"))
    in_force_from = models.DateField(_("in force from"))
    note = models.TextField(_("what changed and why"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    of_the_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("scoring model")
        verbose_name_plural = _("scoring models")
        ordering = ["-number"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.number}"


class ScoreRun(models.Model):
    """One computation of all scores: (as-of date, cut-off instant, model version). At most one is running."""

    class Kind(models.TextChoices):
        NIGHT = "night", _("Night")
        BUTTON = "button", _("On request")
        PAST = "past", _("Past date")

    class State(models.TextChoices):
        WANTED = "wanted", _("Wanted")
        RUNNING = "running", _("Running")
        PUBLISHED = "published", _("Published")
        DONE = "done", _("Computed, not current")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WANTED)
    as_of = models.DateField(_("as of"))
    cut_off = models.DateTimeField(_("cut-off"))
    model = models.ForeignKey(ScoringModel, models.PROTECT, related_name="runs", verbose_name=_("scoring model"))
    wanted_at = models.DateTimeField(_("wanted at"))
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wanted by")
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    base_run = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("published run read at start")
    )
    projects_total = models.PositiveIntegerField(_("projects"), default=0)
    projects_scored = models.PositiveIntegerField(_("scored"), default=0)
    projects_unscored = models.PositiveIntegerField(_("without a score"), default=0)
    projects_failed = models.PositiveIntegerField(_("failed"), default=0)
    inputs_hash = models.CharField(_("hash of inputs"), max_length=64, blank=True)
    results_hash = models.CharField(_("hash of results"), max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("night")
        verbose_name_plural = _("nights")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["as_of"], condition=models.Q(kind="night"), name="portfolio_one_night_per_day"),
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="running"), name="portfolio_one_running_run"),
        ]
        indexes = [models.Index(fields=["state", "as_of"]), models.Index(fields=["as_of", "id"])]

    def __str__(self) -> str:
        return f"{self.as_of} · {self.get_state_display()}"


class ScoreChunk(models.Model):
    """A share of a run's projects, claimed by one worker at a time; a claim without a heartbeat is taken over."""

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="chunks", verbose_name=_("night"))
    number = models.PositiveIntegerField(_("number"))
    first_project = models.BigIntegerField()
    last_project = models.BigIntegerField()
    projects = models.PositiveIntegerField(_("projects"), default=0)
    claimed_by = models.CharField(_("worker"), max_length=120, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("chunk of a night")
        verbose_name_plural = _("chunks of nights")
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="portfolio_chunk_once_per_run")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class Publication(models.Model):
    """Which run readers see: one row, changed by one fenced statement."""

    run = models.ForeignKey(ScoreRun, models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey(ScoreRun, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="portfolio_one_publication")]


class ScoreSnapshot(models.Model):
    """The score of one project in one run. `s` is null when no pillar is due: unscored, never 0."""

    class Band(models.TextChoices):
        ALIGNED = "aligned", _("Aligned")
        PARTIAL = "partial", _("Partly aligned")
        WEAK = "weak", _("Weakly aligned")

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="snapshots", db_index=False, verbose_name=_("night"))
    project = models.ForeignKey(Project, models.PROTECT, related_name="snapshots", db_index=False, verbose_name=_("project"))
    s = models.FloatField(_("alignment (0–100)"), null=True)
    low = models.FloatField(_("at least"), null=True)
    high = models.FloatField(_("at most"), null=True)
    band = models.CharField(_("band"), max_length=7, choices=Band.choices, blank=True)
    a = models.FloatField(_("strategic contribution"), null=True)
    k = models.FloatField(_("KPI evidence"), null=True)
    r = models.FloatField(_("responsibility"), null=True)
    c = models.FloatField(_("data confidence (0–1)"), null=True)
    c_letter = models.CharField(_("data confidence letter"), max_length=1, blank=True)
    d = models.FloatField(_("delivery confidence (0–1)"), null=True)
    d_declared = models.FloatField(_("declared"), null=True)
    d_computed = models.FloatField(_("computed"), null=True)
    d_worst = models.CharField(_("worst dimension"), max_length=20, blank=True)
    divergence = models.FloatField(_("declared minus computed"), null=True)
    ranked = models.BooleanField(_("ranked"), default=True)  # false: obligation, or data confidence too low
    orphan = models.BooleanField(_("serves no validated objective"), default=False)
    veto = models.BooleanField(_("CSR veto"), default=False)
    watermelon = models.BooleanField(_("declared better than computed"), default=False)
    as_of = models.DateField(_("as of"))  # older than the run's when the project failed and its last score is shown
    detail = models.JSONField(_("detail"), default=dict)  # levers, bridge from the previous run, delivery bands
    hash = models.CharField(_("hash"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["run", "project"], name="portfolio_one_score_per_run")]
        indexes = [
            models.Index(fields=["run", "s", "project"], name="portfolio_score_by_s"),
            models.Index(fields=["run", "d", "project"], name="portfolio_score_by_d"),
            models.Index(fields=["project", "run"], name="portfolio_score_history"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.project_id} · {self.s}"


class ScoreComponent(models.Model):
    """One line of the breakdown of one score; the points of a project's lines add up to its score, to the cent."""

    class Pillar(models.TextChoices):
        CONTRIBUTION = "A", _("Strategic contribution")
        EVIDENCE = "K", _("KPI evidence")
        RESPONSIBILITY = "R", _("Responsibility")
        CAP = "cap", _("Cap")

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="components", db_index=False, verbose_name=_("night"))
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False, verbose_name=_("project"))
    position = models.PositiveSmallIntegerField(_("position"))
    pillar = models.CharField(_("pillar"), max_length=3, choices=Pillar.choices)
    code = models.CharField(_("code"), max_length=60)  # objective, indicator or theme code; "neutral", "orphan", "veto"
    subject_id = models.BigIntegerField(_("number"), null=True)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    terms = models.JSONField(_("terms"), default=dict)  # the numbers that were multiplied: w, c, v, rank…

    class Meta:
        verbose_name = _("line of a score")
        verbose_name_plural = _("lines of scores")
        constraints = [models.UniqueConstraint(fields=["run", "project", "position"], name="portfolio_component_position")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.code} {self.points}"


class ScoreFailure(models.Model):
    """A project that could not be scored in a run, and why; its last score is shown as old."""

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="failures", verbose_name=_("night"))
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name=_("project"))
    error = models.TextField(_("error"))

    class Meta:
        verbose_name = _("failed score")
        verbose_name_plural = _("failed scores")
        constraints = [models.UniqueConstraint(fields=["run", "project"], name="portfolio_failure_once_per_run")]

    def __str__(self) -> str:
        return f"{self.project_id}"


class RunIndex(models.Model):
    """The indices of one part of the portfolio in one run: everything, a unit (with its sub-units) or a portfolio."""

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="indices", db_index=False, verbose_name=_("night"))
    scope = models.CharField(_("scope"), max_length=10)  # everything, unit, portfolio
    scope_id = models.BigIntegerField(_("scope number"), null=True)
    alignment = models.FloatField(_("alignment index"), null=True)
    spend_fit = models.FloatField(_("spend fit"), null=True)
    horizon_balance = models.FloatField(_("horizon balance"), null=True)
    delivery = models.FloatField(_("delivery confidence"), null=True)
    detail = models.JSONField(_("detail"), default=dict)  # counts, shares by objective and horizon, unscored and undisclosed money

    class Meta:
        verbose_name = _("portfolio index")
        verbose_name_plural = _("portfolio indices")
        constraints = [
            models.UniqueConstraint(fields=["run", "scope", "scope_id"], nulls_distinct=False, name="portfolio_index_once_per_scope")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.scope} {self.scope_id or ''}"


class RunFigure(models.Model):
    """A default figure of a board, built and validated by the worker, sent as it is by the web."""

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="figures", db_index=False, verbose_name=_("night"))
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=2)
    figure = models.JSONField(_("figure"))
    sentence = models.TextField(_("sentence"))
    table = models.JSONField(_("table"))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [models.UniqueConstraint(fields=["run", "name", "language"], name="portfolio_figure_once_per_language")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.name
