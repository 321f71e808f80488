"""Fields shared by the forms of the strategy."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation import formatting
from foundation.quantities import DecimalMark, NotAnAmount, Quantity, parse_quantity


class PercentField(forms.Field):
    """A percentage from 0 to 100, with a comma or a point, with or without the sign."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a percentage from 0 to 100, such as 12.5.")}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "form-control"}

    def prepare_value(self, value: Any) -> Any:
        """A stored number is shown in the language of the screen, what was typed as it was typed."""
        return formatting.number(value) if isinstance(value, Decimal | float | int) else value

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            found = parse_quantity(text, mark=DecimalMark.COMMA if "," in text else DecimalMark.POINT)
        except NotAnAmount:
            found = None
        if not isinstance(found, Quantity) or found.currency or not 0 <= found.value <= 100:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found.value
