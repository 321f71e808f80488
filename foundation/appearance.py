"""Language and theme of the screens: remembered with the person, and by the browser for who is not signed in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
A_YEAR = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """The theme to draw this page in; a signed-in person's own choice comes first."""
    user = getattr(request, "user", None)
    chosen = user.theme if user is not None and user.is_authenticated else request.COOKIES.get(THEME_COOKIE)
    return chosen if chosen in THEMES else "auto"


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme and go back to the page; the script that already changed it asks for nothing back."""
    return _keep(request, "theme", request.POST.get("theme"), THEMES, THEME_COOKIE)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language and go back to the same page."""
    return _keep(request, "language", request.POST.get("language"), LANGUAGES, settings.LANGUAGE_COOKIE_NAME)


def _keep(request: HttpRequest, field: str, value: str | None, allowed: tuple[str, ...], cookie: str) -> HttpResponse:
    """Write a choice to the person and to a cookie; one that is not offered changes nothing."""
    answer = HttpResponse(status=204) if request.htmx else HttpResponseRedirect(_way_back(request))
    if value not in allowed:
        return answer
    if request.user.is_authenticated and getattr(request.user, field) != value:
        setattr(request.user, field, value)
        request.user.save(update_fields=[field])
    answer.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return answer


def _way_back(request: HttpRequest) -> str:
    address = request.POST.get("next", "/")
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()) else "/"
