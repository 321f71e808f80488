"""Suppliers from a file: looked at, then recorded."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from foundation import toasts
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from rse import access
from rse.actions import suppliers as actions
from rse.forms.suppliers import SupplierFileForm
from rse.models import Supplier, SupplierFile
from rse.views.suppliers import of_suppliers

RECENT, SHOWN = 10, 50


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Drop a file; it is read, and nothing is recorded yet."""
    access.steerer(request.user)
    form = SupplierFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = actions.look_at(name=file.name, content=file.read(), by=request.user, at=timezone.now())
            return see_other(request, "rse:supplier_file", kept.token)
        except Refusal as refusal:
            form.add_error("file", in_words(refusal))
    recent = SupplierFile.objects.filter(author=request.user).defer("rows", "problems")[:RECENT]
    context = of_suppliers(request, (_("From a file"), ""), form=form, recent=recent)
    return render_page(request, "rse/supplier_files.html", "supplier-files", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, token: UUID) -> HttpResponse:
    """What the file would do; a POST records it."""
    access.steerer(request.user)
    file = get_object_or_404(SupplierFile, token=token, author=request.user)
    wrong = ""
    if request.method == "POST" and not file.applied_at:
        try:
            done = actions.record_file(file=file, by=request.user, at=timezone.now())
            facts = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
            toasts.say(request, gettext("%(added)s suppliers added, %(changed)s changed, %(unchanged)s as they were.") % facts)
            return see_other(request, "rse:supplier_file", token)
        except Refusal as refusal:
            wrong = in_words(refusal)
    known = set(Supplier.objects.filter(code__in=[row["code"] for row in file.rows]).values_list("code", flat=True))
    context = of_suppliers(
        request,
        (_("From a file"), reverse("rse:supplier_import")),
        (file.name, ""),
        file=file,
        wrong=wrong,
        problems=[{"place": place, "sentence": gettext(sentence) % facts} for place, sentence, facts in file.problems],
        known=len(known),
        new=len(file.rows) - len(known),
        rows=[row | {"known": row["code"] in known} for row in file.rows[:SHOWN]],
        more=max(len(file.rows) - SHOWN, 0),
    )
    return render_page(request, "rse/supplier_file.html", "supplier-file", context, status=UNPROCESSABLE if wrong else 200)
