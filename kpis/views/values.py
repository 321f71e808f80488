"""The values of an indicator and their corrections."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import toasts
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from kpis import access
from kpis.actions.evidence import correct_entered
from kpis.forms.defining import CorrectionForm
from kpis.forms.fields import in_words
from kpis.models import Measurement
from kpis.queries import managing as queries
from kpis.queries.slices import parts_of


@require_safe
def values(request: HttpRequest, code: str) -> HttpResponse:
    """The values that stand, with who entered them and the way to correct one; `?part=` those of a slice."""
    indicator = access.indicator_to_see(request.user, code)
    parts, asked = parts_of(indicator, ended=True), request.GET.get("part", "")
    part = next((one.slice for one in parts if str(one.slice.pk) == asked), None)
    context = {
        "indicator": indicator,
        "definition": indicator.in_language("definition"),
        "values": queries.values_of(indicator, part),
        "parts": parts,
        "part": part,
        "may_measure": access.may_measure(request.user, indicator),
        "may_define": access.may_define(request.user, indicator),
        "reads_boards": access.reads_boards(request.user),
        "may_read_evidence": access.may_read_evidence(request.user, str(indicator.pk)),
    }
    return render_page(request, "kpis/values.html", "values", context)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Replace a value by the right one, with the reason; both stay visible."""
    indicator = access.indicator_to_measure(request.user, code)
    row = Measurement.objects.current().filter(indicator=indicator, key=key).select_related("indicator", "slice").first()
    if row is None:
        raise Http404
    form = CorrectionForm(request.POST or None, request.FILES or None, unit=indicator.unit, initial={"version": row.pk, "value": row.value})
    status = UNPROCESSABLE if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            _correct(request, row, form)
            toasts.say(request, _("Corrected: both values stay visible with the reason."))
            return see_other(request, "kpis:values", indicator.code)
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
        except ChangedMeanwhile:
            form.add_error(None, _("Somebody has corrected this value meanwhile: both versions stand below."))
            status = CONFLICT
    context = {"indicator": indicator, "row": row, "form": form, "versions": queries.versions(row)}
    return render_page(request, "kpis/correct.html", "correct", context, status=status)


def _correct(request: HttpRequest, row: Measurement, form: CorrectionForm) -> None:
    """Correct the version that was read, and no other."""
    if form.cleaned_data["version"] != row.pk:
        raise ChangedMeanwhile(row)
    facts = {name: form.cleaned_data[name] for name in ("value", "reason", "file")}
    correct_entered(measurement=row, by=request.user, at=timezone.now(), **facts)
