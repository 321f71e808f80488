"""My account: language, theme, password, second factor, sessions."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.accounts import actions, kept_words, personal_data, queries
from foundation.accounts.access import delegation_to_end, person_to_forget, rights_of
from foundation.accounts.forms import AbsenceForm, ForgetForm, ProfileForm
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refused import add_errors
from foundation.submissions import entered

SAME_AGAIN = 307  # the browser sends the same form to another address


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


@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """Say from when to when one is away and who stands in; see it, end it."""
    today = timezone.localdate()
    form = AbsenceForm(request.POST or None, person=request.user, initial={"starts_on": today})

    def act() -> str:
        made = actions.delegate(person=request.user, at=timezone.now(), **form.answers)
        toasts.say(request, _("%(name)s stands in for you and is told.") % {"name": made.delegate.full_name})
        return reverse("accounts:absence")

    if done := entered(request, form, act):
        return done
    context = {"form": form, "absences": queries.absences_of(request.user, today), "today": today}
    return render_page(request, "accounts/absence.html", "absence", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def end_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation: one is back, or cannot stand in."""
    row = delegation_to_end(request.user, pk)
    actions.end_delegation(delegation=row, by=request.user, at=timezone.now())
    other = row.user if row.delegate_id == request.user.pk else row.delegate
    toasts.say(request, _("Ended; %(name)s is told.") % {"name": other.full_name})
    return see_other(request, "accounts:absence")


@require_http_methods(["GET", "POST"])
def words_kept(request: HttpRequest) -> HttpResponse:
    """What was being sent when the session ended: sent now, or let go."""
    kept = kept_words.kept_words(request, at=timezone.now())
    if kept is None:
        kept_words.let_go(request)
        return see_other(request, "/")
    if request.method == "GET":
        return render_page(request, "accounts/kept_words.html", "kept", {"kept": kept})
    kept_words.let_go(request)
    if "let_go" in request.GET:
        return see_other(request, kept.page)
    again = HttpResponseRedirect(kept.address)
    again.status_code = SAME_AGAIN
    return again


@require_http_methods(["GET", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """What the portal holds about the person who asks: to read here, or as a file (POST, noted in the ledger)."""
    at = timezone.now()
    if request.method == "POST":
        told = personal_data.as_json(request.user, at)
        actions.note_export(person=request.user, at=at)
        name = f"cmo-portal-{timezone.localdate(at)}.json"
        style = {"ensure_ascii": False, "indent": 1}
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return JsonResponse(told, json_dumps_params=style, headers=headers)
    context = {
        "account": personal_data.account_in_words(request.user),
        "sections": personal_data.sections(request.user),
        "shown": personal_data.SHOWN_ON_SCREEN,
    }
    return render_page(request, "accounts/my_data.html", "my-data", context)


@require_http_methods(["GET", "POST"])
def pseudonymise(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what goes and what stays, then take the name from a person; for administrators, and never to be undone."""
    person = person_to_forget(request.user, pk)
    form = ForgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pseudonymise(person=person, by=request.user, at=timezone.now())
            toasts.say(request, _("Done: nobody finds this name in the portal any more."))
            return see_other(request, "admin:accounts_user_changelist")
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "person": person, "pseudonym": actions.pseudonym_of(person.pk), "led": queries.named_on(person)}
    return render_page(request, "accounts/pseudonymise.html", "pseudonymise", context, status=UNPROCESSABLE if form.errors else 200)
