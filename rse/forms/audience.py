"""Whom something is for: one line a site or unit with its people, as it is pasted from a spreadsheet."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, Site
from rse.actions.campaigns import Audience

MOST_PEOPLE = 10_000_000
SPLIT = re.compile(r"\s*[;\t]\s*")


class AudienceField(forms.CharField):
    """Lines `code; people; anything`; the value is a list of `Audience`. What stands after the people is for the reader."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Audience"))
        options.setdefault("help_text", _("One line a site or unit: its code, a semicolon, the people who work there."))
        super().__init__(max_length=40_000, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}), **options)

    def prepare_value(self, value: Any) -> Any:
        return audience_lines(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        sites = {site.code.casefold(): site for site in Site.objects.select_related("unit")}
        units = {unit.code.casefold(): unit for unit in OrganisationUnit.objects.all()}
        return [_read(number, line, sites, units) for number, line in lines]

    def run_validators(self, value: Any) -> None:
        """The length was checked on the text."""

    def validate(self, value: Any) -> None:
        if not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        places = [one.place for one in value]
        for one in value:
            if places.count(one.place) > 1:
                name = (one.site or one.unit).code
                raise forms.ValidationError(gettext("%(code)s stands twice: keep one line of it.") % {"code": name})


def _read(number: int, line: str, sites: dict[str, Site], units: dict[str, OrganisationUnit]) -> Audience:
    code, _separator, rest = line.partition(";") if ";" in line else line.partition("\t")
    people = re.sub(r"\s", "", SPLIT.split(rest.strip())[0])
    if not people.isascii() or not people.isdigit() or not 0 < int(people) <= MOST_PEOPLE:
        raise forms.ValidationError(gettext("Line %(number)s: write the code, a semicolon, then how many people.") % {"number": number})
    key = code.strip().casefold()
    if key in sites:
        return Audience(sites[key].unit, sites[key], int(people))
    if key in units:
        return Audience(units[key], None, int(people))
    facts = {"number": number, "code": code.strip()[:40]}
    raise forms.ValidationError(gettext("Line %(number)s: “%(code)s” is the code of no site or unit.") % facts)


def audience_lines(parts: Iterable[Audience]) -> str:
    """An audience as it is entered, with the names for the reader."""
    return "\n".join(f"{(one.site or one.unit).code}; {one.headcount}; {(one.site or one.unit).name}" for one in parts)
