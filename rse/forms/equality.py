"""The wizard of the equality index: one page, the groups by category and age, then the four other indicators."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.submissions import SentOnce
from rse.equality_index import Inputs, PayGroup, RateGroup
from rse.forms.fields import QuantityField

CATEGORIES = (
    ("ouv", _("Workers")),
    ("emp", _("Employees")),
    ("tam", _("Technicians and supervisors")),
    ("ic", _("Engineers and managers")),
)
AGES = (("29", _("under 30")), ("39", _("30 to 39")), ("49", _("40 to 49")), ("50", _("50 and over")))
CELLS = ("women", "men", "women_pay", "men_pay")
LARGE = 251


@dataclass(frozen=True)
class GroupRow:
    """One line of the form."""

    label: str | Promise
    age: str | Promise
    cells: list[forms.BoundField]


def count(label: Any, most: int = 1_000_000) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False)


class IndexForm(SentOnce):
    """Headcounts and mean pay by group; raises, promotions, returns from leave, the ten highest paid."""

    year = forms.IntegerField(label=_("Year of the figures"), min_value=2019, max_value=2026)
    raised_women = count(_("Women raised (50 to 250 persons)"))
    raised_men = count(_("Men raised (50 to 250 persons)"))
    returns_from_leave = count(_("Women back from maternity leave"))
    returns_raised = count(_("… of whom raised"))
    no_raise_meanwhile = forms.BooleanField(label=_("Nobody was raised while they were away"), required=False)
    top_women = forms.IntegerField(label=_("Women among the ten highest paid"), min_value=0, max_value=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (_("Women"), _("Men"), _("Mean pay of women"), _("Mean pay of men"))
        for category, _name in CATEGORIES:
            for age, _words in AGES:
                for cell, label in zip(CELLS, labels, strict=True):
                    self.fields[f"{category}-{age}-{cell}"] = QuantityField(label=label) if cell.endswith("pay") else count(label)
            for kind in ("raises", "promotions"):
                for sex, label in (("women", _("Women")), ("men", _("Men"))):
                    self.fields[f"{category}-{kind}-{sex}"] = count(label)

    @property
    def groups(self) -> list[GroupRow]:
        """The sixteen groups with their cells."""
        return [
            GroupRow(name, words, [self[f"{category}-{age}-{cell}"] for cell in CELLS])
            for category, name in CATEGORIES
            for age, words in AGES
        ]

    @property
    def chosen(self) -> list[GroupRow]:
        """Raises and promotions by category, from 251 persons on."""
        kinds = [f"{kind}-{sex}" for kind in ("raises", "promotions") for sex in ("women", "men")]
        return [GroupRow(name, "", [self[f"{category}-{kind}"] for kind in kinds]) for category, name in CATEGORIES]

    @property
    def inputs(self) -> Inputs:
        """What the rules take."""
        value = self.cleaned_data
        groups = [self._group(f"{category}-{age}") for category, _name in CATEGORIES for age, _words in AGES]
        staff = sum(group.women + group.men for group in groups)
        raised = (value["raised_women"], value["raised_men"])
        return Inputs(
            groups,
            value["top_women"],
            10 - value["top_women"],
            raised=None if None in raised or staff >= LARGE else raised,  # type: ignore[arg-type]
            raises=self._rates("raises") if staff >= LARGE else (),
            promotions=self._rates("promotions") if staff >= LARGE else (),
            returns_from_leave=value["returns_from_leave"] or 0,
            returns_raised=value["returns_raised"] or 0,
            raises_during_leave=not value["no_raise_meanwhile"],
        )

    def _group(self, key: str) -> PayGroup:
        women, men, women_pay, men_pay = (self.cleaned_data.get(f"{key}-{cell}") for cell in CELLS)
        return PayGroup(women or 0, men or 0, women_pay, men_pay)

    def _rates(self, kind: str) -> list[RateGroup]:
        rates = []
        for category, _name in CATEGORIES:
            groups = [self._group(f"{category}-{age}") for age, _words in AGES]
            women, men = sum(g.women for g in groups), sum(g.men for g in groups)
            chosen = [self.cleaned_data.get(f"{category}-{kind}-{sex}") or 0 for sex in ("women", "men")]
            rates.append(RateGroup(women, men, min(chosen[0], women), min(chosen[1], men)))
        return rates
