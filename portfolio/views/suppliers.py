"""The suppliers a project depends on, said on its page of responsibility; and a supplier with the projects that depend on it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from foundation import toasts
from foundation.editing import in_words
from foundation.htmx import render_page, see_other
from foundation.refusals import Refusal
from portfolio import access
from portfolio.actions import suppliers as actions
from portfolio.forms.suppliers import DependenceForm
from portfolio.models import ProjectSupplier
from portfolio.queries.suppliers import dependants
from rse import access as rse_access
from rse.views.suppliers import supplier_context


@require_POST
def depend(request: HttpRequest, code: str) -> HttpResponse:
    """Say that the project depends on a supplier, named by its code."""
    project = access.project_to_edit(request.user, code)
    form = DependenceForm(request.POST)
    if not form.is_valid():
        toasts.say(request, gettext("No supplier has this code: look it up in the list of suppliers."), level="error")
        return _back(request, code)
    try:
        actions.depend_on(project=project, by=request.user, at=timezone.now(), **form.cleaned_data)
        toasts.say(request, gettext("The project depends on %(name)s.") % {"name": form.cleaned_data["supplier"].name})
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="warning")
    return _back(request, code)


@require_POST
def depend_no_more(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Say that the project no longer depends on a supplier."""
    project = access.project_to_edit(request.user, code)
    link = get_object_or_404(ProjectSupplier.objects.current().select_related("project", "supplier"), project=project, key=key)
    actions.depend_no_more(link=link, by=request.user, at=timezone.now())
    toasts.say(request, gettext("The project no longer depends on %(name)s.") % {"name": link.supplier.name})
    return _back(request, code)


def _back(request: HttpRequest, code: str) -> HttpResponse:
    return see_other(request, f"{reverse('portfolio:responsibility', args=[code])}#suppliers")


@require_safe
def supplier(request: HttpRequest, code: str) -> HttpResponse:
    """One supplier: its risks through time, what was found, what it must do, and the projects that depend on it."""
    found = rse_access.supplier_to_see(request.user, code)
    context = supplier_context(request, found) | {"projects": dependants(found, request.user)}
    return render_page(request, "portfolio/supplier.html", "supplier", context)
