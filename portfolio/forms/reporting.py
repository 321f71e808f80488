"""The report of a project: three clicks when nothing is special, seven dimensions and three texts when asked for."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.submissions import SentOnce
from portfolio.actions.status import needs_note, worsened
from portfolio.forms.fields import AmountField, DayField, PersonField
from portfolio.models import Health, Project, StatusReport
from portfolio.models.status import DIMENSIONS

THREE = [(h.value, h.label) for h in (Health.GREEN, Health.AMBER, Health.RED)]
LONG_TEXT = {"max_length": 5_000, "required": False}


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, widget=forms.Textarea({"rows": 2}), **LONG_TEXT)


def _choices_of(health: StatusReport | None) -> list[tuple[str, Any]]:
    return Health.choices if health and health.scale == StatusReport.Scale.FIVE else THREE


class CorrectionForm(forms.Form):
    """What was published, to be put right; `version` is the one its author had before their eyes."""

    health = forms.ChoiceField(label=_("How is the project?"), choices=THREE, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why is it corrected?"), max_length=2_000, widget=forms.Textarea({"rows": 2}))
    note = _text(_("Note"), _("Needed when the health is red."))
    progress = forms.IntegerField(label=_("Progress, %"), min_value=0, max_value=100, required=False)
    done = _text(_("Done since the last report"))
    next_steps = _text(_("Next"))
    forecast_at_completion = AmountField(label=_("Forecast at completion"), help_text=_("What the whole project will have cost."))
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    CORRECTED = ("health", "note", "progress", "done", "next_steps", "forecast_at_completion", *(f"{name}_health" for name in DIMENSIONS))

    def __init__(self, *args: Any, report: StatusReport, **kwargs: Any) -> None:
        initial = {name: getattr(report, name) for name in self.CORRECTED} | {"version": report.pk}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["health"].choices = _choices_of(report)
        for name in DIMENSIONS:
            label = StatusReport._meta.get_field(f"{name}_health").verbose_name
            choices = [("", _("not judged")), *_choices_of(report)]
            self.fields[f"{name}_health"] = forms.ChoiceField(label=label, required=False, choices=choices)

    @property
    def dimensions(self) -> list[forms.BoundField]:
        return [self[f"{name}_health"] for name in DIMENSIONS]

    def facts(self) -> dict[str, Any]:
        """What the action is told."""
        return {name: self.cleaned_data[name] for name in (*self.CORRECTED, "reason")}


class ReportForm(SentOnce):
    """`last` is the report it goes on from; a dimension left at "as before" keeps its colour.

    `asked` is the health chosen on the way here: where it has to be explained, the note awaits the first word.
    """

    health = forms.ChoiceField(label=_("How is the project?"), choices=THREE, widget=forms.RadioSelect)
    progress = forms.IntegerField(label=_("Progress, %"), min_value=0, max_value=100, required=False)
    note = _text(_("Note"), _("Needed when the health, or a dimension, is worse than in the last report, or red."))
    done = _text(_("Done since the last report"))
    next_steps = _text(_("Next"))
    help_needed = _text(_("Help needed"))
    help_from = PersonField(label=_("From whom"), required=False)
    help_by = DayField(label=_("By which day"), required=False)
    forecast_at_completion = AmountField(label=_("Forecast at completion"), help_text=_("What the whole project will have cost."))
    seen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    DRAFTED = (
        *("health", "progress", "note", "done", "next_steps", "help_needed", "help_from", "help_by", "forecast_at_completion"),
        *(f"{name}_health" for name in DIMENSIONS),
    )
    FOLDED = ("done", "next_steps", "forecast_at_completion")

    def __init__(
        self,
        *args: Any,
        project: Project,
        last: StatusReport | None,
        draft: dict[str, Any] | None = None,
        asked: str = "",
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"seen": last.pk if last else None}
        if last:
            initial |= {"health": last.health, "progress": last.progress}
        initial |= draft or {}
        if asked in Health.values:
            initial["health"] = asked
        super().__init__(*args, initial=initial, **kwargs)
        self.last = last
        if asked in Health.values and needs_note(asked, last):
            self.fields["note"].widget.attrs["autofocus"] = True
        self.fields["health"].choices = _choices_of(last)
        for name in DIMENSIONS:
            self.fields[f"{name}_health"] = self._dimension(name)
        self.fields["help_from"].queryset = self._helpers(project)

    def _dimension(self, name: str) -> forms.ChoiceField:
        before = getattr(self.last, f"{name}_health", "") if self.last else ""
        as_before = _("as before: %(health)s") % {"health": Health(before).label} if before else _("not judged")
        label = StatusReport._meta.get_field(f"{name}_health").verbose_name
        return forms.ChoiceField(label=label, required=False, choices=[("", as_before), *THREE])

    def _helpers(self, project: Project) -> Any:
        """Sponsor, members and executives: the people who can help and may see."""
        near = Q(pk=project.sponsor_id) | Q(memberships__project=project)
        if not project.is_confidential:
            near |= Q(grants__role="executive", grants__revoked_at__isnull=True)
        return User.objects.filter(near, is_active=True).distinct().order_by("full_name")

    @property
    def dimensions(self) -> list[forms.BoundField]:
        return [self[f"{name}_health"] for name in DIMENSIONS]

    @property
    def details_open(self) -> bool:
        """Whether the folded part holds something the person must see."""
        names = [*self.FOLDED, *(f"{name}_health" for name in DIMENSIONS)]
        return any(self[name].errors or self[name].value() for name in names)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("help_needed") and not cleaned.get("help_from"):
            self.add_error("help_from", _("Say who can help: it will stand in what needs them."))
        if cleaned.get("help_from") and not cleaned.get("help_needed"):
            self.add_error("help_needed", _("Say in a sentence what you need."))
        if cleaned.get("help_needed") and not cleaned.get("help_by"):
            self.add_error("help_by", _("Say by which day the help is needed."))
        said = "note" in self.errors or (cleaned.get("note") or "").strip()
        if cleaned.get("health") and not said and self._needs_note(cleaned):
            self.add_error("note", _("Say in a sentence what happened: something is red, or worse than in the last report."))
        return cleaned

    def _needs_note(self, cleaned: dict[str, Any]) -> bool:
        return needs_note(cleaned["health"], self.last) or bool(worsened(cleaned, self.last))

    def facts(self) -> dict[str, Any]:
        """What the action is told; the dimensions left alone keep the colour they had."""
        facts = dict(self.cleaned_data)
        for name in DIMENSIONS:
            key = f"{name}_health"
            facts[key] = facts[key] or (getattr(self.last, key) if self.last else "")
        return facts
