"""Entering, changing, removing and bringing back the facts of a project."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.editing import differences
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.submissions import entered
from portfolio import access
from portfolio.actions.restoring import restore
from portfolio.forms.facts import FactForm
from portfolio.models import Project
from portfolio.views.nouns import NOUNS, Noun
from portfolio.views.project_page import frame
from portfolio.views.refusals import add_errors


def _noun(slug: str) -> Noun:
    if slug not in NOUNS:
        raise Http404
    return NOUNS[slug]


def _tab(project: Project, noun: Noun) -> str:
    return reverse(f"portfolio:{noun.tab}", args=[project.code])


def _form_page(request: HttpRequest, project: Project, noun: Noun, form: FactForm, *, status: int = 0, **more: Any) -> HttpResponse:
    title = noun.edit if form.row is not None else noun.new
    context = frame(request, project, noun.tab) | {"form": form, "title": title, "back": _tab(project, noun), "noun": noun, **more}
    status = status or (UNPROCESSABLE if form.errors else 200)
    return render_page(request, "portfolio/fact_form.html", "fact-form", context, status=status)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Enter a fact; the same form sent twice enters it once."""
    noun, project = _noun(slug), access.project_to_edit(request.user, code)
    form = noun.form(request.POST or None, project=project)

    def act() -> str:
        noun.add(project=project, by=request.user, at=timezone.now(), **form.facts())
        return _tab(project, noun)

    return entered(request, form, act, said=_("Saved.")) or _form_page(request, project, noun, form)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, slug: str, key: UUID) -> HttpResponse:
    """Change a fact as it was read; whoever comes second sees what the first wrote, and chooses."""
    noun, project = _noun(slug), access.project_to_edit(request.user, code)
    if noun.change is None:
        raise Http404
    row = access.child_of(project, noun.model, key)
    form = noun.form(request.POST or None, project=project, row=row)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] != row.pk:
            return _conflict(request, project, noun, form, row)
        try:
            noun.change(**{noun.argument: row}, by=request.user, at=timezone.now(), **form.facts())
            toasts.say(request, _("Saved."))
            return see_other(request, _tab(project, noun))
        except ChangedMeanwhile:
            return _conflict(request, project, noun, form, access.child_of(project, noun.model, key))
        except ValidationError as error:
            add_errors(form, error)
    return _form_page(request, project, noun, form)


def _conflict(request: HttpRequest, project: Project, noun: Noun, form: FactForm, row: Any) -> HttpResponse:
    """Both versions side by side; what the person wrote stays in the form, saving again replaces the other's knowingly."""
    found = differences(form, row)
    form.data = form.data.copy()
    form.data["version"] = str(row.pk)
    return _form_page(request, project, noun, form, differences=found or None, status=CONFLICT)


@require_POST
def remove(request: HttpRequest, code: str, slug: str, key: UUID) -> HttpResponse:
    """Take a fact away; the toast offers to bring it back."""
    noun, project = _noun(slug), access.project_to_edit(request.user, code)
    if noun.remove is None:
        raise Http404
    noun.remove(**{noun.argument: access.child_of(project, noun.model, key)}, by=request.user, at=timezone.now())
    undo = reverse("portfolio:fact_restore", args=[project.code, slug, key])
    toasts.say(request, _("Removed. Its history stays."), undo_url=undo)
    return see_other(request, _tab(project, noun))


@require_POST
def bring_back(request: HttpRequest, code: str, slug: str, key: UUID) -> HttpResponse:
    """Undo a removal."""
    noun, project = _noun(slug), access.project_to_edit(request.user, code)
    row = noun.model.objects.filter(project=project, key=key, superseded_at=None, removed=True).first()
    if row is None:
        raise Http404
    try:
        restore(row=row, by=request.user, at=timezone.now())
        toasts.say(request, _("It holds again."))
    except ValidationError as error:
        toasts.say(request, " ".join(error.messages), level="error")
    return see_other(request, _tab(project, noun))
