"""Entering and changing a project."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation import toasts
from foundation.editing import differences
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.submissions import entered
from foundation.versions import EditedMeanwhile
from portfolio import access
from portfolio.actions import projects
from portfolio.forms.projects import ChangeProjectForm, NewProjectForm, ProjectForm
from portfolio.views.refusals import add_errors


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a project; who may not decide where it belongs becomes its lead."""
    user = access.project_creator(request.user)
    form = NewProjectForm(request.POST or None, user=user)

    def act() -> str:
        facts = {"lead": user, **form.facts()}
        project = projects.create_project(by=user, at=timezone.now(), **facts)
        toasts.say(request, _("%(code)s is entered. Say next what it contributes to.") % {"code": project.code})
        return reverse("portfolio:contributions", args=[project.code])

    if done := entered(request, form, act):
        return done
    return _page(request, form, {"title": _("New project"), "back": reverse("portfolio:projects")})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a project as it was read; whoever comes second sees what the first wrote, and chooses."""
    project = access.project_to_edit(request.user, code)
    form = ChangeProjectForm(request.POST or None, user=request.user, project=project)
    context = {"project": project, "title": _("Change the project"), "back": reverse("portfolio:project", args=[project.code])}
    if request.method == "POST" and form.is_valid():
        try:
            written = access.project_to_edit(request.user, code)
            projects.change_project(
                project=written, version=form.cleaned_data["version"], by=request.user, at=timezone.now(), **form.facts()
            )
            toasts.say(request, _("Saved."))
            return see_other(request, "portfolio:project", project.code)
        except EditedMeanwhile as lost:
            found = differences(form, lost.row)
            form.data = form.data.copy()
            form.data["version"] = str(lost.row.version)
            return _page(request, form, context | {"differences": found}, status=CONFLICT)
        except ValidationError as error:
            add_errors(form, error)
    return _page(request, form, context)


def _page(request: HttpRequest, form: ProjectForm, context: dict[str, Any], status: int = 0) -> HttpResponse:
    status = status or (UNPROCESSABLE if form.errors else 200)
    return render_page(request, "portfolio/project_form.html", "project-form", context | {"form": form}, status=status)
