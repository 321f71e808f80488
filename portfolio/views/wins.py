"""Wins: read them, say one, thank for one."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.asked import whole_number
from foundation.htmx import UNPROCESSABLE, render_page, see_other, wants_part
from foundation.submissions import entered
from portfolio import access
from portfolio.actions import wins as actions
from portfolio.forms.wins import WinFilters, WinForm
from portfolio.queries import wins as queries
from portfolio.views.mine import tabs
from portfolio.views.project_page import frame


@require_safe
def wins(request: HttpRequest) -> HttpResponse:
    """The good news of the projects one may see, to thank for."""
    filters = WinFilters(request.GET, units=queries.units_with_wins(request.user))
    filters.is_valid()
    asked, before = filters.cleaned_data, request.GET.get("before", "")
    page = queries.page(
        request.user,
        unit=asked.get("unit"),
        to_thank=asked.get("thanks") == "mine",
        before=whole_number(before),
    )
    return render_page(
        request, "portfolio/wins.html", "wins", {"filters": filters, "page": page, "filtered": any(asked.values()), "tabs": tabs("wins")}
    )


@require_http_methods(["GET", "POST"])
def project_wins(request: HttpRequest, code: str) -> HttpResponse:
    """The wins of one project; whoever sees it may say one."""
    project = access.project_to_see(request.user, code)
    form = WinForm(request.POST or None)

    def act() -> str:
        actions.declare_win(project=project, by=request.user, at=timezone.now(), **form.facts())
        return reverse("portfolio:project_wins", args=[project.code])

    if done := entered(request, form, act, said=_("Said; the people on the project are told.")):
        return done
    context = frame(request, project, "wins") | {"form": form, "wins": queries.of_project(request.user, project)}
    return render_page(request, "portfolio/project_wins.html", "project-wins", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def thank(request: HttpRequest, number: int) -> HttpResponse:
    """Thank, with one click."""
    win = access.win_to_see(request.user, number)
    if win.by_id == request.user.pk:
        raise PermissionDenied(_("One does not thank oneself."))
    actions.thank(win=win, by=request.user, at=timezone.now())
    if wants_part(request):
        return render_page(request, "portfolio/wins.html", "win", {"win": queries.wins_for(request.user).get(pk=win.pk)})
    toasts.say(request, _("Thanked; the people on the project are told."))
    if request.POST.get("on") == "project":
        return see_other(request, "portfolio:project", win.project.code)
    return see_other(request, f"{reverse('portfolio:wins')}#win-{win.pk}")


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a win one has said oneself."""
    win = access.win_to_see(request.user, number)
    if win.by_id != request.user.pk:
        raise PermissionDenied(_("Only who said it may take it back."))
    actions.withdraw_win(win=win, by=request.user, at=timezone.now())
    toasts.say(request, _("Taken back; it is no longer shown."))
    return see_other(request, "portfolio:project_wins", win.project.code)
