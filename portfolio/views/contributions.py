"""What a project contributes: declared and changed by its lead, contested by whoever sees it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.submissions import entered
from portfolio import access
from portfolio.actions import contributions as actions
from portfolio.actions.restoring import restore
from portfolio.forms.contributions import DeclareForm, LevelForm, ReasonForm
from portfolio.models import Project, ProjectContribution
from portfolio.queries import project_page
from portfolio.views.project_page import frame
from portfolio.views.refusals import add_errors
from strategy.models import StrategicObjective


@require_safe
def contributions(request: HttpRequest, code: str) -> HttpResponse:
    """The links of a project with both their keys."""
    project = access.project_to_see(request.user, code)
    links = project_page.links(project)
    deciding = set(access.links_decided_by(request.user).filter(project=project).values_list("pk", flat=True))
    context = frame(request, project, "contributions") | {
        "links": [{"link": link, "expires_on": project_page.expires_on(link), "decides": link.pk in deciding} for link in links],
        "today": timezone.localdate(),
        "statements": project_page.statements(None),
    }
    return render_page(request, "portfolio/contributions.html", "contributions", context)


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, code: str) -> HttpResponse:
    """The first key. Choosing an objective shows what each level means for it."""
    project = access.project_to_edit(request.user, code)
    leaves = _free(project)
    chosen = _chosen(leaves, request.POST.get("objective") or request.GET.get("objective", ""))
    options = {"leaves": leaves, "statements": project_page.statements(chosen)}
    form = DeclareForm(request.POST or None, initial={"objective": chosen}, **options)

    def act() -> str:
        facts = {name: form.cleaned_data[name] for name in ("objective", "level", "rationale")}
        actions.declare_contribution(project=project, by=request.user, at=timezone.now(), **facts)
        return reverse("portfolio:contributions", args=[project.code])

    if done := entered(request, form, act, said=_("Declared: it counts half until the owner of the objective validates it.")):
        return done
    context = frame(request, project, "contributions") | {"form": form, "chosen": chosen, "leaves": leaves}
    status = UNPROCESSABLE if form.errors else 200
    return render_page(request, "portfolio/declare.html", ["declare-form", "levels"], context, status=status)


def _free(project: Project) -> list[StrategicObjective]:
    """The objectives on offer that the project does not serve yet; a refused link may be declared anew."""
    held = {link.objective_id for link in project_page.links(project) if link.state != ProjectContribution.State.REFUSED}
    return [leaf for leaf in project_page.open_leaves(project) if leaf.pk not in held]


def _chosen(leaves: list[StrategicObjective], text: str) -> StrategicObjective | None:
    return next((leaf for leaf in leaves if str(leaf.pk) == text), None)


@require_http_methods(["GET", "POST"])
def level(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Raise or lower a declared level; whoever comes second sees what stands now."""
    project = access.project_to_edit(request.user, code)
    link = access.child_of(project, ProjectContribution, key)
    form = LevelForm(request.POST or None, link=link, statements=project_page.statements(link.objective))
    if request.method == "POST" and form.is_valid():
        facts = {"level": form.cleaned_data["level"], "rationale": form.cleaned_data["rationale"]}
        if form.cleaned_data["version"] != link.pk:
            return _level_page(request, project, link, conflict=True)
        try:
            actions.change_level(link=link, by=request.user, at=timezone.now(), **facts)
            toasts.say(request, _("Saved."))
            return see_other(request, "portfolio:contributions", project.code)
        except ChangedMeanwhile:
            return _level_page(request, project, access.child_of(project, ProjectContribution, key), conflict=True)
        except ValidationError as error:
            add_errors(form, error)
    return _level_page(request, project, link, form=form)


def _level_page(
    request: HttpRequest, project: Project, link: ProjectContribution, *, form: LevelForm | None = None, conflict: bool = False
) -> HttpResponse:
    data: Any = None
    if conflict:
        data = request.POST.copy()
        data["version"] = str(link.pk)
    form = form or LevelForm(data, link=link, statements=project_page.statements(link.objective))
    context = frame(request, project, "contributions") | {"form": form, "link": link, "conflict": conflict}
    status = CONFLICT if conflict else UNPROCESSABLE if form.errors else 200
    return render_page(request, "portfolio/level_form.html", "level-form", context, status=status)


@require_POST
def withdraw(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """The project no longer contributes; the toast offers to bring the link back."""
    project = access.project_to_edit(request.user, code)
    actions.withdraw(link=access.child_of(project, ProjectContribution, key), by=request.user, at=timezone.now())
    toasts.say(request, _("Withdrawn. Its history stays."), undo_url=reverse("portfolio:link_restore", args=[project.code, key]))
    return see_other(request, "portfolio:contributions", project.code)


@require_POST
def bring_back(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Undo a withdrawal."""
    project = access.project_to_edit(request.user, code)
    link = ProjectContribution.objects.filter(project=project, key=key, superseded_at=None, removed=True).first()
    if link is not None:
        restore(row=link, by=request.user, at=timezone.now())
        toasts.say(request, _("It holds again."))
    return see_other(request, "portfolio:contributions", project.code)


@require_http_methods(["GET", "POST"])
def contest(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Say why a link is not what it claims; its lead and its owner are told, the trail keeps it."""
    project = access.project_to_see(request.user, code)
    link = access.child_of(project, ProjectContribution, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.contest(link=link, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        toasts.say(request, _("The lead and the owner of the objective are told."))
        return see_other(request, "portfolio:contributions", project.code)
    context = frame(request, project, "contributions") | {"form": form, "link": link}
    return render_page(request, "portfolio/contest.html", "contest-form", context, status=UNPROCESSABLE if form.errors else 200)
