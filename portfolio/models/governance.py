"""Gates: the decisions that let a project start and go on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import in_language
from foundation.history import Recorded
from portfolio.models.projects import Project


class GateReview(Recorded):
    """A decision at a gate. Gate 1 approved = approved to start; its date is the project's `approved_on`."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CONDITIONS = "conditions", _("Approved with conditions")
        REWORK = "rework", _("To rework")
        STOPPED = "stopped", _("Stopped")

    project = models.ForeignKey(Project, models.PROTECT, related_name="gate_reviews", verbose_name=_("project"))
    gate = models.PositiveSmallIntegerField(_("gate"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    note = models.TextField(_("note"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("gate review")
        verbose_name_plural = _("gate reviews")
        ordering = ["project", "gate", "decided_on"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(condition=models.Q(gate__gte=1) & models.Q(gate__lte=9), name="portfolio_gate_between_1_and_9"),
        ]
        indexes = [models.Index(fields=["project", "gate"])]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.gate}"


class Decision(Recorded):
    """A decision that a project waits for, or has received."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("Taken")
        DROPPED = "dropped", _("No longer needed")

    project = models.ForeignKey(Project, models.PROTECT, related_name="decisions", verbose_name=_("project"))
    title = models.CharField(_("decision"), max_length=200)
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who decides")
    )
    due_on = models.DateField(_("wanted by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.WAITING)
    outcome = models.TextField(_("what was decided"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(state="taken") | (~models.Q(outcome="") & models.Q(decided_on__isnull=False)),
                name="portfolio_taken_decision_says_what_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["project"]),
            models.Index(
                fields=["decider", "due_on"],
                condition=models.Q(superseded_at__isnull=True, state="waiting"),
                name="portfolio_decision_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActionItem(Recorded):
    """Something asked of a person by a day: the help a report asks for, or the follow-up of a decision."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("No longer needed")

    project = models.ForeignKey(Project, models.PROTECT, related_name="action_items", verbose_name=_("project"))
    title = models.CharField(_("what is asked"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="action_items", verbose_name=_("of whom"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    due_on = models.DateField(_("by"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        indexes = [
            models.Index(fields=["project"]),
            models.Index(
                fields=["owner", "due_on"], condition=models.Q(superseded_at__isnull=True, state="open"), name="portfolio_action_open"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Win(models.Model):
    """Good news worth a thank-you, said by somebody about a project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="wins", verbose_name=_("project"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    text_fr = models.CharField(_("the news (French)"), max_length=300)
    text_en = models.CharField(_("the news (English)"), max_length=300)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("win")
        verbose_name_plural = _("wins")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The news in the active language."""
        return in_language(self, "text")


class Thanks(models.Model):
    """Somebody thanks for a win: once, with one click."""

    win = models.ForeignKey(Win, models.CASCADE, related_name="thanks", verbose_name=_("win"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["win", "by"], name="portfolio_thanked_once")]

    def __str__(self) -> str:
        return f"{self.win_id} · {self.by_id}"
