"""Entering an exchange rate."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from foundation.quantities import DecimalMark, parse_quantity
from foundation.refusals import Refusal
from foundation.submissions import SentOnce
from portfolio.forms.fields import DayField

CURRENCY = RegexValidator(r"^[A-Z]{3}\Z", _("Write the three letters of the currency: GBP, USD, CHF."))


class CurrencyField(forms.CharField):
    """Three letters (ISO 4217), whatever their case."""

    def to_python(self, value: object) -> str:
        return super().to_python(value).upper()


class RateForm(SentOnce):
    """One unit of a currency is worth so many of another, from a day on."""

    from_currency = CurrencyField(label=_("One unit of"), max_length=3, validators=[CURRENCY])
    rate = forms.CharField(label=_("is worth"), max_length=30)
    to_currency = CurrencyField(label=_("in"), max_length=3, validators=[CURRENCY])
    on = DayField(label=_("From the day"))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Who publishes this rate, for example the ECB."))

    def clean_rate(self) -> Decimal:
        text = self.cleaned_data["rate"]
        mark = DecimalMark.COMMA if "," in text else DecimalMark.POINT
        try:
            found = parse_quantity(text, mark=mark)
        except Refusal:
            found = None
        value = getattr(found, "value", None)
        if value is None or not 0 < value < 10**9:
            raise ValidationError(_("Write a rate above 0, such as 1.1742."))
        return Decimal(value).quantize(Decimal("0.00000001"))
