"""Fields that read quantities as people write them."""

import math
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation import formatting
from foundation.bilingual import language
from foundation.quantities import AmbiguousAmount, DecimalMark, Quantity, parse_quantity
from foundation.refusals import Refusal


class QuantityField(forms.CharField):
    """A number with spaces, a comma or a point; the value is a float, or None."""

    default_error_messages = {"invalid": _("Write a number, such as 1234.5, or leave the field empty.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, required=options.pop("required", False), **options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: object) -> object:
        return formatting.number(value) if isinstance(value, float) else value

    def to_python(self, value: object) -> float | None:
        text = super().to_python(value).strip()
        if not text:
            return None
        found = _read(text)
        if not isinstance(found, Quantity) or found.currency or found.is_percent or not math.isfinite(float(found.value)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return float(found.value)

    def run_validators(self, value: Any) -> None:
        """The length was checked on the text."""

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")


class BudgetField(QuantityField):
    """Money as people write it, with or without its currency sign (`1,2 M€`); the value is a Decimal of 0 or more, or None."""

    default_error_messages = {"invalid": _("Write an amount, such as 1 200 000 or 1.2M€, or leave the field empty.")}

    def prepare_value(self, value: object) -> object:
        return formatting.number(value) if isinstance(value, Decimal) else value

    def to_python(self, value: object) -> Any:
        text = forms.CharField.to_python(self, value).strip()
        if not text:
            return None
        found = _read(text)
        if not isinstance(found, Quantity) or found.is_percent or not found.value.is_finite() or found.value < 0:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found.value.quantize(Decimal("0.01"))


def _read(text: str) -> object:
    """A lone `1,234` means what it means in the language of the screen."""
    try:
        return parse_quantity(text)
    except AmbiguousAmount:
        return parse_quantity(text, mark=DecimalMark.COMMA if language() == "fr" else DecimalMark.POINT)
    except Refusal:
        return None
