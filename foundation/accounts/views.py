"""My account: language, theme, password, second factor, sessions."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.accounts import actions, queries
from foundation.accounts.access import rights_of
from foundation.accounts.forms import ProfileForm
from foundation.htmx import render_page, see_other


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """A person's own page. Everybody who is signed in has one, with or without a role."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.choose_language(person=request.user, language=form.cleaned_data["language"])
        actions.choose_theme(person=request.user, theme=form.cleaned_data["theme"])
        return see_other(request, "accounts:profile")
    context = {
        "form": form,
        "rights": rights_of(request.user),
        "grants": request.user.grants.in_force(timezone.localdate()),
        "has_second_factor": queries.has_second_factor(request.user),
        "sessions": queries.open_sessions(request.user, this_one=request.session.session_key),
    }
    return render_page(request, "accounts/profile.html", "account", context, status=422 if form.errors else 200)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    ended = actions.end_other_sessions(person=request.user, keep=request.session.session_key, at=timezone.now())
    toasts.say(request, _("Signed out of %(n)d other sessions.") % {"n": ended} if ended else _("There was no other session."))
    return see_other(request, "accounts:profile")
