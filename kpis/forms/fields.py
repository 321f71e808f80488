"""Fields that read values as people write them."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation import formatting
from foundation.bilingual import language
from foundation.refusals import Refusal
from kpis import entry

LONGEST = 60
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ValueField(forms.CharField):
    """A number with a decimal comma or point; the value is a float, or None. `unit` is what may stand behind it."""

    def __init__(self, *, unit: str = "", **options: Any) -> None:
        super().__init__(max_length=LONGEST, required=options.pop("required", False), **options)
        self.unit = unit
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: object) -> object:
        return plain_number(value) if isinstance(value, float) else value

    def to_python(self, value: object) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return entry.read_value(text, unit=self.unit, comma_is_decimal=language() == "fr")
        except Refusal as refusal:
            raise ValidationError(in_words(refusal)) from refusal

    def run_validators(self, value: Any) -> None:
        """The length was checked on the text."""

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")


def in_words(refusal: Refusal) -> str:
    """What an action refused, in the language of the screen; its numbers and days too."""
    return _(refusal.sentence) % facts_in_words(refusal.facts)


def facts_in_words(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What fills the gaps of a sentence, as people read it."""
    return {name: _in_words(value) for name, value in facts.items()}


def _in_words(value: Any) -> Any:
    if isinstance(value, float):
        return formatting.number(value)
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        with suppress(ValueError):  # 2026-02-31 is what somebody wrote
            return formatting.day(date.fromisoformat(value))
    return value


def plain_number(value: float) -> str:
    """A value as it can be typed again: no thousands, the decimal mark of the language."""
    text = repr(value).removesuffix(".0")
    return text.replace(".", ",") if language() == "fr" else text
