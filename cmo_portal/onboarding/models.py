"""How this portal began: one row, written by the first choice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Beginning(models.Model):
    """The choice of the first administrator; with the demonstration, how far a worker has come with writing it."""

    class Choice(models.TextChoices):
        DEMO = "demo", _("A demonstration")
        IMPORT = "import", _("My projects")
        BLANK = "blank", _("A blank portal")

    class State(models.TextChoices):
        WANTED = "wanted", _("Waiting for a worker")
        RUNNING = "running", _("Being written")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Not written")

    choice = models.CharField(_("choice"), max_length=6, choices=Choice.choices)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("chosen by")
    )
    chosen_at = models.DateTimeField(_("chosen at"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.DONE)
    claimed_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("beginning")
        verbose_name_plural = _("beginnings")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="onboarding_one_beginning")]

    def __str__(self) -> str:
        return str(self.get_choice_display())
