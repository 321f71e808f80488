"""Choosing a file of measurements."""

from django import forms
from django.utils.translation import gettext_lazy as _

MIB = 1024 * 1024
LARGEST = 10 * MIB


class FileForm(forms.Form):
    """A CSV or XLSX file with the columns indicator, period, value."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX with the columns indicator, period and value; unit and note where you have them.")
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MiB: split it."))
        return file


class RecordForm(forms.Form):
    """Recording what was looked at; the reason is needed where the file restates values."""

    reason = forms.CharField(
        label=_("Why do these values replace the known ones?"),
        help_text=_("Needed when the file restates values: both stay visible, with this reason."),
        required=False,
        max_length=2_000,
    )
