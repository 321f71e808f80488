"""Entering local projects, waste and materials of a month, public claims."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.editing import DayInput, EditForm
from foundation.submissions import SentOnce
from rse.actions.grounds import Bought, Waste
from rse.forms.fields import QuantityField
from rse.forms.suppliers import people_field
from rse.models import Initiative, LocalProject, Material, PublicClaim, Stream, Treatment
from rse.queries.grounds import Lines

LONGEST = 2_000
NOT_EDITED = ("token", "version")


class LocalProjectForm(EditForm):
    """What is done, where, with whom, and what came of it."""

    class Meta:
        model = LocalProject
        fields = (
            "code", "name_fr", "name_en", "territory", "partner", "initiative", "owner", "state", "starts_on", "ends_on", "budget",
            "counted", "planned", "achieved", "beneficiaries", "volunteer_hours", "outcome",
        )  # fmt: skip
        widgets = {"starts_on": DayInput(), "ends_on": DayInput(), "outcome": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"counted": _("Homes, meals, trees, training places…"), "planned": _("A year.")}

    owner = people_field(_("Owner"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["initiative"].queryset = Initiative.objects.defer("search").order_by("code")
        for name in ("beneficiaries", "volunteer_hours"):
            self.fields[name].required = False
        if self.instance.pk:
            del self.fields["code"]

    @property
    def entered(self) -> dict[str, Any]:
        """What was entered; nobody helped and no hours are 0."""
        return self.facts | {name: self.cleaned_data.get(name) or 0 for name in ("beneficiaries", "volunteer_hours")}


class WasteMonthForm(forms.Form):
    """The waste and the materials of one site in one month; a line nobody fills in stays as it is."""

    new_stream = forms.ChoiceField(label=_("Another stream"), required=False, choices=[("", "–"), *Stream.choices])
    new_treatment = forms.ChoiceField(label=_("Its treatment"), required=False, choices=[("", "–"), *Treatment.choices])
    new_tonnes = QuantityField(label=_("Tonnes"))
    reason = forms.CharField(label=_("Reason, if you change a value that was saved"), required=False, max_length=500)

    def __init__(self, *args: Any, lines: Lines, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = lines
        streams, treatments, materials = dict(Stream.choices), dict(Treatment.choices), dict(Material.choices)
        self.waste_lines, self.material_lines = [], []
        for stream, treatment, now, before in lines.waste:
            name, label = f"w-{stream}-{treatment}", f"{streams[stream]}, {treatments[treatment]}"
            self.fields[name] = QuantityField(label=label, initial=now)
            self.waste_lines.append((streams[stream], treatments[treatment], before, name))
        for material, row in lines.materials:
            names = []
            for part, words in (("tonnes", _("bought")), ("recycled", _("of which recycled")), ("certified", _("of which certified"))):
                name = f"m-{material}-{part}"
                self.fields[name] = QuantityField(label=f"{materials[material]}, {words}", initial=getattr(row, part) if row else None)
                names.append(name)
            self.material_lines.append((materials[material], names))

    @property
    def waste_rows(self) -> list[tuple[Any, Any, float | None, Any]]:
        """Each line of waste with its field."""
        return [(stream, treatment, before, self[name]) for stream, treatment, before, name in self.waste_lines]

    @property
    def material_rows(self) -> list[tuple[Any, list[Any]]]:
        """Each material with its three fields."""
        return [(material, [self[name] for name in names]) for material, names in self.material_lines]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        started = [bool(cleaned.get(name)) for name in ("new_stream", "new_treatment")]
        if any(started) != all(started) or (all(started) and cleaned.get("new_tonnes") is None):
            self.add_error("new_stream", _("A new line needs its stream, its treatment and its tonnes."))
        return cleaned

    @property
    def waste(self) -> list[Waste]:
        """The lines that were filled in."""
        value = self.cleaned_data
        rows = [Waste(s, t, value[f"w-{s}-{t}"]) for s, t, _now, _before in self.known.waste if value.get(f"w-{s}-{t}") is not None]
        return [*rows, Waste(value["new_stream"], value["new_treatment"], value["new_tonnes"])] if value["new_stream"] else rows

    @property
    def bought(self) -> list[Bought]:
        """The materials that were filled in."""
        value, found = self.cleaned_data, []
        for material, _row in self.known.materials:
            tonnes, recycled, certified = (value.get(f"m-{material}-{part}") for part in ("tonnes", "recycled", "certified"))
            if tonnes is not None:
                found.append(Bought(material, tonnes, recycled or 0.0, certified or 0.0))
        return found


class ClaimForm(SentOnce):
    """What is said in public, with what proves it and until when it holds."""

    statement_fr = forms.CharField(label=_("Statement (French)"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    statement_en = forms.CharField(label=_("Statement (English)"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    channel = forms.CharField(label=_("Where is it said?"), max_length=200, help_text=_("Packaging, site, report, advertisement…"))
    period_from = forms.DateField(label=_("Figures from"), widget=DayInput())
    period_to = forms.DateField(label=_("Figures until"), widget=DayInput())
    expires_on = forms.DateField(label=_("It holds until"), widget=DayInput(), help_text=_("Past this day it is flagged."))
    owner = people_field(_("Who answers for it?"))
    evidence = forms.FileField(label=_("Evidence"), required=False)
    number = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, claim: PublicClaim | None = None, today: date, **kwargs: Any) -> None:
        names = ("statement_fr", "statement_en", "channel", "period_from", "period_to", "expires_on")
        known = {name: getattr(claim, name) for name in names} | {"owner": claim.owner_id, "number": claim.pk} if claim else {}
        super().__init__(*args, initial=known, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("statement_fr") or cleaned.get("statement_en")):
            self.add_error("statement_fr", _("Write the statement as it is said in public."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What was entered, without the file."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("token", "evidence", "number")}


class WithdrawClaimForm(forms.Form):
    """Why it is no longer said."""

    reason = forms.CharField(label=_("Why is it no longer said?"), max_length=500)
