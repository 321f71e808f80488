"""Fields that read what people write: amounts with spaces, commas or points, days, people by name."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation import formatting
from foundation.accounts.models import User
from foundation.bilingual import language
from foundation.quantities import AmbiguousAmount, DecimalMark, Undisclosed, parse_quantity
from foundation.refusals import Refusal


class AmountField(forms.CharField):
    """An amount as people write it (`1 234,5 k€`, `1.2m`); the value is a Decimal in currency units, or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, required=options.pop("required", False), **options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: object) -> object:
        return formatting.number(value) if isinstance(value, Decimal) else value

    def to_python(self, value: object) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            found = _amount(text)
        except Refusal as refusal:
            raise ValidationError(_(refusal.sentence) % refusal.facts) from refusal
        if found is None or isinstance(found, Undisclosed):
            raise ValidationError(_("Write an amount, or leave the field empty."))
        return found.value.quantize(Decimal("0.01"))

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if value is not None and value < 0:
            raise ValidationError(_("Write an amount of 0 or more."))

    def run_validators(self, value: Any) -> None:
        """The length was checked on the text."""


def _amount(text: str) -> Any:
    """A lone `1,234` means what it means in the language of the screen."""
    try:
        return parse_quantity(text)
    except AmbiguousAmount:
        return parse_quantity(text, mark=DecimalMark.COMMA if language() == "fr" else DecimalMark.POINT)


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class PersonField(forms.ModelChoiceField):
    """Somebody who may sign in; whoever holds the place already stays on offer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=User.objects.filter(is_active=True).order_by("full_name"), required=options.pop("required", False), **options
        )

    def keep(self, user: User | None) -> None:
        """Offer `user` too, even if they have left."""
        if user is not None and not user.is_active:
            self.queryset = (User.objects.filter(is_active=True) | User.objects.filter(pk=user.pk)).order_by("full_name")


class ShareField(forms.IntegerField):
    """A share entered in percent; the value is a Decimal from 0 to 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=100, **options)

    def prepare_value(self, value: object) -> object:
        return int(value * 100) if isinstance(value, Decimal) else value

    def clean(self, value: object) -> Any:
        percent = super().clean(value)
        return None if percent is None else Decimal(percent) / 100
